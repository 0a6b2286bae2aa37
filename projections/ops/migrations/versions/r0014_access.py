"""Who was refused what, and what leadership and auditors read: appended to, never changed, never deleted from."""

import sqlalchemy as sa
from alembic import op

revision = "r0014"
down_revision = "r0013"

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
SQLITE = """
CREATE TRIGGER access_{act}_refused BEFORE {act} ON access BEGIN SELECT RAISE(ABORT, 'access is append-only'); END
"""
POSTGRESQL = (
    """
CREATE OR REPLACE FUNCTION access_refused() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'access is append-only'; END $$
""",
    """
CREATE TRIGGER access_refused BEFORE UPDATE OR DELETE OR TRUNCATE ON access
FOR EACH STATEMENT EXECUTE FUNCTION access_refused()
""",
)


def upgrade() -> None:
    op.create_table(
        "access",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
    )
    op.create_index("access_by_actor", "access", ["actor", "id"])
    op.create_index("access_by_moment", "access", ["at"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in [SQLITE.format(act=act) for act in ("UPDATE", "DELETE")] if sqlite else POSTGRESQL:
        op.execute(statement)
