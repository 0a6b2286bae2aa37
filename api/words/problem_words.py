"""The values a refusal names, as people read them: acts, phases, codes and names instead of identifiers.

Only titles are worded so; `params` keeps the identifiers for programs.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from api.locale import LIST, spelled, text, texts
from api.words.history_lines import Words
from domain.catalogue.model import Catalogue
from domain.project.model.phases import Act, Phase

UNLABELLED: Mapping[str, str] = MappingProxyType({})
IN_THE_WAY = re.compile(r"(\S+) (\S+) \((v\d+)\)")
SHAPES: Mapping[str, str] = {
    "{…}": "shape.mapping",
    "[…]": "shape.list",
    "text": "shape.text",
    "0, 1, 2, …": "shape.whole",
    "a-z 0-9 _": "shape.identifier",
}
"""How the catalogue's check writes what should stand there."""
TWICE = "duplicate key "  # how the reader of files says it
SEVERAL = " | "  # how the catalogue joins suggestions where no choice is like what was written
NOTHING_BEFORE = "-"  # how the domain says that no act stands in the way
LOCALE_KEYS: Mapping[str, tuple[str, ...]] = {
    "act": ("act",),
    "phase": ("phase",),
    "role": ("role",),
    "post": ("post",),
    "right": ("right",),
    "status": ("service_status",),
    "codes": ("irregularity", "act"),
    "field": ("history.field", "field_name"),
    "allowed": ("history.field",),
}
NAMED: Mapping[str, str] = {
    "matter": "matter",
    "department": "decided_by",
    "kind": "kind",
    "open": "kind",
    "stage": "stage",
    "keys": "matter",
    "bundle": "bundle",
    "duty": "duty",
}
SEEN = ("as_known_at", "as_of")  # days that are looked at, not recorded
DECISIONS = (Act.GRANT, Act.REFUSE)


def key_of(code: str, params: Mapping[str, object]) -> str:
    """The key of a refusal's words: a decision while a stop is open is offered the resumption (ruling 5).

    An act that nothing came before, a day to come that is only looked at, one on which a project was not there yet, and
    an answer like no choice have words of their own.
    """
    if code == "unknown_project" and "on" in params:
        return "unknown_project.then"
    if code == "profile_value_not_allowed" and SEVERAL in str(params.get("suggestion")):
        return "profile_value_not_allowed.none_near"
    if code == "future_date" and params.get("field") in SEEN:
        return "future_date.seen"
    if code == "act_out_of_order" and params.get("in_the_way") == NOTHING_BEFORE:
        return "act_out_of_order.nothing_before"
    stopped = code == "act_out_of_order" and params.get("phase") == Phase.SUSPENDED and params.get("act") in DECISIONS
    return "act_out_of_order.resume_first" if stopped else code


def worded(params: Mapping[str, object], language: str, catalogue: Catalogue) -> dict[str, object]:
    """The params with words in place of identifiers, where there are words."""
    words = Words(language, catalogue)
    return {name: value_in_words(name, value, words) for name, value in spelled(params, language).items()}


def sentence(
    code: str, params: Mapping[str, object], language: str, catalogue: Catalogue, labels: Mapping[str, str] = UNLABELLED
) -> str:
    """A refusal as a page says it, which has no headers and keys; a field has the label that the form gave it."""
    words = worded(params, language, catalogue)
    if params.get("field") in labels:
        words["field"] = labels[str(params["field"])]
    key = key_of(code, params)
    return text(f"{key}.page" if f"{key}.page" in texts(language) else key, language, **words)


def unreadable(place: str, cause: str, language: str) -> str:
    """Why pasted content is no YAML or JSON: the line, where it is known, and what to look at."""
    line = place.rpartition(":")[2]
    where = text("place.line", language, line=line) if line.isdecimal() else text("place.whole", language)
    if cause.startswith(TWICE):
        return text("file.duplicate_key", language, place=where, name=cause.removeprefix(TWICE))
    return text("file.unreadable", language, place=where)


def value_in_words(name: str, value: object, words: Words) -> object:
    """One value: several joined ones each, an act in the way with its day, a right with its department."""
    if not isinstance(value, str):
        return value
    if name == "place" and not value:
        return text("place.whole", words.language)
    if name == "suggestion" and value in SHAPES:
        return text(SHAPES[value], words.language)
    if name == "in_the_way":
        return IN_THE_WAY.sub(lambda found: f"{word('act', found[1], words)} {found[2]} ({found[3]})", value)
    if name == "right":
        right, _, department = value.partition(":")
        whose = words.named("decided_by", department) if department else ""
        named = word(name, right, words)
        return text("history.scoped", words.language, name=named, scope=whose) if whose else named
    return text("history.between", words.language).join(word(name, part, words) for part in value.split(LIST))


def word(name: str, value: str, words: Words) -> str:
    """The word for one identifier, else itself."""
    if name in NAMED:
        return words.named(NAMED[name], value)
    if name == "field" and value in words.catalogue.profile_fields:
        asked = words.catalogue.profile_fields[value]
        return asked.label_zh if words.language == "zh" else asked.label_en
    keys = [f"{area}.{value}" for area in LOCALE_KEYS.get(name, ())]
    return next((texts(words.language)[key] for key in keys if words.known(key)), value)
