"""Deadlines as appointments, and what becomes of appointments between two readings of a feed. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from api.locale import text
from api.words.history_lines import Words
from domain.project.model.scoping import scope_names
from projections.ops.feeds import Appointment, FeedEntry

CANCELLED_FOR = timedelta(days=30)


def appointments(rows: Sequence[Mapping[str, Any]], names: Words) -> Iterator[Appointment]:
    """An appointment each. Its UID stays when the date moves: it is made of project, matter, kind and detail.

    Of duties that recur each date is one of its own.
    """
    met = Counter[tuple[object, ...]]()
    for row in rows:
        own = (row["project"], row["matter"], row["kind"], row["detail"], row["due_on"] if row["recurring"] else "")
        met[own] += 1
        identity = "/".join(["deadline", *map(str, own[1:]), str(met[own])])
        words = {
            "matter": names.about(row["matter"], row["detail"], scope_names(row["scopes"], row["keepers"])),
            "project": row["name"],
            "code": row["code"],
        }
        kind = text(f"kind.{row['kind']}", names.language)
        lines = [text("feed.description", names.language, kind=kind, **words)]
        if row["provisional"]:
            lines.append(text("feed.provisional", names.language))
        yield Appointment(
            uid=str(uuid5(UUID(row["project"]), identity)),
            project=row["project"],
            due_on=row["due_on"],
            summary=text("feed.summary", names.language, kind=kind, **words),
            description="\n".join(lines),
            tentative=row["provisional"],
        )


@dataclass(frozen=True, slots=True)
class Revision:
    """What a feed tells now: all of it, what of it is new or other than before, and what it need not tell any more."""

    entries: tuple[FeedEntry, ...]
    changed: tuple[FeedEntry, ...]
    forgotten: tuple[str, ...]


def revise(
    told: Mapping[str, FeedEntry],
    now: Mapping[str, Appointment],
    stamps: Mapping[str, datetime],
    moment: datetime,
    horizon: date = date.max,
) -> Revision:
    """Compare what a feed told with what there is.

    What changed gets the next SEQUENCE and the time of its project's last event (`stamps`); what vanished is cancelled
    for 30 days. Beyond the `horizon` nothing is known.
    """
    entries, forgotten = [], []
    for uid, one in now.items():
        before = told.get(uid)
        same = before is not None and before.appointment == one and before.cancelled_at is None
        sequence = before.sequence + 1 if before else 0
        entries.append(before if before and same else FeedEntry(one, sequence, stamps.get(one.project, moment)))
    for uid, before in told.items():
        if uid in now or before.appointment.due_on > horizon:
            continue
        if before.cancelled_at is None:
            stamp = max(stamps.get(before.appointment.project, moment), before.stamp)
            entries.append(replace(before, sequence=before.sequence + 1, stamp=stamp, cancelled_at=moment))
        elif moment - before.cancelled_at < CANCELLED_FOR:
            entries.append(before)
        else:
            forgotten.append(uid)
    entries.sort(key=lambda entry: (entry.appointment.due_on, entry.appointment.uid))
    changed = tuple(entry for entry in entries if told.get(entry.appointment.uid) != entry)
    return Revision(tuple(entries), changed, tuple(forgotten))


def touched(told: Mapping[str, FeedEntry], now: Mapping[str, Appointment]) -> set[str]:
    """The projects whose last event has to be known: of what is new, other, back or gone."""
    gone = {one.appointment.project for uid, one in told.items() if uid not in now and one.cancelled_at is None}
    news = {
        one.project
        for uid, one in now.items()
        if uid not in told or told[uid].appointment != one or told[uid].cancelled_at
    }
    return gone | news
