"""How people are reached."""

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("staff", sa.String(200), primary_key=True),
        sa.Column("channel", sa.String(40), primary_key=True),
        sa.Column("address", sa.String(320), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
    )
