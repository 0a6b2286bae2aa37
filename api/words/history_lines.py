"""The history in sentences: one readable line per event, Chinese or English, made from the codes that the view keeps.

Templates: `history.<topic>` says what happened, `history.detail.<field>` adds a value, `history.field.<field>` names
a corrected field, `history.mark.<mark>` says what is to be known about the entry.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from string import Formatter
from types import MappingProxyType
from typing import Any

from api.locale import text, texts
from api.words.team_words import team_words
from domain.catalogue.answers import from_canonical
from domain.catalogue.model import Catalogue, ProfileField
from domain.catalogue.words import label_of, value_text
from domain.event import SHANGHAI, Event
from domain.project.events.corrections import RecordCorrected
from domain.project.model.evolution import catalogue_id
from projections.views.history import HistoryRow
from projections.views.history_rows import correction_params, subject, values

NAMELESS: Mapping[str, str] = MappingProxyType({})
CHOICES: Mapping[str, str] = MappingProxyType({"post": "post", "role": "role", "rating": "concern.rating"})
"""The words of what is chosen from a few, by the field that holds it."""
MATTERS = frozenset({"matter", "added", "removed", "matters", "members", "left_out", "kept"})


def line(row: HistoryRow, words: "Words", actor: str = "") -> str:
    """What happened, when, and how it came into the record; both times. `actor` is the name to show, else the id."""
    language = words.language
    return text(
        "history.line",
        language,
        on=row.effective_on,
        what=happened(row, words),
        entry=text(f"history.entry.{entry_of(row)}", language, at=moment(row.recorded_at), actor=actor or row.actor),
    )


def happened(row: HistoryRow, words: "Words") -> str:
    """What happened, with its details and marks, for a place that shows both times beside it."""
    return "".join([words.what(row), *words.details(row), *words.marks(row)])


def event_words(event: Event, words: "Words", log: Sequence[Event] = ()) -> str:
    """What an event says in one sentence, for a message or a preview; of a correction only with its project's log."""
    if isinstance(event, RecordCorrected) and log:
        return words.correction(correction_params(log, event))
    if not words.known(f"history.{event.TOPIC}"):
        return ""
    return words.happened(event.TOPIC, values(event, words.named_in(event)), subject(event))


def entry_of(row: HistoryRow) -> str:
    """How it came in: made by the system, imported, late, or entered."""
    if row.cause:
        return "derived"
    if row.via in ("import", "scheduler"):
        return row.via
    return "late" if row.late else "entered"


def moment(recorded_at: datetime) -> str:
    """A moment as clocks in Shanghai show it."""
    return recorded_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def scope_of(key: str, scopes: Mapping[str, str] = NAMELESS) -> str:
    """The scope of a matter's key: that it names, or whose it is without (see `scope_names`); empty for none."""
    matter, _, scope = key.partition("~")[0].partition(":")
    return scope or scopes.get(f"{matter}:", "")


def scope_called(scope: str, kind: str | None, language: str) -> str:
    """A scope as people call it: what it is, where that is known, and which."""
    return f"{text(f'history.value.{kind}', language)} {scope}" if kind else scope


