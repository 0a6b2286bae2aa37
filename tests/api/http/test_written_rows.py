"""Rows of the board as JSON are written once for as long as they look the same."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from api.http.answers import json_bytes
from api.shown.written_rows import WrittenRows
from projections.board.pages import board
from projections.board.rows import BoardRow
from tests.projections.conftest import views_of
from tests.scenario import Scenario, day

BESIDE = {"substitute": None, "concerns": 0}


@pytest.fixture
def rows(scenario: Scenario) -> tuple[BoardRow, ...]:
    shown = views_of(scenario, "views")
    for code in ("first", "second"):
        scenario.at("03-02 09:00").registered("03-02", code=code).listed()
    shown.projector.catch_up()
    return board(shown.database, day("03-03"), calendar=scenario.rules.calendar).rows


def read(fragment: orjson.Fragment) -> Any:
    return orjson.loads(orjson.dumps(fragment))


def test_a_row_says_what_it_says_unwritten(rows: tuple[BoardRow, ...]) -> None:
    for row in rows:
        assert read(WrittenRows().of(row, **BESIDE)) == orjson.loads(json_bytes(vars(row) | BESIDE))


def test_a_row_that_looks_the_same_is_not_written_again(rows: tuple[BoardRow, ...]) -> None:
    written = WrittenRows()
    assert written.of(rows[0], **BESIDE) is written.of(rows[0], **BESIDE)


def test_another_row_of_the_project_and_what_changed_beside_it_are_written_anew(rows: tuple[BoardRow, ...]) -> None:
    written = WrittenRows()
    written.of(rows[0], **BESIDE)
    assert read(written.of(rows[0], substitute="li", concerns=2))["concerns"] == 2
    assert read(written.of(replace(rows[0], open_stops=3), **BESIDE))["open_stops"] == 3


def test_the_row_unused_for_longest_goes(rows: tuple[BoardRow, ...]) -> None:
    written = WrittenRows(kept=1)
    first = written.of(rows[0], **BESIDE)
    written.of(rows[1], **BESIDE)
    assert list(written.rows) == [rows[1].number]
    assert written.of(rows[0], **BESIDE) is not first
