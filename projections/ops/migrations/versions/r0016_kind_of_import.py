"""What a file that came in is: a ledger to import, or a project's dossier that waits for a word."""

import sqlalchemy as sa
from alembic import op

revision = "r0016"
down_revision = "r0015"


def upgrade() -> None:
    op.add_column("import_job", sa.Column("kind", sa.String(10), nullable=False, server_default="ledger"))