class Words:
    """The names and values of one language; `teams`: what task forces are called, `scopes`: `scope_names`."""

    def __init__(
        self,
        language: str,
        catalogue: Catalogue,
        teams: Mapping[str, str] = NAMELESS,
        scopes: Mapping[str, str] = NAMELESS,
    ) -> None:
        self.language = language
        self.catalogue = catalogue
        self.teams = teams
        self.scopes = scopes

    def of_project(self, scopes: Mapping[str, str]) -> "Words":
        """The same words for a project with these scopes."""
        return Words(self.language, self.catalogue, self.teams, scopes) if scopes else self

    def say(self, key: str, **params: object) -> str:
        return text(key, self.language, **params)

    def known(self, key: str) -> bool:
        return key in texts(self.language)

    def what(self, row: HistoryRow) -> str:
        """What happened, with the names of what it happened to."""
        if row.topic == "RecordCorrected":
            return self.correction(row.params)
        return self.happened(row.topic, row.params, {"matter": row.matter, "stage": row.stage})

    def happened(self, topic: str, params: Mapping[str, Any], subject: Mapping[str, str]) -> str:
        """The sentence of a topic; a topic without words comes as its name with its values."""
        shown = {name: self.value(name, value) for name, value in {**params, **subject}.items()}
        return self.filled(f"history.{topic}", shown)

    def named_in(self, event: Event) -> tuple[str, ...]:
        """The fields that the sentence of an event's topic names."""
        template = texts(self.language)[f"history.{event.TOPIC}"]
        return tuple(name for _, name, _, _ in Formatter().parse(template) if name)

    def filled(self, key: str, params: Mapping[str, str]) -> str:
        """A template with the values there are; the others are named as missing, so that no line ever fails."""
        template = texts(self.language).get(key, "")
        named = {name: self.say("history.none") for _, name, _, _ in Formatter().parse(template) if name}
        return self.say(key, **{**named, **params})

    def correction(self, params: Mapping[str, Any]) -> str:
        """Which entry was put right, and each field before and after."""
        corrected = self.happened(params["topic"], params["subject"], {})
        kind = "void" if params["void"] else "restored" if params["restored"] else "corrected"
        sentence = self.say(f"history.correction.{kind}", version=params["corrects"], what=corrected, on=params["on"])
        changes = self.say("history.between").join(self.changed(change) for change in params["changes"])
        return self.say("history.correction.changes", sentence=sentence, changes=changes) if changes else sentence

    def changed(self, change: Mapping[str, Any]) -> str:
        """before → after."""
        name = change["field"]
        before, after = (self.shown(name, change[side]) for side in ("before", "after"))
        return self.say("history.change", field=self.say(f"history.field.{name}"), before=before, after=after)

    def details(self, row: HistoryRow) -> Iterator[str]:
        """The values that have words of their own, in the order in which they stand in the event."""
        for name, value in row.params.items() if row.topic != "RecordCorrected" else ():
            if self.known(f"history.detail.{name}") and value not in ("", None, [], {}):
                yield self.say(f"history.detail.{name}", value=self.shown(name, value))

    def shown(self, name: str, value: Any) -> str:
        """A value of an event's own field: a task force by its name."""
        return team_words(value, self.teams, self.language) if name == "team" and value else self.value(name, value)

    def marks(self, row: HistoryRow) -> Iterator[str]:
        """What is to be known about the entry: reason, codes, confirmation, what became of it."""
        if row.reason:
            yield self.say("history.mark.reason", reason=row.reason)
        for code in row.irregularities_now:
            yield self.say("history.mark.irregularity", code=self.say(f"irregularity.{code}"))
        for code in row.irregularities:
            if code not in row.irregularities_now:
                yield self.say("history.mark.no_longer", code=self.say(f"irregularity.{code}"))
        if row.confirmed_by:
            yield self.say("history.mark.confirmed", version=row.confirmed_by)
        elif row.unconfirmed:
            yield self.say("history.mark.unconfirmed")
        if row.contested_by:
            yield self.say("history.mark.contested", version=row.contested_by)
        if row.corrected_by:
            yield self.say(f"history.mark.{'voided' if row.voided else 'corrected'}", version=row.corrected_by)

    def value(self, name: str, value: Any) -> str:
        """A value as people read it."""
        if isinstance(value, list):
            return self.say("history.between").join(self.value(name, item) for item in value) or self.say(
                "history.none"
            )
        if isinstance(value, dict):
            return self.record(name, value)
        if value in ("", None):
            return self.say("history.none")
        if isinstance(value, bool):
            return self.say(f"history.{'yes' if value else 'no'}")
        return self.named(name, str(value))

    def record(self, name: str, value: Mapping[str, Any]) -> str:
        """A record within an event: a deferred material, a changed answer, the plan's permit dates."""
        if "before" in value:
            field = self.catalogue.profile_fields.get(value["field"])
            label = label_of(field, self.language) if field else value["field"]
            sides = {side: self.answer(field, value[side]) for side in ("before", "after")}
            return self.say("history.change", field=label, **sides)
        if self.known(f"history.record.{name}"):
            return self.filled(f"history.record.{name}", {part: self.value(part, item) for part, item in value.items()})
        return self.say("history.between").join(f"{key} {item}" for key, item in value.items())

    def answer(self, field: ProfileField | None, value: str | None) -> str:
        """An answer of the profile as people read it; as it was written where the catalogue has no such question."""
        if field is None or value in ("", None):
            return self.value("answer", value)
        return value_text(field, from_canonical(field.type, str(value)), self.language)

    def named(self, name: str, value: str) -> str:
        """The name behind an id, or the value itself."""
        if name in MATTERS:
            return self.matter(value)
        if name == "duty":
            return self.duty(value)
        if name == "scope":
            return scope_called(value, self.scopes.get(value), self.language)
        found: Any = {
            "stage": {stage.id: stage for stage in self.catalogue.stages},
            "kind": {**self.catalogue.fact_kinds, **self.catalogue.clock_stop_types},
            "decided_by": self.catalogue.departments,
            "bundle": self.catalogue.bundles,
        }.get(name, {})
        if value in found:
            item = found[value]
            return str(getattr(item, self.language, None) or getattr(item, f"name_{self.language}"))
        own = f"{CHOICES.get(name, 'history.value')}.{value}"
        return self.say(own) if self.known(own) else value

    def duty(self, value: str) -> str:
        """What a duty after a grant asks for."""
        known = (duty for duties in self.catalogue.duties.values() for duty in duties if duty.id == value)
        duty = next(known, None)
        return value if duty is None else duty.what_zh if self.language == "zh" else duty.what_en

    def detail(self, value: str) -> str:
        """What tells points of one matter or project apart: a stage, a kind of stop, a duty, a material."""
        found = (self.named(name, value) for name in ("stage", "kind", "duty"))
        return next((words for words in found if words != value), value)

    def point(self, params: Mapping[str, Any]) -> str:
        """What a point of no matter is of: the stage, else its kind; empty where there is neither."""
        if params.get("detail"):
            return self.detail(params["detail"])
        node = f"node.{params.get('kind')}"
        return self.say(node) if self.known(node) else ""

    def about(self, matter: str, stage: str | None, scopes: Mapping[str, str] = NAMELESS) -> str:
        """What a deadline is about: its matter, or the stage whose milestone is aimed at; empty where it is neither."""
        return self.matter(matter, scopes) if matter else self.stage(stage or "")

    def stage(self, id_: str) -> str:
        return next((getattr(one, f"name_{self.language}") for one in self.catalogue.stages if one.id == id_), id_)

    def matter(self, key: str, scopes: Mapping[str, str] = NAMELESS) -> str:
        """A matter's name, with its scope and the number of its result where it has them; `scopes`: what each is."""
        definition = self.catalogue.matters.get(catalogue_id(key))
        if definition is None:
            return key
        known = scopes or self.scopes
        scope, number = scope_of(key, known), key.partition("~")[2]
        name = definition.name_zh if self.language == "zh" else definition.name_en
        called = scope_called(scope, known.get(scope), self.language)
        name = self.say("history.scoped", name=name, scope=called) if scope else name
        return self.say("history.again", name=name, number=number) if number else name
