"""From the checked content of a file to the records of the model. Nothing is judged here any more."""

from collections.abc import Mapping
from typing import Any

from domain.catalogue import vocabulary as words
from domain.catalogue.answers import checked_answer
from domain.catalogue.model import (
    Bundle,
    Catalogue,
    ClockStart,
    ClockStopType,
    Department,
    Derivation,
    Duty,
    FactKind,
    Gate,
    MatterDefinition,
    MatterKind,
    ProfileField,
    Semantics,
    Stage,
    StatutoryVariant,
    Validity,
)
from domain.catalogue.rules import Answer, Rule
from domain.dates.terms import Term, Unit

Entry = Mapping[str, Any]


def build_catalogue(content: Entry, rules: Mapping[str, Rule], digest: str) -> Catalogue:
    """The catalogue of a checked file; `rules` are its rules by their text."""
    meta = content["meta"]
    fields = {entry["id"]: _field(entry, rules) for entry in content["profile_fields"]}
    aliases = dict(content["fact_aliases"])
    return Catalogue(
        version=meta["version"],
        digest=digest,
        title_zh=meta["title_zh"],
        title_en=meta["title_en"],
        status=meta["status"],
        compiled_on=meta["compiled_on"],
        stages=tuple(sorted((_stage(entry) for entry in content["stages"]), key=lambda stage: stage.order)),
        departments={
            entry["id"]: Department(entry["id"], entry["zh"], entry["en"]) for entry in content["departments"]
        },
        clock_stop_types={entry["id"]: _clock_stop_type(entry) for entry in content["clock_stop_types"]},
        profile_fields=fields,
        matters={entry["id"]: _matter(entry, rules) for entry in content["matters"]},
        bundles={entry["id"]: _bundle(entry, rules) for entry in content["bundles"]},
        duties={
            entry["matter"]: tuple(_duty(entry["matter"], duty, aliases) for duty in entry["duties"])
            for entry in content["post_permit"]
        },
        fact_kinds={
            entry["id"]: FactKind(entry["id"], entry["zh"], entry["en"], entry.get("due", False))
            for entry in content["fact_kinds"]
        },
        fact_aliases=aliases,
        matter_facts=dict(content["matter_facts"]),
        example_profiles={
            entry["id"]: _example(entry["profile"], fields) for entry in content.get("example_profiles", [])
        },
    )


def _stage(entry: Entry) -> Stage:
    return Stage(
        id=entry["id"],
        order=entry["order"],
        name_zh=entry["name_zh"],
        name_en=entry["name_en"],
        purpose=entry["purpose"],
        milestone_zh=entry["milestone"]["zh"],
        milestone_en=entry["milestone"]["en"],
        milestone_matters=tuple(entry["milestone_matters"]),
        milestone_fact=entry["milestone_fact"],
        typical_next=entry["typical_next"],
    )


def _clock_stop_type(entry: Entry) -> ClockStopType:
    effect = words.StopEffect(entry["effect"])
    return ClockStopType(entry["id"], entry["zh"], entry["en"], entry["basis"], effect)


def _field(entry: Entry, rules: Mapping[str, Rule]) -> ProfileField:
    type_ = words.FieldType(entry["type"])
    allowed = tuple(entry["allowed_values"] or ())
    labels = entry.get("value_labels", {})
    return ProfileField(
        id=entry["id"],
        type=type_,
        allowed_values=allowed,
        label_zh=entry["label_zh"],
        label_en=entry["label_en"],
        unit_zh=entry.get("unit_zh", ""),
        unit_en=entry.get("unit_en", ""),
        default=checked_answer(entry["id"], type_, allowed, entry["default"]),
        derive=tuple(
            Derivation(rules[item["when"]], checked_answer(entry["id"], type_, allowed, item["value"]))
            for item in entry["derive"] or ()
        ),
        value_labels_zh={value: labels[value]["zh"] for value in allowed if value in labels},
        value_labels_en={value: labels[value]["en"] for value in allowed if value in labels},
    )


