"""Texts outside the log: kept once, read by id, erased for good."""

from datetime import UTC, datetime

import pytest

from projections.ops.database import open_ops
from projections.ops.texts import Texts
from tests.scenario import refused

pytestmark = pytest.mark.both_engines
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_text_is_kept_once_and_erased_for_good(database_url: str) -> None:
    engine = open_ops(database_url)
    texts = Texts(engine)
    texts.keep("t-1", "走访企业")
    texts.keep("t-1", "另一段")
    assert texts.read(["t-1", "t-2"]) == {"t-1": "走访企业"}
    texts.erase("t-1", NOW)
    texts.erase("t-1", NOW)
    texts.keep("t-1", "走访企业")
    assert texts.read(["t-1"]) == {"t-1": None}
    with refused("unknown_text"):
        texts.erase("t-2", NOW)
    engine.dispose()
