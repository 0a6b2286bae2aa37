"""A claim counts the tries that failed: the next one waits longer, or goes through another channel."""

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"


def upgrade() -> None:
    op.add_column("claim", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
