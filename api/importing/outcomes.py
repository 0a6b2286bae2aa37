"""The report of an import as it is kept: codes and values, put into words when somebody reads it."""

from collections import Counter
from typing import Any

import orjson

from api.importing.report import MOST_SHOWN, Report, Tally
from api.tables.model import Place, Problem


def kept(report: Report) -> str:
    """A report as text; of its problems as many as are ever shown."""
    value = {
        "rows": report.rows,
        "events": report.events,
        "recorded": report.recorded,
        "problem_count": len(report.problems),
        "problems": [[vars(one.place), one.code, plain(one.params)] for one in report.problems[:MOST_SHOWN]],
        "tally": {name: getattr(report.tally, name) for name in ("new", "known", "waiting")},
        "ignored_columns": [vars(place) for place in report.ignored_columns],
        "ignored_sheets": list(report.ignored_sheets),
    }
    return orjson.dumps(value).decode()


def plain(params: Any) -> dict[str, Any]:
    """Values as JSON has them."""
    return {name: value if isinstance(value, bool | int | str) else str(value) for name, value in params.items()}


def read_report(text: str) -> Report:
    """The report that was kept; problems beyond those shown are only counted."""
    value = orjson.loads(text)
    return Report(
        value["rows"],
        Tally(**{name: Counter(counts) for name, counts in value["tally"].items()}),
        [Problem(Place(**place), code, params) for place, code, params in value["problems"]],
        value["events"],
        value["recorded"],
        [Place(**place) for place in value["ignored_columns"]],
        value["ignored_sheets"],
        value["problem_count"],
    )
