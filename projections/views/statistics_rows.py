"""How the rows of the statistics are worked out: a project's ended attempts, and the entries that need an eye."""

from collections.abc import Iterator

from domain.event import Event
from domain.project.events.projectfacts import FactRecorded
from domain.project.model.evolution import Consequence, MatterEvent
from domain.project.record.conclusions import Conclusion, conclusions
from projections.rows.batches import Touched
from projections.rows.sheets import Keyed, Values
from projections.rows.tables import Row

ATTEMPTS = "statistics_attempts"
LATE = "late_entry"
UNCONFIRMED = "unconfirmed"
ONE_MATTERS_OWN = (
    MatterEvent,
    FactRecorded,
    Consequence,
)  # what such an event says of attempts it says of its matter's


def attempt_rows(touched: Touched) -> Iterator[Row | Values]:
    """One row per ended attempt, each number of a matter once; those of matters that nothing moved are as they were."""
    known = touched.before.rows.get(ATTEMPTS) if touched.before else None
    keys = matters_touched(touched) if known is not None else None
    if known and keys is not None:
        yield from (row for (key, _), row in keyed_by_attempt(known) if key not in keys)
    ended = {(one.key, one.attempt): one for one in conclusions(touched.record.days, touched.rules, keys)}
    yield from (attempt_row(touched.number, one) for one in ended.values())


def keyed_by_attempt(known: Keyed) -> Iterator[tuple[tuple[str, int], Values]]:
    """Rows as they were written, by matter and attempt."""
    for key, row in known.items():
        if isinstance(key, tuple):
            yield key, row


def matters_touched(touched: Touched) -> frozenset[str] | None:
    """The matters whose attempts the new events can have changed; None for all of them."""
    if not all(isinstance(event, ONE_MATTERS_OWN) for event in touched.news):
        return None
    return frozenset(event.matter for event in touched.news if isinstance(event, MatterEvent))


def attempt_row(number: int, one: Conclusion) -> Row:
    """The columns of one attempt."""
    measures = one.measures
    return {
        "number": number,
        "key": one.key,
        "attempt": one.attempt,
        "matter": one.matter,
        "department": one.department,
        "team": one.team,
        "received_on": one.received_on,
        "ended_on": one.ended_on,
        "outcome": one.outcome.value,
        "used_days": measures.used_days,
        "stopped_days": measures.stopped_days,
        "enterprise_days": measures.enterprise_days,
        "promised_in_time": measures.promised_in_time,
        "statutory_in_time": measures.statutory_in_time,
        "prior": one.prior,
        "unconfirmed": one.unconfirmed,
    }


def entry_rows(touched: Touched) -> Iterator[Row]:
    """One row per entry and mark: late, unconfirmed, or an irregularity that the facts show now.

    `team` is the one in charge on the entry's day, `department` the one whose act it is; both empty for none.
    """
    told: set[tuple[int, str]] = set()
    marked = touched.entered.late | touched.codes.keys()
    for day in touched.record.days:
        for applied in day.applied:
            event = applied.event
            version = event.originator_version
            if version not in marked and not vars(event).get("unconfirmed"):  # as most entries
                continue
            matter = applied.before.definition if applied.before else None
            for mark in marks_of(touched, event):
                if (version, mark) in told:  # a finished stop is two acts of one entry
                    continue
                told.add((version, mark))
                yield {
                    "number": touched.number,
                    "version": version,
                    "mark": mark,
                    "matter": matter.id if matter else "",
                    "department": getattr(event, "decided_by", "") or (matter.department if matter else ""),
                    "team": day.project.team,
                    "effective_on": event.effective_on,
                }


def marks_of(touched: Touched, event: Event) -> Iterator[str]:
    """What is to be noted of an entry."""
    if event.originator_version in touched.entered.late:
        yield LATE
    if getattr(event, "unconfirmed", False):
        yield UNCONFIRMED
    yield from dict.fromkeys(code.value for code in touched.codes.get(event.originator_version, ()))
