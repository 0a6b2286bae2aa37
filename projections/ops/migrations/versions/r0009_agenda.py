"""When each project has to be looked at next."""

import sqlalchemy as sa
from alembic import op

revision = "r0009"
down_revision = "r0008"


def upgrade() -> None:
    op.create_table(
        "agenda",
        sa.Column("project", sa.Uuid(), primary_key=True),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("seen", sa.BigInteger(), nullable=False),
    )
    op.create_index("agenda_by_moment", "agenda", ["next_at", "project"])
    op.create_table(
        "agenda_mark",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
    )
