"""The shape of a catalogue file: which keys, of which types. What refers to what is checked in `references`."""

import re
from typing import Any

from domain.catalogue import vocabulary as words
from domain.catalogue.flaws import Flaw, Problem, shown
from domain.catalogue.model import ClockStart, Gate, MatterKind, Semantics
from domain.catalogue.shape import (
    boolean,
    listing,
    mapping,
    one_of,
    optional,
    record,
    scalar,
    text,
    whole,
)
from domain.dates.terms import Unit

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


def identifier(value: Any, place: str, flaws: list[Flaw]) -> None:
    """An id: lower-case letters, digits and `_` (a matter's key adds `:scope` and `~n` to it)."""
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
        flaws.append(Flaw(place, Problem.WRONG_TYPE, shown(value), "a-z 0-9 _"))


_label = record({"zh": text, "en": text})
_unit = one_of(Unit)
_confidence = one_of(words.Confidence)
_department = record({"id": text, "zh": text, "en": text})

_meta = record(
    {"title_zh": text, "title_en": text, "version": text, "compiled_on": text, "status": text},
    left_out={
        "rules": mapping(text),
        "expression_language": record(
            {
                "base": text,
                "operators": listing(text),
                "literals": listing(text),
                "names": text,
                "always": text,
            }
        ),
    },
)
_stage = record(
    {
        "id": identifier,
        "order": whole,
        "name_zh": text,
        "name_en": text,
        "purpose": text,
        "milestone": _label,
        "typical_next": optional(text),
        "milestone_matters": listing(text),
        "milestone_fact": optional(text),
    }
)
_clock_stop_type = record({"id": identifier, "zh": text, "en": text, "basis": text, "effect": one_of(words.StopEffect)})
_profile_field = record(
    {
        "id": identifier,
        "type": one_of(words.FieldType),
        "allowed_values": optional(listing(text)),
        "label_zh": text,
        "label_en": text,
        "default": scalar,
        "derive": optional(listing(record({"when": text, "value": scalar}))),
    },
    left_out={"unit_zh": text, "unit_en": text, "value_labels": mapping(_label)},
)
_validity = record(
    {
        "value": whole,
        "unit": _unit,
        "starts_from": one_of(words.ValidityStart),
        "extension_times": optional(whole),
        "extension_each_value": whole,
        "extension_each_unit": optional(_unit),
        "apply_before_value": optional(whole),
        "apply_before_unit": optional(_unit),
        "on_lapse": one_of(words.LapseEffect),
        "rule_zh": text,
        "confidence": _confidence,
    }
)
_variant = record({"when": text, "statutory_days": whole, "statutory_unit": _unit, "note_zh": text})
_matter = record(
    {
        "id": identifier,
        "name_zh": text,
        "name_en": text,
        "stage": text,
        "department": _department,
        "kind": one_of(MatterKind),
        "legal_basis": text,
        "statutory_days": optional(whole),
        "statutory_unit": _unit,
        "statutory_extension_days": optional(whole),
        "statutory_semantics": one_of(Semantics),
        "promised_days": whole,
        "promised_unit": _unit,
        "promised_source": text,
        "clock_stops": listing(text),
        "depends_on": listing(text),
        "can_prereview_after": listing(text),
        "applies_when": text,
        "materials": listing(text),
        "certificate": optional(text),
        "validity": optional(_validity),
        "gate": optional(one_of(Gate)),
        "confidence": _confidence,
        "note": optional(text),
        "statutory_variants": optional(listing(_variant)),
        "clock_starts_on": one_of(ClockStart),
        "commitment": one_of(words.Commitment),
    }
)
_bundle = record(
    {
        "id": identifier,
        "name_zh": text,
        "name_en": text,
        "matters": listing(text),
        "applies_when": text,
        "promised_days": whole,
        "promised_source": text,
        "steps_before": listing(text),
        "steps_after": listing(text),
        "result_zh": text,
        "confidence": _confidence,
        "lead_department": _department,
        "note": optional(text),
        "issue": one_of(words.Issue),
    }
)
_duty = record(
    {
        "id": identifier,
        "what_zh": text,
        "what_en": text,
        "type": one_of(words.DutyType),
        "recurrence": optional(one_of(words.Recurrence)),
        "anchor": one_of(words.Anchor),
        "event": optional(text),
        "offset_value": whole,
        "offset_unit": _unit,
        "direction": one_of(words.Direction),
        "department": _department,
        "how_to_apply_zh": text,
        "legal_basis": text,
        "remind_before_days": listing(whole),
        "confidence": _confidence,
    },
    left_out={"met_by": record({"kind": one_of(words.MetBy), "of": text})},
)
_example = record(
    {"id": identifier, "name_zh": text, "name_en": text, "profile": mapping(scalar)}, left_out={"note": text}
)
_calendar_year = record(
    {
        "source": text,
        "confidence": _confidence,
        "holidays": listing(record({"name": text, "start": text, "end": text})),
        "makeup_workdays": listing(text),
    }
)

CATALOGUE = record(
    {
        "meta": _meta,
        "stages": listing(_stage),
        "departments": listing(record({"id": identifier, "zh": text, "en": text})),
        "clock_stop_types": listing(_clock_stop_type),
        "profile_fields": listing(_profile_field),
        "matters": listing(_matter),
        "bundles": listing(_bundle),
        "post_permit": listing(record({"matter": text, "duties": listing(_duty)}, left_out={"certificate": text})),
        "fact_kinds": listing(record({"id": identifier, "zh": text, "en": text}, left_out={"due": boolean})),
        "fact_aliases": mapping(text),
        "matter_facts": mapping(text),
    },
    left_out={"example_profiles": listing(_example), "working_calendar": mapping(_calendar_year)},
)
