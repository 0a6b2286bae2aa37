"""The operational store's shape: what the migrations build is what the code reads."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tables import METADATA
from projections.ops.tokens import Tokens

pytestmark = pytest.mark.both_engines


def test_the_migrations_build_exactly_the_tables_the_code_reads(database_url: str) -> None:
    engine = open_ops(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_opening_again_keeps_what_is_stored(database_url: str) -> None:
    first = open_ops(database_url)
    Tokens(first).issue("a-1", Role.ADMIN)
    first.dispose()
    second = open_ops(database_url)
    assert [row.actor for row in Tokens(second).listed()] == ["a-1"]
    second.dispose()


def test_processes_that_start_at_the_same_time_migrate_once(bare_url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            open_ops(bare_url).dispose()
        except BaseException as error:  # noqa: BLE001 - handed to the main thread
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
