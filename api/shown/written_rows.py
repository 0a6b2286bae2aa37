"""Rows of the board as JSON: a row is written out once for as long as it looks the same, not once a page."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import orjson

from api.http.answers import json_bytes
from projections.board.rows import BoardRow

KEPT = 5_000  # rows; some 3 kB each


@dataclass(frozen=True)
class Written:
    """A row, what stands beside it, and both as JSON."""

    row: BoardRow
    beside: dict[str, Any]
    json: orjson.Fragment


class WrittenRows:
    """The rows last written, for one event loop: a row that is another object may look different."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.rows: OrderedDict[int, Written] = OrderedDict()

    def of(self, row: BoardRow, **beside: Any) -> orjson.Fragment:
        """A row with what stands beside it."""
        known = self.rows.get(row.number)
        if known is None or known.row is not row or known.beside != beside:
            known = Written(row, beside, orjson.Fragment(json_bytes(vars(row) | beside)))
            self.rows[row.number] = known
            if len(self.rows) > self.kept:
                self.rows.popitem(last=False)
        self.rows.move_to_end(row.number)
        return known.json
