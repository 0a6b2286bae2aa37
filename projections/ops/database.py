"""Opening the operational store: its engine, migrated to the shape this version knows."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from projections.database import sqlite_engine


def open_ops(path: Path) -> Engine:
    """The operational store in an SQLite file, made or brought up to date."""
    engine = sqlite_engine(path, durable=True)
    migrate(engine)
    return engine


def migrate(engine: Engine) -> None:
    """Run the migrations the store lacks, all or none; a second process that starts meanwhile waits."""
    config = Config()
    config.set_main_option("script_location", "projections.ops:migrations")
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the driver opens no transaction before DDL
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
