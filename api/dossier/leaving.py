"""A project's dossier made: its streams as they are stored, the rules it is read by, its plan, and its words."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from api.dossier.packing import EVENTS, MANIFEST, PLAN, TEXTS, packed, sealed
from api.runtime import Runtime
from api.shown.plan import Namer, schedule_view
from domain.catalogue.loader import canonical_text, shipped_content
from domain.dossiers import DossierImported
from domain.feed import Told
from domain.log.recorder import positions_of
from domain.planning.forecast import forecast
from domain.project.model.rules import Rules
from domain.rulebook import CalendarYearLoaded, CatalogueLoaded, sha256
from projections.database import reading
from projections.views.journal import journal

SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def dossier(here: Runtime, project: UUID) -> bytes:
    """The file of a project's dossier. The same record makes the same bytes, on the same day."""
    state, log = here.projects.read(project)
    rules = here.rules.pinned(state.catalogue)
    told = sorted(events_of(here, project), key=lambda one: one.position)
    files = {
        EVENTS: b"".join(line(one) for one in told),
        TEXTS: orjson.dumps(dict(here.texts.read(text_ids(told))), option=SORTED),
        PLAN: plan_of(here, project, rules),
        **catalogue_files(here, rules),
        **calendar_files(here),
    }
    manifest = {
        "district": here.settings.district,
        "project": str(project),
        "code": state.code,
        "name": state.name,
        "events": len(told),
        "project_version": len(log),
        "catalogue": {"version": rules.catalogue.version, "sha256": rules.catalogue.digest},
        "calendar": {"version": rules.calendar.version, "years": years_of(here)},
    }
    return packed({**files, MANIFEST: sealed(manifest, files)})


def events_of(here: Runtime, project: UUID) -> Iterator[Told]:
    """The events of a project's stream and of all others about it: codes, reminders, concerns."""
    here.journal.catch_up()
    c = journal.c
    about = select(c.stream).where(c.project == str(project), c.topic != DossierImported.TOPIC).distinct()
    with reading(here.views) as connection:
        streams = [project, *(UUID(stream) for stream in connection.execute(about).scalars())]
    recorder = here.ledger.recorder
    for stream in streams:
        stored = recorder.select_events(stream)
        positions = positions_of(recorder, stream, 1, len(stored))
        for position, one in zip(positions, stored, strict=True):
            yield Told(position, stream, one.originator_version, one.topic, bytes(one.state))


def line(told: Told) -> bytes:
    """An event as a line: its stored content, untouched."""
    values = {
        "stream": told.stream,
        "version": told.version,
        "topic": told.topic,
        "content": orjson.Fragment(told.state),
    }
    return orjson.dumps(values) + b"\n"


def text_ids(told: list[Told]) -> set[str]:
    """The ids of the words that stand outside the log."""
    found = (orjson.loads(one.state) for one in told)
    return {content["text"] for content in found if "text" in content and "sha256" in content}


def plan_of(here: Runtime, project: UUID, rules: Rules) -> bytes:
    """The schedule as it stands: for people, and for whoever compares it with what he works out himself."""
    state, _ = here.projects.read(project)
    today = here.projects.today()
    view = schedule_view(state, forecast(state, rules, today), Namer(rules.catalogue, "zh", state.scopes.names), today)
    return orjson.dumps(view, option=SORTED | orjson.OPT_NON_STR_KEYS, default=str)


def catalogue_files(here: Runtime, rules: Rules) -> dict[str, bytes]:
    """The catalogue the project is read by, as it was loaded."""
    version = rules.catalogue.version
    log = here.rulebook.log("catalogue")
    loaded = [one.text for one in log if isinstance(one, CatalogueLoaded) and one.version == version]
    text = loaded[-1] if loaded else canonical_text(shipped_content())
    return {"catalogue.json": text.encode()}


def calendar_files(here: Runtime) -> dict[str, bytes]:
    """The years of the calendar, as they were loaded."""
    return {f"calendar-{year}.json": text.encode() for year, text in loaded_years(here).items()}


def years_of(here: Runtime) -> dict[str, Any]:
    """The years with their hashes."""
    return {str(year): sha256(text) for year, text in loaded_years(here).items()}


def loaded_years(here: Runtime) -> dict[int, str]:
    """The last notice of each year."""
    return {one.year: one.text for one in here.rulebook.log("calendar") if isinstance(one, CalendarYearLoaded)}
