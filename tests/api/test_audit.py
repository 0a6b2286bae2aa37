"""The audit over HTTP: filters, marks, rights, pages, and the same search as files."""

import csv
import io
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any

import openpyxl
import orjson
import pytest

from api.words.audit_lines import beside
from api.words.history_lines import Words
from domain.catalogue.loader import shipped_catalogue
from projections.lists.audit import JournalRow
from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem

MATTER = "investment_agreement"
REASON = "纸件转录"
NAME = "=HYPERLINK(1)"
BUREAU = "属地镇街(功能区管委)"


@pytest.fixture(scope="module")
def told(shared_office: Office) -> Office:
    """A project with a late entry, a correction and a new specialist, and a post taken."""
    office = shared_office.at("03-02 09:00")
    desk = office.desk()
    project = desk.register(name=NAME)
    desk.act(project, MATTER, "receive", "03-02", receipt_no="JM-1")
    office.at("03-10 09:00")
    desk.act(project, MATTER, "accept", "03-03", reason=REASON)
    desk.done(f"{project}/corrections", {"version": 2, "reason": "录入有误", "set": {"receipt_no": "JM-2"}})
    lead = office.desk(Role.LEAD)
    for specialist in ("s-1", "s-2"):
        lead.done(f"{project}/assignments", {"specialist": specialist, "team": "1", "effective_on": "2026-03-10"})
    post = {"effective_on": "2026-03-10", "staff": "s-9", "post": "member", "of": "1"}
    office.desk(Role.ADMIN).done("/posts", post)
    return office


@pytest.fixture
def auditor(told: Office) -> Desk:
    return told.desk(Role.AUDITOR)


def found(desk: Desk, **wanted: Any) -> list[dict[str, Any]]:
    """What the audit finds, at the end of the log."""
    for _ in range(10):
        answer = desk.get("/audit", **wanted)
        if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
            break
    assert answer.status_code == HTTPStatus.OK, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def asked(told: Office, **wanted: Any) -> dict[str, Any]:
    return {"min_position": told.positions(), **{"from" if k == "since" else k: v for k, v in wanted.items()}}


def test_an_entry_says_who_what_both_times_for_whom_and_what_is_to_be_known(told: Office, auditor: Desk) -> None:
    (row,) = found(auditor, **asked(told, kind="ApplicationAccepted"))
    assert (row["actor"], row["via"], row["effective_on"]) == ("t-specialist", "api", "2026-03-03")
    assert row["recorded_at"].startswith("2026-03-10T01:00:00")
    assert row["on_behalf_of"] == told.runtime.rules.catalogue.matters[MATTER].department
    assert row["on_behalf_of_name"] == BUREAU
    assert {"late", "unconfirmed"} <= set(row["marks"])
    assert row["project_name"] == NAME
    assert REASON in row["what"]


def test_before_and_after_stand_beside_each_other(told: Office, auditor: Desk) -> None:
    (corrected,) = found(auditor, **asked(told, mark="correction", actor="t-specialist"))
    assert {"field": "receipt_no", "before": "JM-1", "after": "JM-2"} in corrected["changes"]
    latest, first = found(auditor, **asked(told, kind="SpecialistAssigned"))
    assert {"field": "specialist", "before": "s-1", "after": "s-2"} in latest["changes"]
    assert first["changes"] == []


def test_what_is_beside_projects_is_found_by_its_family(told: Office, auditor: Desk) -> None:
    (row,) = found(auditor, **asked(told, kind="people"))
    assert (row["kind"], row["actor"], row["on_behalf_of"]) == ("PostTaken", "t-admin", "s-9")
    assert row["what"] == "s-9 任岗：专班成员（专班 1）"
    shipped = found(auditor, **asked(told, kind="rulebook"))
    assert {row["kind"] for row in shipped} == {"CalendarYearLoaded", "CatalogueLoaded", "PolicyLoaded"}
    assert "text" not in str(shipped[0]["changes"])


@pytest.mark.parametrize(
    ("topic", "params", "said"),
    [
        ("PostTaken", {"post": "officer", "of": "natural_resources"}, "s-9 任岗：经办人（青岛市即墨区自然资源局）"),
        ("PostLeft", {"post": "leadership", "of": ""}, "s-9 离岗：分管领导"),
        ("PostTaken", {"post": "enterprise", "of": "p-1"}, "s-9 任岗：企业联系人（HH-1 液压项目）"),
        (
            "ReminderEscalated",
            {"role": "lead", "due_on": "2026-11-23", "kind": "promised"},
            "上报 专班长：投资协议签订(项目准入会商) · 承诺到期 2026-11-23",
        ),
        (
            "ReminderSent",
            {"role": "lead", "due_on": "2026-11-23", "kind": "statutory", "step": "-5"},
            "提醒 s-9：投资协议签订(项目准入会商) · 法定到期 2026-11-23（到期前第 5 个工作日）",
        ),
        ("ConcernRated", {"rating": "fairly_satisfied"}, "评价问题线索答复：基本满意"),
    ],
)
def test_posts_roles_and_ratings_are_told_by_their_names(topic: str, params: dict[str, str], said: str) -> None:
    day, moment, matter = (
        date(2026, 11, 20),
        datetime(2026, 11, 20, 9, tzinfo=UTC),
        MATTER if "due_on" in params else "",
    )
    entry = ("s", 2, topic, "", matter, day, moment, "t-admin", "api", "", "", {"staff": "s-9", **params})
    projects = {"p-1": {"code": "HH-1", "name": "液压项目"}}
    assert beside(JournalRow(1, *entry), Words("zh", shipped_catalogue()), projects) == said


