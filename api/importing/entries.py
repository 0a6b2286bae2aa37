"""What the rows of one project come to: the commands they ask for, each with the cells it was read from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from api.importing.contacts import COLUMNS as CONTACT_COLUMNS
from api.tables.model import Problem, Row
from api.tables.project_columns import PROFILE_PREFIX
from domain.deciding.commands import ProjectCommand, RecordAct, RecordFact, RegisterProject
from domain.project.model.phases import Act

ENDS = frozenset({Act.GRANT, Act.REFUSE, Act.NOT_ACCEPT, Act.WITHDRAW, Act.CLOSE})
COLUMNS = {
    "reason_required": "reason",
    "personal_data": "reason",
    "unknown_matter": "matter",
    "matter_has_scopes": "scope",
    "unknown_scope": "scope",
    "fact_due_required": "due",
    "fact_due_unwanted": "due",
}
"""The column that a refusal is about, where it is not the command's own."""


@dataclass(frozen=True)
class Entry:
    """A command, the row that asks for it, and the column of each of its fields; `main`: that of the command itself."""

    command: ProjectCommand
    row: Row
    main: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def problem(self, code: str, params: Mapping[str, Any]) -> Problem:
        """A refusal of this command, at the cell that it is about."""
        named = str(params.get("field", ""))
        column = COLUMNS.get(code) or self.fields.get(named, self.main)
        return Problem(self.row.at(column), code, {k: v for k, v in params.items() if k not in ("index", "items")})


FIELDS: Mapping[str, str] = {
    "matter": "matter",
    "document": "document",
    "kind": "stop",
    "notice_no": "notice_no",
    "resumed_on": "resumed_on",
}
"""The columns of an act's fields."""


class UnfinishedRowError(ValueError):
    """A row that lacks a cell which another one of it calls for."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def digest_of(row: Row) -> str:
    """The values of a row as one hash: the same row again, wherever it stands. What enters the log has no telephone
    in it, not even as part of a hash.
    """
    values = {name: str(value) for name, value in row.values.items() if name not in CONTACT_COLUMNS}
    return sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()


def key_of_project(row: Row) -> str:
    """By what a project is known again: the bureau's code, else its enterprise and name."""
    return str(row.get("project") or f"{row.get('enterprise')} · {row.get('name')}")


def profile_of(row: Row) -> dict[str, Any]:
    """The answers of the profile that a row gives."""
    return {
        name.removeprefix(PROFILE_PREFIX): value
        for name, value in row.values.items()
        if name.startswith(PROFILE_PREFIX)
    }


def registration(row: Row) -> RegisterProject:
    """The registration that a row of the projects asks for."""
    return RegisterProject(
        name=row.get("name"),
        landed_on=row.get("landed_on"),
        enterprise=row.get("enterprise"),
        uscc=row.get("uscc") or "",
        code=row.get("project"),
        national_code=row.get("national_code") or "",
        expected_on=row.get("expected_on"),
        expected_document=row.get("expected_document") or "",
        profile=profile_of(row) or None,
    )


def matter_key(row: Row) -> str:
    """The key of a case's matter: its scope, and which result of it, where the row says so."""
    scope, number = row.get("scope"), row.get("number") or 1
    key = f"{row.get('matter')}:{scope}" if scope else str(row.get("matter"))
    return f"{key}~{number}" if number > 1 else key


def case_entries(row: Row, landed_on: date) -> list[Entry]:
    """The acts of one case, in their order; a grant before the landing is `prior` and has no course of its own.

    Raises UnfinishedRowError.
    """
    refuse_half_filled(row)
    decided_on: date | None = row.get("decided_on")
    if row.get("result") is Act.GRANT and decided_on and decided_on < landed_on:
        values = {"document": row.get("document") or "", "prior": True}
        return [act(row, Act.GRANT, "decided_on", values)]
    return list(course(row))


NEEDED = (
    ("requested_on", "materials"),
    ("opinion_on", "opinion"),
    ("opinion", "opinion_on"),
    ("suspended_on", "stop"),
    ("stop", "suspended_on"),
    ("resumed_on", "suspended_on"),
)
"""Where the first of two columns is filled, the second has to be."""


def refuse_half_filled(row: Row) -> None:
    result, decided_on = row.get("result"), row.get("decided_on")
    if decided_on and result is None:
        raise UnfinishedRowError(Problem(row.at("result"), "result_missing"))
    if result in ENDS and not decided_on:
        raise UnfinishedRowError(Problem(row.at("decided_on"), "decided_on_missing"))
    for given, needed in NEEDED:
        if row.get(given) and not row.get(needed):
            raise UnfinishedRowError(Problem(row.at(needed), f"{needed}_missing"))
    if not any(name.endswith("_on") for name in row.values):
        raise UnfinishedRowError(Problem(row.at(), "case_without_dates"))


def course(row: Row) -> Iterator[Entry]:
    """The acts for which a row has a day."""
    if row.get("reviewed_on"):
        yield act(row, Act.PRE_REVIEW, "reviewed_on", {})
    if row.get("opinion_on"):
        yield act(row, Act.PRE_REVIEW_OPINION, "opinion_on", {"result": row.get("opinion")})
    if row.get("received_on"):
        yield act(row, Act.RECEIVE, "received_on", {"receipt_no": row.get("receipt_no") or ""})
    if row.get("requested_on"):
        materials = tuple(
            part for part in row.get("materials").replace("；", "、").replace(";", "、").split("、") if part
        )
        yield act(row, Act.REQUEST_SUPPLEMENT, "requested_on", {"materials": materials})
    if row.get("supplemented_on"):
        yield act(row, Act.SUPPLEMENT, "supplemented_on", {})
    if row.get("accepted_on"):
        yield act(row, Act.ACCEPT, "accepted_on", {})
    if row.get("suspended_on"):
        notice = {"notice_no": row.get("notice_no") or "", "resumed_on": row.get("resumed_on")}
        yield act(row, Act.SUSPEND, "suspended_on", {"kind": row.get("stop"), **notice})
    if row.get("decided_on"):
        yield act(row, row.get("result"), "decided_on", {"document": row.get("document") or ""})
    if row.get("delivered_on"):
        yield act(row, Act.DELIVER, "delivered_on", {})


def act(row: Row, kind: Act, column: str, values: Mapping[str, Any]) -> Entry:
    on: date = row.values[column]
    command = RecordAct(
        act=kind, matter=matter_key(row), effective_on=on, reason=row.get("reason") or "", values=values
    )
    return Entry(command, row, column, {"effective_on": column, **FIELDS})


def fact_entry(row: Row) -> Entry:
    """The fact that a row states."""
    values = {
        "due": row.get("due"),
        "scope": row.get("scope") or "",
        "document": row.get("document") or "",
        "value": row.get("value") or "",
    }
    command = RecordFact(
        kind=row.get("kind"), effective_on=row.get("on"), reason=row.get("reason") or "", values=values
    )
    return Entry(command, row, "on", {"effective_on": "on", "due": "due", "scope": "scope", "kind": "kind"})
