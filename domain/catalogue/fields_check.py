"""What a catalogue file says of the profile: its fields, their defaults, the examples, and every rule over them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.catalogue.answers import checked_answer
from domain.catalogue.flaws import Flaw, Problem, nearest, shown
from domain.catalogue.rule_reader import RuleError, compile_rule
from domain.catalogue.rules import Rule
from domain.catalogue.vocabulary import FieldType
from domain.errors import DomainError


@dataclass(frozen=True)
class Field:
    """As much of a profile field as rules and answers need."""

    type: FieldType
    allowed_values: tuple[str, ...]


def check_fields(content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    """Allowed values, defaults, derived values and labels fit the type of their field."""
    for index, entry in enumerate(content["profile_fields"]):
        place = f"profile_fields[{index}]"
        allowed = entry["allowed_values"] or []
        if (entry["type"] == FieldType.ENUM) != bool(allowed):
            found = f"{entry['type']}: {shown(entry['allowed_values'])}"
            flaws.append(Flaw(f"{place}.allowed_values", Problem.CONTRADICTION, found, "enum: [a, b] | null"))
            continue
        field = Field(FieldType(entry["type"]), tuple(allowed))
        _check_answer(entry["id"], field, entry["default"], f"{place}.default", flaws)
        for number, derivation in enumerate(entry["derive"] or []):
            _check_answer(entry["id"], field, derivation["value"], f"{place}.derive[{number}].value", flaws)
        for value in entry.get("value_labels", {}):
            if value not in allowed:
                where = f"{place}.value_labels.{value}"
                flaws.append(Flaw(where, Problem.UNKNOWN_VALUE, value, nearest(value, allowed)))


def check_examples(content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    """Example profiles answer known fields with allowed values."""
    fields = profile_shapes(content)
    for index, example in enumerate(content.get("example_profiles", [])):
        for name, value in example["profile"].items():
            place = f"example_profiles[{index}].profile.{name}"
            if name in fields:
                _check_answer(name, fields[name], value, place, flaws)
            else:
                flaws.append(Flaw(place, Problem.UNKNOWN_KEY, name, nearest(name, fields)))


def compile_rules(content: Mapping[str, Any], flaws: list[Flaw]) -> dict[str, Rule]:
    """Every rule of the file by its text; a flaw for each that cannot be accepted."""
    fields = profile_shapes(content)
    compiled: dict[str, Rule] = {}
    for place, text in _rules(content):
        try:
            compiled[text] = compiled.get(text) or compile_rule(text, fields)
        except RuleError as error:
            flaws.append(Flaw(place, error.problem, error.found, error.suggestion))
    return compiled


def profile_shapes(content: Mapping[str, Any]) -> dict[str, Field]:
    """The profile fields by id."""
    return {
        entry["id"]: Field(FieldType(entry["type"]), tuple(entry["allowed_values"] or ()))
        for entry in content["profile_fields"]
    }


def _rules(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for index, entry in enumerate(content["profile_fields"]):
        for number, derivation in enumerate(entry["derive"] or []):
            yield f"profile_fields[{index}].derive[{number}].when", derivation["when"]
    for index, matter in enumerate(content["matters"]):
        yield f"matters[{index}].applies_when", matter["applies_when"]
        for number, variant in enumerate(matter["statutory_variants"] or []):
            yield f"matters[{index}].statutory_variants[{number}].when", variant["when"]
    for index, bundle in enumerate(content["bundles"]):
        yield f"bundles[{index}].applies_when", bundle["applies_when"]


def _check_answer(name: str, field: Field, value: object, place: str, flaws: list[Flaw]) -> None:
    try:
        checked_answer(name, field.type, field.allowed_values, value)
    except DomainError as error:
        problem = Problem.UNKNOWN_VALUE if field.type is FieldType.ENUM else Problem.WRONG_TYPE
        flaws.append(Flaw(place, problem, shown(value), str(error.params["suggestion"])))
