"""The operational store's shape: what the migrations build is what the code reads."""

import threading
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tables import METADATA
from projections.ops.tokens import Tokens


def test_the_migrations_build_exactly_the_tables_the_code_reads(tmp_path: Path) -> None:
    engine = open_ops(tmp_path / "ops.sqlite")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_opening_again_keeps_what_is_stored(tmp_path: Path) -> None:
    first = open_ops(tmp_path / "ops.sqlite")
    Tokens(first).issue("a-1", Role.ADMIN)
    first.dispose()
    second = open_ops(tmp_path / "ops.sqlite")
    assert [row.actor for row in Tokens(second).listed()] == ["a-1"]
    second.dispose()


def test_processes_that_start_at_the_same_time_migrate_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            open_ops(tmp_path / "ops.sqlite").dispose()
        except BaseException as error:  # noqa: BLE001 - handed to the main thread
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
