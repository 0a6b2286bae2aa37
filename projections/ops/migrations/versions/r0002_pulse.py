"""The pulse of the scheduler: when it last swept, and how that went."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    op.create_table(
        "pulse",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("leader", sa.String(200), nullable=False),
        sa.Column("beaten_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(200), nullable=False),
    )
