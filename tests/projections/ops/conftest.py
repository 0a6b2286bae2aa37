"""An operational store of its own."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from projections.ops.database import open_ops


@pytest.fixture
def ops(database_url: str) -> Iterator[Engine]:
    engine = open_ops(database_url)
    yield engine
    engine.dispose()
