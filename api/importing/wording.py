"""A report of an import in words, and as JSON."""

from collections.abc import Iterator
from typing import Any

from api.importing.report import MOST_SHOWN, Report
from api.locale import text, texts
from api.tables.model import Place, Problem
from api.words.problem_words import key_of, worded
from domain.catalogue.model import Catalogue

TABLES = ("projects", "staff", "contacts", "cases", "facts")


def place_words(place: Place, language: str) -> str:
    """Where something stands: sheet, column and row, as far as it can be said."""
    kind = "cell" if place.column else "row" if place.row else "sheet" if place.sheet else "file"
    return text(f"import.at.{kind}", language, **vars(place))


def problem_words(problem: Problem, language: str, catalogue: Catalogue) -> str:
    """What is wrong and how to mend it."""
    own, usual = f"import.{problem.code}", key_of(problem.code, problem.params)
    key = own if own in texts(language) else usual
    values = worded(problem.params, language, catalogue)
    if "table" in values:
        values["table"] = text(f"table.{values['table']}", language)
    if "fields" in values:
        labels = {name: getattr(field, f"label_{language}") for name, field in catalogue.profile_fields.items()}
        between = text("history.between", language)
        values["fields"] = between.join(labels.get(name, name) for name in str(values["fields"]).split(between))
    return text(key, language, **values)


def lines(report: Report, language: str, catalogue: Catalogue) -> Iterator[str]:
    """The report for people, a line each."""
    between = text("history.between", language)
    yield headline(report, language)
    for problem in report.problems[:MOST_SHOWN]:
        what = problem_words(problem, language, catalogue)
        yield text("import.problem", language, place=place_words(problem.place, language), what=what)
    if (more := report.problem_count - MOST_SHOWN) > 0:
        yield text("import.more_problems", language, more=more)
    tally = report.tally
    for table in TABLES:
        named = text(f"table.{table}", language)
        if tally.new[table] or tally.known[table]:
            yield text("import.table", language, table=named, new=tally.new[table], known=tally.known[table])
        if tally.waiting[table]:
            yield text("import.table.waiting", language, table=named, waiting=tally.waiting[table])
    if report.ignored_columns:
        columns = between.join(
            text("history.scoped", language, name=f"{place.sheet} {place.column}", scope=place.heading)
            for place in report.ignored_columns
        )
        yield text("import.ignored_columns", language, columns=columns)
    if report.ignored_sheets:
        yield text("import.ignored_sheets", language, sheets=between.join(report.ignored_sheets))


def headline(report: Report, language: str) -> str:
    """What came of it."""
    if report.problems:
        return text("import.refused", language, problems=report.problem_count)
    if not report.rows:
        return text("import.no_rows", language)
    key = "nothing_new" if not report.events else "recorded" if report.recorded else "would_record"
    return text(f"import.{key}", language, rows=report.rows, events=report.events)


def as_json(report: Report, language: str, catalogue: Catalogue) -> dict[str, Any]:
    """The report for programs; the sentences are in the reader's language."""
    tally = report.tally
    return {
        "recorded": report.recorded,
        "title": headline(report, language),
        "rows": report.rows,
        "events": report.events,
        "tables": [
            {"table": table, "new": tally.new[table], "known": tally.known[table], "waiting": tally.waiting[table]}
            for table in TABLES
            if tally.new[table] or tally.known[table] or tally.waiting[table]
        ],
        "problem_count": report.problem_count,
        "problems": [
            {
                "sheet": one.place.sheet or None,
                "row": one.place.row or None,
                "column": one.place.column or None,
                "heading": one.place.heading or None,
                "code": one.code,
                "message": problem_words(one, language, catalogue),
            }
            for one in report.problems[:MOST_SHOWN]
        ],
        "ignored_columns": [
            {"sheet": one.sheet, "column": one.column, "heading": one.heading} for one in report.ignored_columns
        ],
        "ignored_sheets": list(report.ignored_sheets),
    }
