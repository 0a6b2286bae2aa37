"""Accounts of people, their sessions beside the tokens of programs, and the failed sign-ins that slow the next one."""

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0011"


def upgrade() -> None:
    op.add_column("token", sa.Column("kind", sa.String(10), nullable=False, server_default="program"))
    op.add_column("token", sa.Column("scopes", sa.String(1000), nullable=False, server_default=""))
    op.create_table(
        "account",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("department", sa.String(200), nullable=False),
        sa.Column("team", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(500)),
        sa.Column("subject", sa.String(255), unique=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "failed_sign_in",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
