"""The tables of the operational store, as they are today; the migrations bring any older store here."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: SQLite has no time zones and would drop the offset silently."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = MetaData()

TOKEN = Table(
    "token",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("secret_sha256", String(64), nullable=False, unique=True),
    Column("actor", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("department", String(200), nullable=False),
    Column("team", String(200), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("kind", String(10), nullable=False, server_default="program"),  # or "session", of an account
    Column("scopes", String(1000), nullable=False, server_default=""),  # rights, of those of the role; empty: all
)

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("department", String(200), nullable=False),
    Column("team", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("password_hash", String(500)),
    Column("subject", String(255), unique=True),  # by which an identity provider names the person
    Column("added_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

FAILED_SIGN_IN = Table(
    "failed_sign_in",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", Moment, nullable=False),
)

ACCESS = Table(
    "access",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(200), nullable=False),  # empty: nobody signed in
    Column("role", String(20), nullable=False),
    Column("kind", String(10), nullable=False),  # refused, read, account
    Column("code", String(60), nullable=False),  # why it was refused
    Column("method", String(10), nullable=False),
    Column("path", String(300), nullable=False),  # without what was searched for
    Column("request_id", String(64), nullable=False),
    Column("times", Integer, nullable=False),
    Index("access_by_actor", "actor", "id"),
    Index("access_by_moment", "at"),
)

CLAIM = Table(
    "claim",
    METADATA,
    Column("rung", Uuid, primary_key=True),
    Column("staff", String(200), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("leased_until", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
)

PULSE = Table(
    "pulse",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("leader", String(200), nullable=False),
    Column("beaten_at", Moment, nullable=False),
    Column("took_ms", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("problem", String(200), nullable=False),
)

AGENDA = Table(
    "agenda",
    METADATA,
    Column("project", Uuid, primary_key=True),
    Column("next_at", Moment),
    Column("seen", BigInteger, nullable=False),
    Index("agenda_by_moment", "next_at", "project"),
)

AGENDA_MARK = Table(
    "agenda_mark",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("basis", String(300), nullable=False),
    Column("position", BigInteger, nullable=False),
)

COUNTER = Table(
    "counter",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

SIGNING_KEY = Table(
    "signing_key",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)

ANSWERED = Table(
    "answered",
    METADATA,
    Column("actor", String(200), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("digest", String(500), nullable=False),  # of the request; hashed as a password where it holds one
    Column("answer", Text, nullable=False),
    Column("about", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Index("answered_about", "about"),
    Index("answered_by_moment", "at"),
)

TEXT = Table(
    "text",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("text", Text),
    Column("erased_at", Moment),
)

CONTACT = Table(
    "contact",
    METADATA,
    Column("staff", String(200), primary_key=True),
    Column("channel", String(40), primary_key=True),
    Column("address", String(320), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("language", String(2), nullable=False),
)

FEED = Table(
    "feed",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("secret_sha256", String(64), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("owner", String(200), nullable=False, server_default=""),
    Column("token", String(32), nullable=False, server_default=""),
)

FEED_ENTRY = Table(
    "feed_entry",
    METADATA,
    Column("feed", String(32), primary_key=True),
    Column("uid", String(36), primary_key=True),
    Column("project", String(36), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("summary", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("tentative", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("stamp", Moment, nullable=False),
    Column("cancelled_at", Moment),
)

RECEIVER = Table(
    "receiver",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("address", String(2000), nullable=False),
    Column("host", String(300), nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("sent", BigInteger, nullable=False),
    Column("sent_at", Moment),
    Column("failures", Integer, nullable=False),
    Column("problem", String(200), nullable=False),
    Column("try_at", Moment),
    Column("registered_at", Moment, nullable=False),
    Column("registered_by", String(200), nullable=False),
)

IMPORT = Table(
    "import_job",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("actor", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("department", String(200), nullable=False),
    Column("team", String(200), nullable=False),
    Column("scopes", String(1000), nullable=False),
    Column("name", String(200), nullable=False),
    Column("content", LargeBinary),
    Column("state", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("kind", String(10), nullable=False, server_default="ledger"),  # or "dossier", of a project
)
