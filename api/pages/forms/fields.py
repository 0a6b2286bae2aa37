"""Fields of a form: what is asked, and how an answer is read into the value that the API's own body takes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from api.access.rights import Right
from api.locale import text
from api.pages.forms.who_is_who import WhoIsWho
from api.words.field_words import message
from domain.deciding.commands import ProjectCommand
from domain.project.model.rules import Rules
from domain.project.model.state import Project

Given = Mapping[str, Sequence[str]]
Option = tuple[str, str]
KEY = "key"  # which a form that was sent carries, an address does not


@dataclass(frozen=True)
class Field:
    """One question. `kind`: text, suggest (text with options beside it), area, lines, date, number, check, option,
    select, several (of options), dated (a line each, with a day)."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    value: Any = ""
    options: tuple[Option, ...] = ()
    hint: str = ""
    rare: bool = False  # asked below the others
    alone: bool = False  # in a row of its own
    of: str = ""  # what it is called in the body that it goes into, where that is something else


@dataclass(frozen=True)
class Choice:
    """Another form for the same matter."""

    address: str
    name: str
    current: bool


@dataclass(frozen=True)
class Sheet:
    """A form: what it is about, who may hand it in, its questions, and the commands it comes to."""

    title: str
    about: str
    right: Right
    fields: Sequence[Field]
    commands: Callable[[Mapping[str, Any]], list[ProjectCommand]]
    department: str | None = None  # whose matter it is
    matter: str = ""
    choices: Sequence[Choice] = ()
    hidden: Sequence[Option] = ()

    def filled(self, given: Given) -> "Sheet":
        """The same form with the answers given."""
        return replace(self, fields=[filled(one, given) for one in self.fields])


def given_in(form: FormData) -> dict[str, list[str]]:
    """What a form brought, each name with all its values; files are none of it."""
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def filled(one: Field, given: Given) -> Field:
    """A question with its answer in it; of what can be ticked a form that was sent leaves out what is not."""
    values = tuple(given.get(one.name, ()))
    if not values and KEY not in given:
        return one
    if one.kind == "check":
        return replace(one, value=bool(values))
    if one.kind == "option":
        return replace(one, value=one.options[0][0] in values)
    if one.kind == "several":
        return replace(one, value=values)
    return replace(one, value=values[0]) if values else one


def read_fields(fields: Iterable[Field], given: Given) -> dict[str, Any]:
    """The answers by name, those left empty left out."""
    found = {}
    for one in fields:
        value = read_field(one, given)
        if value not in (None, "", []):
            found[one.name] = value
    return found


def read_field(one: Field, given: Given) -> Any:
    """One answer as a JSON body would have it; what cannot be read is left for the body to refuse."""
    raw = (given.get(one.name) or [""])[0].strip()
    if one.kind == "check":
        return bool(given.get(one.name))
    if one.kind == "several":
        return list(given.get(one.name, ()))
    if one.kind == "number":
        return int(raw) if raw.lstrip("-").isdecimal() else raw
    if one.kind == "lines":
        return [line.strip() for line in raw.splitlines() if line.strip()]
    if one.kind == "dated":
        return [dated(line) for line in raw.splitlines() if line.strip()]
    return raw


def dated(line: str) -> dict[str, str]:
    """`材料 2026-12-01`: what, and until when."""
    what, _, day = line.strip().rpartition(" ")
    return {"material": what.strip() or day, "due_on": day if what else ""}


def flaws(error: ValidationError, fields: Iterable[Field], language: str) -> list[str]:
    """What does not fit, each with the label of its question."""
    labels, colon = labels_of(fields), text("history.colon", language)
    found = error.errors(include_url=False)
    return [f"{label_of(item['loc'], labels)}{colon}{said(item, language)}" for item in found]


def labels_of(fields: Iterable[Field]) -> dict[str, str]:
    """The labels of a form's questions, by what the body calls them too."""
    return {name: one.label for one in fields for name in (one.name, one.of) if name}


def said(item: Mapping[str, Any], language: str) -> str:
    """What is wrong; what was left empty is missing, whatever it should have looked like."""
    return text("field.missing", language) if item["input"] is None else message(item, language)


def label_of(location: Sequence[int | str], labels: Mapping[str, str]) -> str:
    names = ["_".join(map(str, location)), *(str(part) for part in reversed(location))]
    return next((labels[name] for name in names if name in labels), names[-1])


@dataclass(frozen=True)
class Scene:
    """What a form is made from: the project as it stands, its rules, what the address or the form says, the day, and
    who is known."""

    state: Project
    rules: Rules
    given: Given
    today: date
    language: str
    known: WhoIsWho
    rights: Collection[Right] = ()  # of who asks
    role: str = ""

    def say(self, key: str, **params: object) -> str:
        return text(key, self.language, **params)

    def label(self, name: str) -> str:
        """The label of a field of an event."""
        return self.say(f"history.field.{name}")

    def of(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def first(self, name: str) -> str:
        """The first value of a name; empty for none."""
        return (self.given.get(name) or [""])[0]

    def day(self, name: str = "effective_on") -> Field:
        """The day on which something was true."""
        return Field(name, self.say("form.effective_on"), "date", required=True, value=self.today.isoformat())

    def reason(self, *, required: bool = False, hint: str = "") -> Field:
        return Field("reason", self.label("reason"), "area", required=required, hint=hint)
