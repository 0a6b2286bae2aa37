"""An operational store in a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from projections.ops.database import open_ops


@pytest.fixture
def ops(tmp_path: Path) -> Iterator[Engine]:
    engine = open_ops(tmp_path / "ops.sqlite")
    yield engine
    engine.dispose()
