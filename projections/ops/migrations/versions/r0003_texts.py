"""Free texts that the log only proves: assistance; erasable."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    op.create_table(
        "text",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text()),
        sa.Column("erased_at", sa.DateTime(timezone=True)),
    )
