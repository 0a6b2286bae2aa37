"""What a rebuild under way has done so far: one row beside its fresh tables, so that another run can go on there.

It is written in the transactions that fill the tables: whoever is killed leaves both or neither. A run goes on only
where it would have made the very same rows: the same views, rules and code.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import BigInteger, Column, Connection, Integer, String, Table, delete, insert, inspect, select, text

from projections.rows.tables import FRESH, metadata

PACKAGES = ("domain", "projections")

rebuild_state = Table(
    "projection_rebuild",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("views", String, nullable=False),
    Column("rules", String, nullable=False),
    Column("code", String, nullable=False),
    Column("goal", BigInteger, nullable=False),
    Column("filled", BigInteger, nullable=False),
    Column("reached", BigInteger, nullable=False),
    Column("failed", String, nullable=False),
)


@dataclass(frozen=True)
class Basis:
    """What the fresh rows are made of, besides the log."""

    views: str
    rules: str
    code: str

    def differs(self, other: "Basis") -> str | None:
        """The first thing in which another run was another one."""
        return next((one.name for one in fields(self) if getattr(self, one.name) != getattr(other, one.name)), None)


@dataclass(frozen=True)
class Stage:
    """How far a rebuild has come: projects up to a number as they stood at `goal`, then along the log to `reached`."""

    basis: Basis
    goal: int
    filled: int
    reached: int
    failed: Mapping[str, str]


def basis_of(views: Sequence[str], built: Sequence[str], *, whole: bool) -> Basis:
    """What a rebuild of views is based on, in this process."""
    return Basis(f"{', '.join(views)}{' (all)' if whole else ''}", ", ".join(built), code())


@cache
def code() -> str:
    """A hash of the code that makes rows."""
    found, root = sha256(), Path(__file__).parents[2]
    for file in sorted(one for package in PACKAGES for one in (root / package).rglob("*.py")):
        found.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return found.hexdigest()


def stage_of(connection: Connection) -> Stage | None:
    """The rebuild that was broken off, if there is one."""
    row = connection.execute(select(rebuild_state)).mappings().first()
    if row is None:
        return None
    basis = Basis(row["views"], row["rules"], row["code"])
    return Stage(basis, row["goal"], row["filled"], row["reached"], json.loads(row["failed"]))


def note(connection: Connection, stage: Stage) -> None:
    """Write down how far it is."""
    finish(connection)
    values = {name: value for name, value in vars(stage).items() if name not in ("basis", "failed")}
    failed = json.dumps(dict(stage.failed))
    connection.execute(insert(rebuild_state).values(id=1, failed=failed, **asdict(stage.basis), **values))


def finish(connection: Connection) -> None:
    """Nothing is under way any more."""
    connection.execute(delete(rebuild_state))


def clear_away(connection: Connection) -> None:
    """Drop the fresh tables of a rebuild that nobody goes on with."""
    quote = connection.dialect.identifier_preparer.quote
    for name in inspect(connection).get_table_names():
        if name.endswith(FRESH):
            connection.execute(text(f"DROP TABLE {quote(name)}"))
