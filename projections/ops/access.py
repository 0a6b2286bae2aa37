"""The access table: who was refused what, what leadership and auditors read, who changed accounts. Append-only."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

import orjson
from sqlalchemy import Engine, func, insert, select

from domain.access import Digest
from projections.ops.tables import ACCESS

MOST = 200
BATCH = 2000
a = ACCESS.c


class Kind(StrEnum):
    """What an entry is about."""

    REFUSED = "refused"
    READ = "read"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Access:
    """One entry. `actor` empty: nobody signed in; such entries alike within a moment are one, with their number."""

    at: datetime
    actor: str
    role: str
    kind: Kind
    code: str
    method: str
    path: str
    request_id: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Kept(Access):
    """An entry as it stands in the table."""

    id: int = 0


class AccessTable:
    """The entries of an installation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def append(self, entries: Sequence[Access]) -> None:
        """Write entries together."""
        with self.engine.begin() as connection:
            connection.execute(insert(ACCESS), [asdict(entry) for entry in entries])

    def listed(
        self,
        *,
        actor: str | None = None,
        kind: Kind | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
        after: int | None = None,
        limit: int = 50,
    ) -> Sequence[Kept]:
        """The newest entries first, before an id; the oldest first, after one, where that is given."""
        wanted = [column == value for column, value in ((a.actor, actor), (a.kind, kind)) if value is not None]
        wanted += [a.at >= since] if since else []
        wanted += [a.at <= until] if until else []
        wanted += [a.id < before] if before is not None else []
        wanted += [a.id > after] if after is not None else []
        query = select(ACCESS).where(*wanted).order_by(a.id.desc() if after is None else a.id).limit(min(limit, MOST))
        with self.engine.connect() as connection:
            return [Kept(**row) for row in connection.execute(query).mappings()]

    def digest(self, after: int, before: datetime, known: str) -> Digest:
        """Of the entries after an id that were noted before a moment; the hash goes on from a known one."""
        with self.engine.connect() as connection:
            last = connection.execute(select(func.max(a.id)).where(a.id > after, a.at < before)).scalar()
        return self.digest_up_to(after, last or after, known)

    def digest_up_to(self, after: int, last: int, known: str) -> Digest:
        """Of the entries after an id up to another."""
        hashed, entries, refusals, readings = hashlib.sha256(known.encode()), 0, 0, 0
        for entry in self.between(after, last):
            hashed.update(canonical(entry))
            entries += 1
            refusals += entry.kind == Kind.REFUSED
            readings += entry.kind == Kind.READ
        return Digest(last, entries, refusals, readings, hashed.hexdigest())

    def between(self, after: int, last: int) -> Iterator[Kept]:
        """The entries after an id up to another, in order."""
        while after < last:
            query = select(ACCESS).where(a.id > after, a.id <= last).order_by(a.id).limit(BATCH)
            with self.engine.connect() as connection:
                rows = [Kept(**row) for row in connection.execute(query).mappings()]
            yield from rows
            if len(rows) < BATCH:
                return
            after = rows[-1].id


def canonical(entry: Kept) -> bytes:
    """An entry as it is hashed: one line of JSON, fields by name, the moment in UTC."""
    told = asdict(entry) | {"at": entry.at.astimezone(UTC).isoformat()}
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