def _matter(entry: Entry, rules: Mapping[str, Rule]) -> MatterDefinition:
    days = entry["statutory_days"]
    return MatterDefinition(
        id=entry["id"],
        name_zh=entry["name_zh"],
        name_en=entry["name_en"],
        stage=entry["stage"],
        department=entry["department"]["id"],
        kind=MatterKind(entry["kind"]),
        legal_basis=entry["legal_basis"],
        statutory=None if days is None else Term(days, Unit(entry["statutory_unit"])),
        statutory_extension_days=entry["statutory_extension_days"],
        semantics=Semantics(entry["statutory_semantics"]),
        statutory_variants=tuple(_variant(item, rules) for item in entry["statutory_variants"] or ()),
        promised=Term(entry["promised_days"], Unit(entry["promised_unit"])),
        promised_source=entry["promised_source"],
        clock_stops=tuple(entry["clock_stops"]),
        depends_on=tuple(entry["depends_on"]),
        can_prereview_after=tuple(entry["can_prereview_after"]),
        applies_when=rules[entry["applies_when"]],
        materials=tuple(entry["materials"]),
        certificate=entry["certificate"],
        validity=None if entry["validity"] is None else _validity(entry["validity"]),
        gate=None if entry["gate"] is None else Gate(entry["gate"]),
        clock_starts_on=ClockStart(entry["clock_starts_on"]),
        commitment=words.Commitment(entry["commitment"]),
        confidence=words.Confidence(entry["confidence"]),
        note=entry["note"],
    )


def _variant(entry: Entry, rules: Mapping[str, Rule]) -> StatutoryVariant:
    term = Term(entry["statutory_days"], Unit(entry["statutory_unit"]))
    return StatutoryVariant(rules[entry["when"]], term, entry["note_zh"])


def _validity(entry: Entry) -> Validity:
    return Validity(
        period=Term(entry["value"], Unit(entry["unit"])),
        starts_from=words.ValidityStart(entry["starts_from"]),
        extension_times=entry["extension_times"],
        extension_each=_term(entry["extension_each_value"], entry["extension_each_unit"]),
        apply_before=_term(entry["apply_before_value"], entry["apply_before_unit"]),
        on_lapse=words.LapseEffect(entry["on_lapse"]),
        rule_zh=entry["rule_zh"],
        confidence=words.Confidence(entry["confidence"]),
    )


def _term(count: int | None, unit: str | None) -> Term | None:
    return None if count is None or unit is None else Term(count, Unit(unit))


def _bundle(entry: Entry, rules: Mapping[str, Rule]) -> Bundle:
    return Bundle(
        id=entry["id"],
        name_zh=entry["name_zh"],
        name_en=entry["name_en"],
        matters=tuple(entry["matters"]),
        applies_when=rules[entry["applies_when"]],
        promised_days=entry["promised_days"],
        promised_source=entry["promised_source"],
        steps_before=tuple(entry["steps_before"]),
        steps_after=tuple(entry["steps_after"]),
        result_zh=entry["result_zh"],
        lead_department=entry["lead_department"]["id"],
        issue=words.Issue(entry["issue"]),
        note=entry["note"],
        confidence=words.Confidence(entry["confidence"]),
    )


def _duty(matter: str, entry: Entry, aliases: Mapping[str, str]) -> Duty:
    anchor, event = words.Anchor(entry["anchor"]), entry["event"]
    fixed = anchor is words.Anchor.FIXED_DATE
    return Duty(
        matter=matter,
        id=entry["id"],
        what_zh=entry["what_zh"],
        what_en=entry["what_en"],
        type=words.DutyType(entry["type"]),
        recurrence=None if entry["recurrence"] is None else words.Recurrence(entry["recurrence"]),
        anchor=anchor,
        event=None if fixed else aliases.get(event, event),
        fixed_date=event if fixed else None,
        offset=Term(entry["offset_value"], Unit(entry["offset_unit"])),
        direction=words.Direction(entry["direction"]),
        department=entry["department"]["id"],
        how_to_apply_zh=entry["how_to_apply_zh"],
        legal_basis=entry["legal_basis"],
        remind_before_days=tuple(entry["remind_before_days"]),
        confidence=words.Confidence(entry["confidence"]),
        met_by=_met_by(entry["met_by"], aliases) if "met_by" in entry else None,
    )


def _met_by(entry: Entry, aliases: Mapping[str, str]) -> tuple[words.MetBy, str]:
    return words.MetBy(entry["kind"]), aliases.get(entry["of"], entry["of"])


def _example(profile: Entry, fields: Mapping[str, ProfileField]) -> dict[str, Answer]:
    return {
        name: checked_answer(name, fields[name].type, fields[name].allowed_values, value)
        for name, value in profile.items()
    }
