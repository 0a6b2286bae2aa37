"""What projects are read by, as events: calendar years, catalogues, reminder policies (design §6, ruling 30).

Each event holds the whole content as canonical JSON text with its SHA-256. What the package ships and the log lacks is
recorded at start-up. A reading as known at K is done with the rules known at K.
"""

import dataclasses
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from domain.catalogue.loader import canonical_text, read_catalogue, shipped_catalogue, shipped_content
from domain.catalogue.model import Catalogue
from domain.dates.calendar import WorkingCalendar, YearDays
from domain.dates.official import estimated_days, official_calendar, official_years
from domain.errors import DomainError
from domain.event import Event, Stamp, stamped, stream_id
from domain.log.ledger import Command, Job, Ledger
from domain.project.model.rules import Rules
from domain.project.model.thresholds import USUAL, Thresholds, thresholds_of

FRESH = 1.0  # seconds after which another process may have loaded something
SHIPPED = "shipped"
KEPT = ("calendar", "catalogue", "policy")  # the streams


@dataclass(frozen=True, kw_only=True)
class RulebookEvent(Event):
    """A content in force from `recorded_at` on: `text` is its canonical JSON, `sha256` that text's hash."""

    text: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class CalendarYearLoaded(RulebookEvent):
    """The notice of a year's days off came (国务院办公厅的放假安排通知)."""

    TOPIC = "CalendarYearLoaded"

    year: int


@dataclass(frozen=True, kw_only=True)
class CatalogueLoaded(RulebookEvent):
    """A version of the catalogue; projects stay with theirs until they are moved."""

    TOPIC = "CatalogueLoaded"

    version: str


@dataclass(frozen=True, kw_only=True)
class PolicyLoaded(RulebookEvent):
    """A version of the reminder policy; who loads it has checked it."""

    TOPIC = "PolicyLoaded"

    version: str


class Rulebook:
    """The rules of a district over time."""

    def __init__(self, ledger: Ledger, district: str) -> None:
        self.ledger = ledger
        self.district = district
        self.looked = 0.0
        self.latest: Rules | None = None
        self.read: tuple[int, ...] = ()  # how much of each log `latest` follows from

    def stream(self, name: str) -> UUID:
        return stream_id(f"{self.district}/{name}")

    def log(self, name: str, known: datetime | None = None) -> Sequence[Event]:
        """The events of `calendar`, `catalogue` or `policy`, those recorded by K."""
        log = self.ledger.load(self.stream(name))
        return log if known is None else tuple(event for event in log if event.recorded_at <= known)

    def now(self) -> Rules:
        """The rules in force; what another process loaded is seen after a second."""
        if self.latest is None or time.monotonic() - self.looked > FRESH:
            return self.refresh()
        return self.latest

    def refresh(self) -> Rules:
        """Look at once; the same object as long as nothing else was loaded."""
        logs = [self.log(name) for name in KEPT]
        read = tuple(map(len, logs))
        if self.latest is None or read != self.read:
            rules = over_time(*logs)
            if self.latest is None or rules.since != self.latest.since or not rules.same_as(self.latest):
                self.latest = rules
            self.read = read
        self.looked = time.monotonic()
        return self.latest

    def at(self, known: datetime | None) -> Rules:
        """The rules known at K."""
        return self.refresh().at(known)

    def around(self, notice: CalendarYearLoaded) -> tuple[Rules, Rules]:
        """The rules just before a notice and those that came with it, and with them."""
        after = self.at(notice.recorded_at)
        came_then = after.before if after.since == notice.recorded_at else None
        return came_then or after, after

    def with_year(self, year: int, content: Mapping[str, Any]) -> Rules:
        """The rules in force as they would be with a year's notice, for asking what that would move.

        Raises DomainError calendar_year_invalid.
        """
        now = self.now()
        calendar = now.calendar.with_year(year, days_of(year, content), f"{now.calendar.version} + {year}")
        return Rules(now.catalogue, calendar, now.catalogues, now.lights)

    def policy(self, known: datetime | None = None) -> str | None:
        """The text of the reminder policy in force, now or as known at a moment."""
        log = self.log("policy", known)
        return log[-1].text if log and isinstance(log[-1], PolicyLoaded) else None

    def record_shipped(self, policy: object, policy_version: str) -> None:
        """Record what the package ships and the log lacks."""
        known = {event.year for event in self.log("calendar") if isinstance(event, CalendarYearLoaded)}
        years = {year: days for year, days in official_years().items() if year not in known}
        if years:
            contents = [(canonical_text(days), {"year": year}) for year, days in years.items()]
            self.run(self.loading("calendar", shipping("calendar", *years), CalendarYearLoaded, *contents))
        if not self.has("catalogue", shipped_catalogue().digest):
            self.run(self.loading_catalogue(shipping("catalogue", shipped_catalogue().digest), shipped_content()))
        if not self.has("policy", digest := sha256(canonical_text(policy))):
            self.run(self.loading_policy(shipping("policy", digest), policy, policy_version))
        self.refresh()

    def has(self, name: str, digest: str) -> bool:
        return any(getattr(event, "sha256", "") == digest for event in self.log(name))

    def run(self, job: Job) -> None:
        job.done(self.ledger.execute(job.stream, job.command, job.decide))

    def loading_year(self, command: Command, year: int, content: Mapping[str, Any]) -> Job:
        """Load the notice of a year; DomainError calendar_year_invalid. The same notice twice changes nothing."""
        days_of(year, content)
        return self.loading("calendar", command, CalendarYearLoaded, (canonical_text(content), {"year": year}))

    def loading_catalogue(self, command: Command, content: object) -> Job:
        """Load a catalogue; DomainError catalogue_invalid, catalogue_version_taken."""
        catalogue = read_catalogue(content)
        known = self.now().catalogues.get(catalogue.version) if self.log("catalogue") else None
        if known is not None and known.digest != catalogue.digest:
            raise DomainError("catalogue_version_taken", version=catalogue.version)
        own = {"version": catalogue.version}
        return self.loading("catalogue", command, CatalogueLoaded, (canonical_text(content), own))

    def loading_policy(self, command: Command, content: object, version: str) -> Job:
        """Load a policy that was checked by who knows policies."""
        return self.loading("policy", command, PolicyLoaded, (canonical_text(content), {"version": version}))

    def loading(self, name: str, command: Command, kind: type[RulebookEvent], *contents: tuple[str, Any]) -> Job:
        """Record contents, each with what tells it from others, unless they stand so already."""
        stream = self.stream(name)

        def decide(log: Sequence[Event], moment: datetime) -> Sequence[Event]:
            stamp = self.stamp(stream, command, moment)
            events = [kind(**stamped(stamp), text=text, sha256=sha256(text), **own) for text, own in contents]
            return [event for event, (_, own) in zip(events, contents, strict=True) if not stands(log, event, own)]

        def done(_: object) -> None:
            self.refresh()

        return Job(stream, command, decide, done)

    def stamp(self, stream: UUID, command: Command, moment: datetime) -> Stamp:
        return command.stamp(stream, self.district, moment)


