"""One reading of a feed: what it tells now, kept so that the next reading knows what has changed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.calendar_feed.appointments import appointments, revise, touched
from api.calendar_feed.owning import still_his
from api.calendar_feed.rendering import FORM, alarm_days, rendered
from api.locale import text
from api.runtime import Runtime
from api.words.history_lines import Words
from domain.dates.calendar import WorkingCalendar
from projections.lists.feed_rows import MOST, feed_rows, last_recorded
from projections.ops.feeds import Feed, FeedEntry, FeedOf


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed tells now, not yet written out: whoever has it already only needs its ETag."""

    name: str
    entries: tuple[FeedEntry, ...]
    working: WorkingCalendar

    @property
    def content(self) -> bytes:
        """The calendar; 100 deadlines take about 40 ms."""
        return rendered(self.name, self.entries, self.working)

    @property
    def etag(self) -> str:
        """The same for the same content."""
        lines = [f"{FORM} {self.name}"]
        lines += [f"{one} {alarm_days(one.appointment.due_on, self.working)}" for one in self.entries]
        return f'"{hashlib.sha256("".join(lines).encode()).hexdigest()[:32]}"'


def opened(here: Runtime, key: str, project: UUID | None) -> Feed | None:
    """The feed that a key opens at an address: a project's at that project's, every other at one's own."""
    feed = here.feeds.find(key)
    if feed is None or (feed.kind is FeedOf.PROJECT) != (project is not None):
        return None
    return feed if feed.subject == str(project or feed.subject) and still_his(here, feed) else None


def read_feed(here: Runtime, feed: Feed) -> Reading:
    """Compare and keep. Nothing is written when nothing has changed."""
    rows = feed_rows(here.views, feed.kind, feed.subject)
    horizon = rows[-1]["due_on"] if len(rows) == MOST else date.max
    now = {one.uid: one for one in appointments(rows, Words(feed.language, here.rules.catalogue))}
    told = here.feeds.told(feed.id)
    stamps = last_recorded(here.views, touched(told, now))
    revision = revise(told, now, stamps, here.ledger.clock(), horizon)
    if revision.changed or revision.forgotten:
        here.feeds.tell(feed.id, revision.changed, revision.forgotten)
    return Reading(name_of(here, feed, rows), revision.entries, here.rules.calendar)


def name_of(here: Runtime, feed: Feed, rows: Sequence[Mapping[str, Any]]) -> str:
    """What the calendar is called in the reader's list: after the project, the department, or the id."""
    subject = feed.subject
    if feed.kind is FeedOf.PROJECT:
        subject = rows[0]["name"] if rows else ""
    if feed.kind is FeedOf.DEPARTMENT and (department := here.rules.catalogue.departments.get(subject)):
        subject = department.zh if feed.language == "zh" else department.en
    return text("feed.name", feed.language, subject=subject).strip()
