"""Assistance (帮办代办): the event proves the words, the words can be erased (design §2)."""

import hashlib
from typing import Any

import pytest

from tests.api.office import Desk, Office

pytestmark = pytest.mark.both_engines

SUMMARY = "陪同企业到窗口提交备案材料"
BODY = {"kind": "accompanied", "effective_on": "2026-03-02", "summary": SUMMARY}


def last_line(office: Office, desk: Desk, project: str) -> dict[str, Any]:
    office.runtime.projector.catch_up()
    return desk.history(project)[-1]


def test_the_log_has_the_proof_and_the_history_the_words(office: Office, desk: Desk) -> None:
    project = desk.register()
    desk.done(f"{project}/assistance", BODY)
    row = last_line(office, desk, project)
    assert f"帮办代办：陪办，{SUMMARY}" in row["line"]
    assert row["params"]["sha256"] == hashlib.sha256(SUMMARY.encode()).hexdigest()
    for _, event in office.runtime.ledger.after(0, 10_000):
        assert SUMMARY not in repr(event)


def test_erasing_the_words_leaves_the_proof(office: Office, desk: Desk) -> None:
    project = desk.register()
    desk.done(f"{project}/assistance", BODY)
    row = last_line(office, desk, project)
    office.runtime.texts.erase(row["params"]["text"], office.clock.now)
    erased = last_line(office, desk, project)
    assert "（文字已清除）" in erased["line"]
    assert SUMMARY not in erased["line"]
    assert erased["params"]["sha256"] == row["params"]["sha256"]
    desk.language = "en"
    assert "(text erased)" in last_line(office, desk, project)["line"]
    desk.language = "zh"


def test_a_repeated_request_keeps_its_words_once_and_an_erased_text_stays_erased(office: Office, desk: Desk) -> None:
    project = desk.register()
    first = desk.done(f"{project}/assistance", BODY, key="k-1")
    row = last_line(office, desk, project)
    office.runtime.texts.erase(row["params"]["text"], office.clock.now)
    assert desk.done(f"{project}/assistance", BODY, key="k-1") == first
    assert "（文字已清除）" in last_line(office, desk, project)["line"]


def test_a_preview_keeps_no_words(office: Office, desk: Desk) -> None:
    project = desk.register()
    desk.done(f"{project}/assistance", BODY, preview="true")
    assert desk.get(project).json()["version"] == 1


def test_an_unknown_kind_and_empty_words_are_refused(desk: Desk) -> None:
    project = desk.register()
    for wrong in ({**BODY, "kind": "gift"}, {**BODY, "summary": " "}):
        assert desk.post(f"{project}/assistance", wrong).status_code == 422
