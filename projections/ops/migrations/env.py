"""Alembic's entry: migrations run on the connection that `database.migrate` hands over, inside its transaction."""

from alembic import context

from projections.ops.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=False)
context.run_migrations()
