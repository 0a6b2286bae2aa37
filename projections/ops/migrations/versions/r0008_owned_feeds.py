"""Calendar feeds that a person took for himself: whose, and by which token; empty for those the operator gave."""

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"


def upgrade() -> None:
    op.add_column("feed", sa.Column("owner", sa.String(200), nullable=False, server_default=""))
    op.add_column("feed", sa.Column("token", sa.String(32), nullable=False, server_default=""))
