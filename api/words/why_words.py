"""Reasons in words: why somebody was told, or was not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from api.locale import text, texts
from api.words.explanations import explain
from api.words.history_lines import Words, moment
from domain.catalogue.model import Catalogue
from domain.event import Event, own_fields
from domain.reminders.nodes import Node
from projections.views.history_rows import values
from scheduler.audit.why import Reason
from scheduler.audit.why_not import Silence


@dataclass(frozen=True)
class WhyWords:
    """The words of one language; `scopes`: what those of the project are."""

    language: str
    catalogue: Catalogue
    scopes: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, **params: object) -> str:
        return text(key, self.language, **params)

    def sentence(self, reason: Reason) -> str:
        """The reason as people read it."""
        shown = {name: self.shown(name, value) for name, value in reason.values.items()}
        if "step" in shown:
            shown["step"] = step_words(reason.values["step"], self.language)
        extra = {"what": self.happened(reason), "how": self.how(reason), "silent": self.silent(reason)}
        return self.say(f"why.reason.{reason.code}", **{**extra, **shown})

    def shown(self, name: str, value: Any) -> object:
        """A value as people say it."""
        if value is None or value == ():
            return self.say("why.nobody" if name == "held_by" else "why.nothing")
        if isinstance(value, datetime):
            return moment(value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if isinstance(value, tuple):
            return self.say("history.between").join(map(str, value))
        if name == "stop" and (kind := self.catalogue.clock_stop_types.get(str(value))):
            return kind.zh if self.language == "zh" else kind.en
        key = f"{name}.{value}"
        return self.say(key) if key in texts(self.language) else value

    def happened(self, reason: Reason) -> str:
        """What the event of a fact says."""
        event = reason.values.get("event")
        if not isinstance(event, Event):
            return ""
        words, own = Words(self.language, self.catalogue, scopes=self.scopes), own_fields(type(event))
        subject = {"matter": getattr(event, "matter", ""), "stage": getattr(event, "stage", "")}
        return words.happened(event.TOPIC, values(event, own), subject)

    def how(self, reason: Reason) -> str:
        """How the date engine came to a date."""
        steps = reason.values.get("steps") or ()
        told = self.say("history.between").join(explain(step, self.language) for step in steps)
        return self.say("why.how", steps=told) if told else ""

    def silent(self, reason: Reason) -> str:
        since = reason.values.get("since")
        return self.say("why.silent", since=since) if reason.code == "raised" and since else ""


def step_words(step: str | int, language: str) -> str:
    """A step of a reminder as people say it: `-3`, `0`, `+1`, `escalate:lead`."""
    _, raised, role = str(step).partition("escalate:")
    if raised:
        known = f"addressee.{role}" in texts(language)
        return (
            text("step.raised", language, role=text(f"addressee.{role}", language))
            if known
            else text("step.listed", language)
        )
    days = int(step)
    return text("step.before" if days < 0 else "step.after" if days else "step.on_the_day", language, count=abs(days))


def reason_view(reason: Reason, words: WhyWords) -> dict[str, Any]:
    """A reason for programs: its code, its values, its words."""
    return {"code": reason.code, "text": words.sentence(reason), "values": plain(reason.values)}


def silence_view(silence: Silence, words: WhyWords) -> dict[str, Any]:
    """One node, and why somebody was not told of it, or was."""
    return {
        "node": silence.node,
        "node_name": node_name(silence.node, words),
        "matter": silence.matter or None,
        "due_on": silence.due_on,
        "detail": silence.detail,
        "reasons": [reason_view(one, words) for one in silence.reasons],
    }


def node_name(node: Node | None, words: WhyWords) -> str | None:
    return words.say(f"node.{node.value}") if node else None


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON has them; an event by its version, with both its times and who entered it."""
    return {name: plain_value(value) for name, value in values.items() if name != "steps"}


def plain_value(value: Any) -> Any:
    if isinstance(value, Event):
        return {
            "version": value.originator_version,
            "topic": value.TOPIC,
            "effective_on": value.effective_on,
            "recorded_at": value.recorded_at,
            "actor": value.actor,
        }
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date | UUID):
        return value if isinstance(value, datetime) else str(value)
    return value


def sentences(reasons: Sequence[Reason], words: WhyWords) -> list[str]:
    return [words.sentence(one) for one in reasons]
