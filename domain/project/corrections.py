"""更正: a wrong entry put right. Never the same word as 补正, and never a second fact."""

from dataclasses import dataclass

from domain.event import Event


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the corrected event and its right value, as canonical JSON text."""

    field: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RecordCorrected(Event):
    """Replaces fields of the event `corrects`, or voids it; the last correction of an event wins whole.

    Without changes and not void it restores the event as first recorded.
    """

    TOPIC = "RecordCorrected"

    corrects: int
    void: bool = False
    changes: tuple[Change, ...] = ()