def stands(log: Sequence[Event], event: RulebookEvent, own: Mapping[str, Any]) -> bool:
    """The same content was the last loaded for the year (or version)."""
    standing = [item for item in log if all(getattr(item, key, None) == own[key] for key in own)]
    return bool(standing) and getattr(standing[-1], "sha256", "") == event.sha256


def shipping(*what: object) -> Command:
    """The command under which the package's own content is recorded."""
    named = " ".join(map(str, what))
    return Command(id=f"{SHIPPED}/{named}", digest=sha256(named), actor=SHIPPED, via="import")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def over_time(*logs: Sequence[Event]) -> Rules:
    """The rules that follow from calendar years, catalogues and policies, each with those before them."""
    moments = sorted({event.recorded_at for log in logs for event in log})
    rules = rules_of((), (), USUAL)
    for moment in moments:
        years, catalogues, policies = ([event for event in log if event.recorded_at <= moment] for log in logs)
        later = rules_of(years, catalogues, lights_of(policies))
        if not later.same_as(rules):
            rules = dataclasses.replace(later, since=moment, before=rules)
    return rules


def lights_of(policies: Sequence[Event]) -> Thresholds:
    """When lights go on by the last of some policies."""
    last = policies[-1] if policies else None
    return thresholds_of(last.text) if isinstance(last, PolicyLoaded) else USUAL


def rules_of(years: Sequence[Event], catalogues: Sequence[Event], lights: Thresholds) -> Rules:
    """The rules that follow from what was loaded; before anything was, what the package ships."""
    found = {shipped_catalogue().version: shipped_catalogue()}
    current = shipped_catalogue()
    for event in catalogues:
        if isinstance(event, CatalogueLoaded):
            current = catalogue_of(event)
            found[current.version] = current
    return Rules(current, calendar_of(years), found, lights)


@cache
def catalogue_of(event: CatalogueLoaded) -> Catalogue:
    """The catalogue that was loaded; it takes long to read, and rules before and after ask for the same."""
    shipped = shipped_catalogue()
    return shipped if event.sha256 == shipped.digest else read_catalogue(json.loads(event.text))


def calendar_of(years: Sequence[Event]) -> WorkingCalendar:
    """The shipped calendar without the years that came with a later package, and with those that were loaded; its
    version names both."""
    calendar, shipped = official_calendar(), official_years()
    last = {event.year: event for event in years if isinstance(event, CalendarYearLoaded)}
    came_with_the_package = [year for year, event in last.items() if event.actor == SHIPPED]
    for year in sorted(shipped.keys() - last.keys()):
        if came_with_the_package and year > max(came_with_the_package):
            calendar = calendar.with_year(year, estimated_days(year), f"{calendar.version} − {year}")
    for year, event in sorted(last.items()):
        if year not in shipped or sha256(canonical_text(shipped[year])) != event.sha256:
            version = f"{calendar.version} + {year}#{event.sha256[:8]}"
            calendar = calendar.with_year(year, days_of(year, json.loads(event.text)), version)
    return calendar


def days_of(year: int, content: Mapping[str, Any]) -> YearDays:
    """The days of a notice; refused when one lies in another year, or is both a day off and worked."""
    holidays, workdays = (named_days(content.get(part, {})) for part in ("holidays", "workdays"))
    strange = sorted(day for day in {*holidays, *workdays} if day.year != year)
    both = sorted(set(holidays) & set(workdays))
    if strange or both:
        raise DomainError("calendar_year_invalid", year=year, on=(strange or both)[0].isoformat())
    return YearDays(holidays, workdays, official=True)


def named_days(content: Mapping[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in content.items()}
