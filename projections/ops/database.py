"""Opening the operational store: its engine, migrated to the shape this version knows."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from projections.database import open_engine, writing

PART = "ops"


def open_ops(url: str) -> Engine:
    """The operational store of an installation, made or brought up to date."""
    engine = open_engine(url, PART, durable=True)
    migrate(engine)
    return engine


def migrate(engine: Engine) -> None:
    """Run the migrations the store lacks, all or none; a second process that starts meanwhile waits."""
    config = Config()
    config.set_main_option("script_location", "projections.ops:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
