"""精准画像 → 定制服务清单: completing a profile, choosing the matters, and saying why.

Design §§4, 8: fields left out take their defaults, literally; what a rule of the catalogue would derive is only
suggested. A choice keeps the answers its rule looked at, so that its reason can be told from the choice alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.catalogue.answers import canonical, checked_answer, from_canonical
from domain.catalogue.flaws import nearest, shown
from domain.catalogue.model import Catalogue, MatterDefinition
from domain.catalogue.rules import Answer, Rule
from domain.catalogue.words import because, explain
from domain.errors import DomainError

__all__ = [
    "Answer",
    "Choice",
    "Suggestion",
    "choose_matters",
    "complete_profile",
    "reason_text",
    "suggestions",
]


@dataclass(frozen=True)
class Suggestion:
    """A field left out whose rule says something else than its default; shown to the user, never applied."""

    field: str
    default: Answer
    suggested: Answer
    rule: Rule


@dataclass(frozen=True)
class Choice:
    """Whether a matter applies, and the answers (`field=value`) its rule looked at; none when it always applies."""

    matter: str
    applies: bool
    because: tuple[str, ...]


def complete_profile(catalogue: Catalogue, answers: Mapping[str, object]) -> dict[str, Answer]:
    """All fields of the profile in the catalogue's order: the answers given, checked, and defaults for the rest."""
    given = checked_answers(catalogue, answers)
    return {name: given.get(name, field.default) for name, field in catalogue.profile_fields.items()}


def checked_answers(catalogue: Catalogue, answers: Mapping[str, object]) -> dict[str, Answer]:
    """The answers given, each checked, in the catalogue's order; an unknown field is refused."""
    fields = catalogue.profile_fields
    for name in answers:
        if name not in fields:
            raise DomainError("profile_unknown_field", field=shown(name), suggestion=nearest(name, fields))
    return {
        name: checked_answer(name, field.type, field.allowed_values, answers[name])
        for name, field in fields.items()
        if name in answers
    }


def suggestions(
    catalogue: Catalogue, profile: Mapping[str, Answer], given: Mapping[str, object]
) -> tuple[Suggestion, ...]:
    """For each field left out, the value its first matching rule derives, when that is not the default."""
    found = []
    for name, field in catalogue.profile_fields.items():
        derived = next((item for item in field.derive if item.when.holds(profile)), None)
        if name not in given and derived is not None and derived.value != field.default:
            found.append(Suggestion(name, field.default, derived.value, derived.when))
    return tuple(found)


def choose_matters(catalogue: Catalogue, profile: Mapping[str, Answer]) -> tuple[Choice, ...]:
    """Every matter of the catalogue, in its order, with whether it applies to a complete profile."""
    return tuple(choose(matter, profile) for matter in catalogue.matters.values())


def choose(matter: MatterDefinition, profile: Mapping[str, Answer]) -> Choice:
    """Whether one matter applies to a complete profile."""
    because = tuple(f"{field}={canonical(profile[field])}" for field in matter.applies_when.fields)
    return Choice(matter.id, matter.applies_when.holds(profile), because)


def reason_text(catalogue: Catalogue, choice: Choice, language: str) -> str:
    """The reason of a choice in words (`zh`, `en`): the answers that decided it and what was asked of them."""
    answers = {}
    for fact in choice.because:
        name, _, value = fact.partition("=")
        answers[name] = from_canonical(catalogue.profile_fields[name].type, value)
    rule = catalogue.matters[choice.matter].applies_when
    return explain(rule, answers, catalogue.profile_fields, choice.applies, language)


def suggestion_reason(
    catalogue: Catalogue, suggestion: Suggestion, profile: Mapping[str, Answer], language: str
) -> str:
    """Why a value is suggested, in words: the answers that made its rule hold."""
    return because(suggestion.rule, profile, catalogue.profile_fields, language)
