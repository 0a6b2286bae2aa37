"""Imports under way: the file, who brought it, how far it is, and what came of it; readable from any process.

The file itself is kept only until its import has ended: a ledger may hold names and telephones that nobody imports.
A project's dossier that was looked at waits here too, one of each person.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update

from projections.ops.accounts import Account, Role
from projections.ops.answered import Note, unnoted
from projections.ops.tables import IMPORT

KEPT = timedelta(days=7)
NAMED = 200  # characters of a file's name
c = IMPORT.c
SHOWN = [column for column in c if column.name != "content"]


class Kind(StrEnum):
    """What came in: a ledger of many things, or the dossier of one project."""

    LEDGER = "ledger"
    DOSSIER = "dossier"


class State(StrEnum):
    """Where an import stands: looked at, found good or not, recorded or not."""

    CHECKING = "checking"
    CHECKED = "checked"
    REFUSED = "refused"
    RECORDING = "recording"
    RECORDED = "recorded"
    FAILED = "failed"


RUNNING = frozenset({State.CHECKING, State.RECORDING})
UNDER_WAY = c.state.in_(sorted(RUNNING))


@dataclass(frozen=True, slots=True)
class Import:
    """One import; `outcome` is its report as JSON, empty while it runs."""

    id: str
    account: Account
    name: str
    state: State
    created_at: datetime
    touched_at: datetime
    done: int
    total: int
    outcome: str
    kind: Kind


class Imports:
    """The imports of an installation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def new(self, account: Account, name: str, content: bytes, at: datetime, note: Note = unnoted) -> Import:
        """Take a file in to be checked."""
        values = row_of(account, name, content, at) | {"state": State.CHECKING.value}
        with self.engine.begin() as connection:
            connection.execute(insert(IMPORT).values(**values))
            made = imported(connection, values["id"])
            note(connection, made)
        return made

    def wait(self, account: Account, name: str, content: bytes, outcome: str, at: datetime) -> str:
        """Keep a dossier that was looked at, in place of his that waited before; its id."""
        values = row_of(account, name, content, at) | {"state": State.CHECKED.value, "outcome": outcome}
        waiting = (c.actor == account.actor, c.kind == Kind.DOSSIER.value, c.state == State.CHECKED.value)
        with self.engine.begin() as connection:
            connection.execute(delete(IMPORT).where(*waiting))
            connection.execute(insert(IMPORT).values(**values, kind=Kind.DOSSIER.value))
        return str(values["id"])

    def forget_old(self, at: datetime) -> int:
        """Forget what has ended, or waits for a word, since a week; how many there were."""
        with self.engine.begin() as connection:
            return connection.execute(delete(IMPORT).where(c.touched_at < at - KEPT)).rowcount

    def get(self, id_: str) -> Import | None:
        """An import as it stands, without its file."""
        with self.engine.connect() as connection:
            found = connection.execute(select(*SHOWN).where(c.id == id_)).mappings().one_or_none()
        return of_row(found) if found else None

    def content(self, id_: str) -> bytes:
        """The file; nothing when its import has ended."""
        with self.engine.connect() as connection:
            found = connection.execute(select(c.content).where(c.id == id_)).scalar_one_or_none()
        return bytes(found or b"")

    def go_on(self, id_: str, at: datetime, note: Note = unnoted) -> Import | None:
        """From checked to recording; None when it is not checked (any more): only one gets it."""
        wanted = update(IMPORT).where(c.id == id_, c.state == State.CHECKED.value)
        values = {"state": State.RECORDING.value, "touched_at": at, "done": 0, "total": 0, "outcome": ""}
        with self.engine.begin() as connection:
            if connection.execute(wanted.values(**values)).rowcount != 1:
                return None
            going = imported(connection, id_)
            note(connection, going)
        return going

    def take_up(self, before: datetime, at: datetime) -> list[tuple[str, State]]:
        """Those that run and were not heard of since a moment, the oldest first: whoever ran them is gone. Who asks has
        them to himself."""
        silent = update(IMPORT).where(UNDER_WAY, c.touched_at < before)
        with self.engine.begin() as connection:
            found = connection.execute(silent.values(touched_at=at).returning(c.id, c.state, c.created_at)).all()
        return [(row.id, State(row.state)) for row in sorted(found, key=lambda row: row.created_at)]

    def alive(self, ids: Collection[str], at: datetime) -> None:
        """These run or wait their turn where somebody sees to them."""
        with self.engine.begin() as connection:
            connection.execute(update(IMPORT).where(UNDER_WAY, c.id.in_(ids)).values(touched_at=at))

    def reached(self, id_: str, done: int, total: int, at: datetime) -> None:
        """So many rows are done."""
        self._set(id_, done=done, total=total, touched_at=at)

    def end(self, id_: str, state: State, outcome: str, at: datetime) -> None:
        """What came of it; the file stays only where it is still to be recorded."""
        gone = {} if state is State.CHECKED else {"content": None}
        self._set(id_, state=state.value, outcome=outcome, touched_at=at, **gone)

    def fail(self, id_: str, running: State, at: datetime) -> None:
        """It broke off, unless it ended by itself and is perhaps at its next step already."""
        with self.engine.begin() as connection:
            connection.execute(
                update(IMPORT)
                .where(c.id == id_, c.state == running.value)
                .values(state=State.FAILED.value, content=None, touched_at=at)
            )

    def _set(self, id_: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(update(IMPORT).where(c.id == id_).values(**values))


def row_of(account: Account, name: str, content: bytes, at: datetime) -> dict[str, Any]:
    """A file that somebody brings."""
    return {
        "id": uuid4().hex,
        "actor": account.actor,
        "role": account.role.value,
        "department": account.department,
        "team": account.team,
        "scopes": " ".join(sorted(account.scopes)),
        "name": name[:NAMED],
        "content": content,
        "created_at": at,
        "touched_at": at,
        "done": 0,
        "total": 0,
        "outcome": "",
    }


def imported(connection: Connection, id_: str) -> Import:
    """An import that is there, as it stands in a transaction."""
    return of_row(connection.execute(select(*SHOWN).where(c.id == id_)).mappings().one())


def of_row(row: RowMapping) -> Import:
    who = (row["actor"], Role(row["role"]), row["department"], row["team"], "")
    account = Account(*who, scopes=frozenset(row["scopes"].split()))
    own: dict[str, Any] = {name: row[name] for name in ("created_at", "touched_at", "done", "total", "outcome")}
    return Import(row["id"], account, row["name"], State(row["state"]), **own, kind=Kind(row["kind"]))