def test_days_begin_and_end_in_shanghai(told: Office, auditor: Desk) -> None:
    first = found(auditor, **asked(told, since="2026-03-02", to="2026-03-02", kind="project"))
    assert {row["recorded_at"][:10] for row in first} == {"2026-03-02"}
    assert found(auditor, **asked(told, since="2026-03-03", to="2026-03-09")) == []


def test_a_page_goes_on_where_the_last_one_ended(told: Office, auditor: Desk) -> None:
    whole = found(auditor, **asked(told, limit=200))
    pages: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    for _ in whole:
        body = auditor.get("/audit", limit=7, **cursor).json()
        pages += body["items"]
        if body["next"] is None:
            break
        cursor = {"cursor": body["next"]}
    assert pages == whole


@pytest.mark.parametrize("role", list(Role))
def test_who_may_audit_searches_and_nobody_else(told: Office, role: Role) -> None:
    desk = told.desk(role)
    for path in ("/audit", "/audit.csv", "/audit.xlsx", "/audit.jsonl"):
        answer = desk.get(path)
        if role in (Role.AUDITOR, Role.LEADERSHIP, Role.ADMIN, Role.LEAD):
            assert answer.status_code == HTTPStatus.OK, answer.text
        else:
            assert problem(answer, 403, "right_missing")["params"]["right"] == "audit"


def test_a_lead_finds_what_is_about_his_own_projects(told: Office, auditor: Desk) -> None:
    everything, own = found(auditor, **asked(told, limit=200)), found(told.desk(Role.LEAD), **asked(told, limit=200))
    assert {row["family"] for row in own} == {"project", "code"}
    assert own == [row for row in everything if row["project"]]
    other = told.desk(Role.LEAD, team="9")
    assert found(other, **asked(told, limit=200)) == []
    problem(other.get("/audit", project=own[0]["project_code"]), 404, "unknown_project")


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        ({"kind": "MatterGrantd"}, 422, "unknown_kind"),
        ({"project": "HH-1999-0001"}, 404, "unknown_project"),
        ({"cursor": "abc"}, 422, "bad_cursor"),
        ({"mark": "odd"}, 422, "invalid_request"),
        ({"from": "yesterday"}, 422, "invalid_request"),
        ({"form": "2026-03-02"}, 422, "invalid_request"),
        ({"from": "2026-03-03", "to": "2026-03-02"}, 422, "end_before_beginning"),
    ],
)
def test_a_search_that_is_wrong_says_what_is_wrong(
    auditor: Desk, wanted: dict[str, Any], status: int, code: str
) -> None:
    problem(auditor.get("/audit", **wanted), status, code)


def test_a_workbook_has_every_row_as_text(told: Office, auditor: Desk) -> None:
    rows = found(auditor, **asked(told, limit=200))
    answer = auditor.get("/audit.xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = list(sheet.iter_rows(values_only=True))
    assert len(cells) == len(rows) + 1
    assert cells[0][:3] == ("登记时间", "生效日期", "操作人")
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}  # no "f": no formula
    assert NAME in cells[1 + [row["kind"] for row in rows].index("ApplicationAccepted")]


def test_a_table_of_commas_has_no_formula_and_json_lines_have_all(told: Office, auditor: Desk) -> None:
    rows = found(auditor, **asked(told, limit=200))
    text = auditor.get("/audit.csv").content
    assert text.startswith(b"\xef\xbb\xbf")
    cells = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(cells) == len(rows) + 1
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in cells for cell in line)
    accepted = cells[1 + [row["kind"] for row in rows].index("ApplicationAccepted")]
    assert accepted[4:6] == [BUREAU, "接口"]
    assert "专员 s-1 → s-2、专班 1 → 1" in [line[9] for line in cells]
    assert "系统自带" in {line[2] for line in cells}
    lines = [orjson.loads(line) for line in auditor.get("/audit.jsonl").content.splitlines()]
    assert lines == rows


def test_the_head_of_a_file_is_told_without_making_it(auditor: Desk) -> None:
    answer = auditor.client.head("/api/v1/audit.xlsx", headers=auditor.headers())
    assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"")


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        ("milestone_target", "land_use_approval", "答复提醒（收件人 s-101）：用地 · 阶段节点 2026-11-23"),
        ("handover", "", "答复提醒（收件人 s-101）：接手事项 2026-11-23"),
    ],
)
def test_a_reminder_of_no_matter_says_what_it_was_of(kind: str, detail: str, said: str) -> None:
    day, moment = date(2026, 11, 20), datetime(2026, 11, 20, 9, tzinfo=UTC)
    params = {"kind": kind, "due_on": "2026-11-23", "staff": "s-101", "detail": detail}
    entry = ("s", 2, "ReminderAcknowledged", "p", "", day, moment, "s-101", "api", "", "", params)
    assert beside(JournalRow(1, *entry), Words("zh", shipped_catalogue())) == said
