"""A feed as text/calendar (RFC 5545): whole days, alarms at the opening of the sending window.

A deadline is a day, so an event has a date and no time; it is transparent, for it takes nobody's time. The alarms are
told from the beginning of that day: 08:30 on the day (or the working day before it), and on the working day before.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import icalendar
from icalendar import Alarm, Calendar, Event, Timezone

from domain.dates.calendar import WorkingCalendar
from projections.ops.feeds import FeedEntry

PRODUCT = "-//Huhang//Huhang calendar feed//ZH"
FORM = f"1 {icalendar.__version__}"  # another number or library writes the same entries otherwise
ZONE = "Asia/Shanghai"
EVERY = timedelta(hours=1)  # how often a reader is asked to come again
OPENING = timedelta(hours=8, minutes=30)
LEADS = (1, 0)  # working days before


def rendered(name: str, entries: Iterable[FeedEntry], working: WorkingCalendar) -> bytes:
    """The same bytes for the same entries."""
    calendar = Calendar()
    for key, value in (("PRODID", PRODUCT), ("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")):
        calendar.add(key, value)
    calendar.add("NAME", name)  # RFC 7986
    calendar.add("REFRESH-INTERVAL", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("X-WR-CALNAME", name)
    calendar.add("X-WR-TIMEZONE", ZONE)
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    calendar.add_component(zone())
    for entry in entries:
        calendar.add_component(event_of(entry, working))
    return bytes(calendar.to_ical())


@cache
def zone() -> Timezone:
    """Shanghai as calendars write it; the years of summer time included."""
    return Timezone.from_tzid(ZONE)


def event_of(entry: FeedEntry, working: WorkingCalendar) -> Event:
    """One deadline; one that is cancelled has no alarm."""
    one, event = entry.appointment, Event()
    event.add("UID", one.uid)
    event.add("DTSTAMP", entry.stamp)
    event.add("LAST-MODIFIED", entry.stamp)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTART", one.due_on)
    event.add("DTEND", one.due_on + timedelta(days=1))
    event.add("SUMMARY", one.summary)
    event.add("DESCRIPTION", one.description)
    event.add("STATUS", status(entry))
    event.add("TRANSP", "TRANSPARENT")
    if entry.cancelled_at is None:
        for days in alarm_days(one.due_on, working):
            event.add_component(alarm(days, one.summary))
    return event


def status(entry: FeedEntry) -> str:
    """CANCELLED, TENTATIVE for a provisional date, else CONFIRMED."""
    if entry.cancelled_at:
        return "CANCELLED"
    return "TENTATIVE" if entry.appointment.tentative else "CONFIRMED"


def alarm_days(due_on: date, working: WorkingCalendar) -> list[int]:
    """How many days before the date its alarms are, the earlier first."""
    last = working.roll_back(due_on)
    return [(due_on - (working.nth_before(last, lead) if lead else last)).days for lead in LEADS]


def alarm(days: int, summary: str) -> Alarm:
    """A display at 08:30 so many days before."""
    found = Alarm()
    found.add("ACTION", "DISPLAY")
    found.add("DESCRIPTION", summary)
    found.add("TRIGGER", OPENING - timedelta(days=days))
    return found
