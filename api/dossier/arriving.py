"""A dossier taken in: checked from its bytes to its last event, then all of it in one transaction, or nothing.

The events keep who recorded them and both their times; `imported_at` says since when they are known here. Nothing that
stands here already is touched: a project, code, reminder or concern that is known makes the whole dossier refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from eventsourcing.persistence import IntegrityError, StoredEvent

from api.dossier.leaving import years_of
from api.dossier.packing import EVENTS, TEXTS, Files, sha256, unpacked
from api.runtime import Runtime
from domain.dossiers import DossierImported, stream_of
from domain.errors import DomainError
from domain.event import TOPICS, Event
from domain.log.codec import CodecError, from_stored
from domain.log.ledger import Command
from domain.log.logs import NOTHING
from domain.log.staging import StagedLedger
from domain.project.events.lifecycle import CodeClaimed, ProjectRegistered


@dataclass(frozen=True)
class Arrived:
    """What came in."""

    project: UUID
    code: str
    name: str
    events: int


def take_in(here: Runtime, data: bytes, command: Command, *, preview: bool = False) -> Arrived:
    """Take a dossier in, or only check that it could be.

    Raises DomainError: those of `unpacked`; dossier_district, dossier_catalogue, dossier_calendar, dossier_event,
    dossier_exists.
    """
    manifest, files = unpacked(data)
    check_rules(here, manifest)
    project = UUID(manifest["project"])
    if known := here.ledger.load(stream_of(here.settings.district, project)):
        return repeated(known[0], command, sha256(data))
    events = list(events_of(files))
    check_events(events, manifest, project, files)
    arrived = Arrived(project, manifest["code"], manifest["name"], len(events))
    staged = StagedLedger(here.ledger)
    for stream in {event.originator_id for event in events}:
        if staged.exists(stream):
            return there_already(here, arrived, command, sha256(data))
    if preview:
        return arrived
    stage(here, staged, events, command, arrived, sha256(data))
    try:
        staged.commit()
    except IntegrityError:  # another writer was first
        return there_already(here, arrived, command, sha256(data))
    for text_id, text in orjson.loads(files[TEXTS]).items():
        if text is not None:
            here.texts.keep(text_id, text)
    here.projector.wake()
    return arrived


def there_already(here: Runtime, arrived: Arrived, command: Command, digest: str) -> Arrived:
    """The answer when it is on record by now: it may be this very command that was quicker in another request."""
    if known := here.ledger.load(stream_of(here.settings.district, arrived.project)):
        return repeated(known[0], command, digest)
    raise DomainError("dossier_exists", project=arrived.code, name=arrived.name)


def repeated(note: Event, command: Command, digest: str) -> Arrived:
    """The first answer once more, for the same command; for another one it is there already."""
    if not isinstance(note, DossierImported):
        raise DomainError("dossier_exists", project="", name="")
    if note.command_id != command.id:
        raise DomainError("dossier_exists", project=note.code, name=note.name)
    if note.sha256 != digest:
        raise DomainError("idempotency_key_reused", key=command.id.rpartition("/")[2])
    return Arrived(note.project, note.code, note.name, note.events)


def stage(
    here: Runtime, staged: StagedLedger, events: list[Event], command: Command, arrived: Arrived, digest: str
) -> None:
    """Hold the events back, each with its arrival, and the note that they came."""
    last = max(event.recorded_at for event in events)
    moment: datetime = max(here.ledger.moment(NOTHING), last)
    staged.save([replace(event, imported_at=moment) for event in events])
    district = here.settings.district
    stamp = command.stamp(stream_of(district, arrived.project), district, moment)
    note = DossierImported(
        **stamp, project=arrived.project, code=arrived.code, name=arrived.name, events=arrived.events, sha256=digest
    )
    staged.save([note.numbered(1)])


def check_rules(here: Runtime, manifest: Mapping[str, Any]) -> None:
    """The same district, and the rules that the project is read by: else it would read differently here."""
    if manifest["district"] != here.settings.district:
        raise DomainError("dossier_district", district=manifest["district"], own=here.settings.district)
    wanted = manifest["catalogue"]
    known = here.rules.catalogues.get(wanted["version"])
    if known is None or known.digest != wanted["sha256"]:
        raise DomainError("dossier_catalogue", version=wanted["version"])
    own = years_of(here)
    for year, digest in manifest["calendar"]["years"].items():
        if own.get(year) != digest:
            raise DomainError("dossier_calendar", year=year)


def events_of(files: Files) -> Iterator[Event]:
    """The events, read as strictly as from the log."""
    for number, text in enumerate(files[EVENTS].splitlines(), start=1):
        try:
            one = orjson.loads(text)
            if one["topic"] not in TOPICS:
                raise ValueError(one["topic"])
            state = orjson.dumps(one["content"])
            yield from_stored(StoredEvent(UUID(one["stream"]), one["version"], one["topic"], state))
        except (CodecError, ValueError, KeyError, TypeError) as error:
            raise DomainError("dossier_event", line=number, problem=str(error)) from error


def check_events(events: list[Event], manifest: Mapping[str, Any], project: UUID, files: Files) -> None:
    """Whole streams, the project's among them with its code, and words that fit their proofs."""
    reached: dict[UUID, int] = {}
    words = orjson.loads(files[TEXTS])
    for number, event in enumerate(events, start=1):
        if event.originator_version != reached.get(event.originator_id, 0) + 1:
            raise DomainError("dossier_event", line=number, problem=f"version {event.originator_version}")
        reached[event.originator_id] = event.originator_version
        if event.district != manifest["district"]:
            raise DomainError("dossier_event", line=number, problem=event.district)
        text = words.get(getattr(event, "text", ""))
        if text is not None and sha256(text.encode()) != getattr(event, "sha256", ""):
            raise DomainError("dossier_event", line=number, problem="sha256")
    own = [event for event in events if event.originator_id == project]
    claims = any(isinstance(event, CodeClaimed) and event.project == str(project) for event in events)
    if not own or not isinstance(own[0], ProjectRegistered) or not claims or len(own) != manifest["project_version"]:
        raise DomainError("dossier_event", line=1, problem=str(project))
