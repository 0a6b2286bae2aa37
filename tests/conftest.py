"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.recorder import close_recorder
from tests.scenario import Scenario


@pytest.fixture
def scenario(tmp_path: Path) -> Iterator[Scenario]:
    told = Scenario(tmp_path)
    yield told
    close_recorder(told.recorder)
