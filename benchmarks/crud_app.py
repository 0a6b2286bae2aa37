"""The conventional application to compare with: FastAPI, an ORM, one row per project, an audit row per change.

It does what such applications do: read the row, compare the version, change it, write the audit row, one transaction.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session

from benchmarks.crud_tables import AuditRow, Base, ProjectRow


class FactBody(BaseModel):
    """The request."""

    on: date


URL = os.environ.get("CRUD_DATABASE_URL", "sqlite:///crud.sqlite")
engine = create_engine(URL, connect_args={"timeout": 30} if URL.startswith("sqlite") else {})


if URL.startswith("sqlite"):

    @event.listens_for(engine, "connect")
    def durable(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()


Base.metadata.create_all(engine)
app = FastAPI()


def session() -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened


@app.post("/api/v1/projects/{project}/facts/{kind}")
def record(project: str, kind: str, body: FactBody, db: Annotated[Session, Depends(session)]) -> dict[str, int]:
    """Change the row, write the audit row."""
    if URL.startswith("sqlite"):
        db.connection().exec_driver_sql("BEGIN IMMEDIATE")
    row = db.scalars(select(ProjectRow).where(ProjectRow.id == project).with_for_update()).one_or_none()
    if row is None:
        raise HTTPException(404)
    before = f"{row.version} {row.last_fact_on}"
    row.version += 1
    row.last_fact_on = body.on
    db.add(
        AuditRow(
            project=project,
            at=datetime.now(UTC),
            actor="bench",
            action=kind,
            before=before,
            after=f"{row.version} {row.last_fact_on}",
        )
    )
    db.commit()
    return {"version": row.version}
