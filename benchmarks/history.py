"""The history of a project of 200 lines, against an ORM's query of an audit table with as many rows; one run.

    python -m benchmarks.history [--projects 50] [--calls 200]

Both stand in SQLite files, rows of all projects mixed as they came in; projects are asked for in turn. The
audit rows are those of the conventional application beside `benchmarks.commands`: its session, its query, its objects.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.catchup import mixed, store_rules
from benchmarks.crud_tables import AuditRow, Base, ProjectRow
from benchmarks.stores import demo_life, stretched
from domain.event import Event
from domain.log.codec import to_stored
from domain.log.ledger import Ledger
from domain.log.recorder import open_recorder
from domain.log.store import file_of
from projections.database import open_views
from projections.projector.engine import ProjectionEngine
from projections.views.history import of_project
from projections.views.history_rows import values

LINES = 200


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=50)
    parser.add_argument("--calls", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        events = list(mixed([stretched(demo_life(), LINES)], options.projects))
        projects = sorted({event.originator_id for event in events}, key=str)
        ours = our_history(f"sqlite:///{folder}/huhang", events)
        audit = audit_query(f"sqlite:///{folder}/audit", events)
        taken = {"huhang": list[float](), "orm_audit": list[float]()}
        for number in range(options.calls):
            project = str(projects[number % len(projects)])
            for name, ask in (("huhang", ours), ("orm_audit", audit)):
                taken[name].append(timed(ask, project))
    medians = {name: statistics.median(took) * 1000 for name, took in taken.items()}
    for name, value in medians.items():
        print(json.dumps({"measure": f"{name}_ms", "lines": LINES, "median": round(value, 3)}))
    ratio = round(medians["huhang"] / medians["orm_audit"], 2)
    print(json.dumps({"measure": "history_over_orm_audit", "value": ratio, "load": os.getloadavg()[0]}))


def timed(ask: Callable[[str], int], project: str) -> float:
    """The seconds it takes to have all lines of a project at hand."""
    began = time.perf_counter()
    lines = ask(project)
    took = time.perf_counter() - began
    if lines != LINES:
        raise SystemExit(f"{lines} lines")
    return took


def our_history(url: str, events: Sequence[Event]) -> Callable[[str], int]:
    """The view, read as the API reads it."""
    recorder, views = open_recorder(url), open_views(url)
    for place in range(0, len(events), LINES):
        recorder.insert_events([to_stored(event) for event in events[place : place + LINES]])
    ProjectionEngine(Ledger(recorder), views, store_rules()).catch_up(past=False)
    return lambda project: len(of_project(views, project))


def audit_query(url: str, events: Sequence[Event]) -> Callable[[str], int]:
    """The audit table of the conventional application, filled with what the same events say."""
    engine = create_engine(f"sqlite:///{file_of(url, 'crud')}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(ProjectRow(id=str(project), name="x") for project in {event.originator_id for event in events})
        session.flush()
        session.add_all(AuditRow(**audit_row(event)) for event in events)
        session.commit()

    def ask(project: str) -> int:
        with Session(engine) as session:
            return len(session.scalars(select(AuditRow).where(AuditRow.project == project).order_by(AuditRow.at)).all())

    return ask


def audit_row(event: Event) -> dict[str, Any]:
    """What a conventional application would note of the same change."""
    said = orjson.dumps(values(event, tuple(vars(event)))).decode()
    return {
        "project": str(event.originator_id),
        "at": event.recorded_at.replace(tzinfo=None),
        "actor": event.actor,
        "action": event.TOPIC,
        "before": "{}",
        "after": said,
    }


if __name__ == "__main__":
    main()
