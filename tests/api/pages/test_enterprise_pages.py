"""What an enterprise hands in from its own page: applications and supplements, seen before, and nothing else."""

import re

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page

MATTER = "investment_agreement"
ON = {"effective_on": "2026-03-02"}


@pytest.fixture
def code(office: Office, desk: Desk) -> str:
    """A project of the enterprise whose contact has a desk."""
    path = desk.register(profile=SEED_ANSWERS)
    desk.done(f"{path}/service-list", {**ON, "reason": "画像已定"})
    office.appoint("t-enterprise", "enterprise", path)
    desk.history(path, office.positions())
    return str(desk.get(path).json()["code"])


def test_an_application_and_supplements_are_handed_in(office: Office, desk: Desk, code: str) -> None:
    enterprise, path = office.desk("enterprise"), f"/projects/{code}/do/act"
    assert f"{path}?matter=project_filing&amp;act=submit" in page(office, "/mine", enterprise).text
    given = {"matter": "project_filing", "act": "submit", **ON}
    said = send(office, enterprise, path, **given).text
    assert "申报" in said
    assert "灯色" not in said
    answer = send(office, enterprise, path, confirm="yes", **given)
    assert answer.headers["location"].startswith("/mine?done=")

    desk.act(f"/projects/{code}", "project_filing", "receive", "03-02", receipt_no="1", reason="先收")
    desk.act(f"/projects/{code}", "project_filing", "request-supplement", "03-02", materials=["章程"])
    office.runtime.projector.wait_for(office.positions(), 5)
    assert "act=supplement" in page(office, "/mine", enterprise).text
    given = {"matter": "project_filing", "act": "supplement", "complete": "on", **ON}
    assert send(office, enterprise, path, confirm="yes", **given).status_code == 303
    rows = {row["key"]: row["phase"] for row in desk.get(f"/projects/{code}").json()["matters"]}
    assert rows["project_filing"] == "supplemented"


def test_an_enterprise_records_nothing_else_and_nothing_of_others(office: Office, desk: Desk, code: str) -> None:
    enterprise, path = office.desk("enterprise"), f"/projects/{code}/do"
    form = page(office, f"{path}/act?matter={MATTER}", enterprise).text
    assert "act=submit" in form
    assert "act=receive" not in form
    for what, given in (("act", {"matter": MATTER, "act": "grant"}), ("fact", {}), ("scope", {}), ("course", {})):
        problem(send(office, enterprise, f"{path}/{what}", confirm="yes", **given, **ON), 403, "right_missing")
    other = desk.register()
    hidden = desk.get(other).json()["code"]
    given = {"matter": MATTER, "act": "submit", **ON}
    problem(send(office, enterprise, f"/projects/{hidden}/do/act", **given), 404, "unknown_project")


def test_no_form_of_an_enterprise_tells_an_entry_of_the_history(office: Office, desk: Desk, code: str) -> None:
    enterprise, path = office.desk("enterprise"), f"/projects/{code}/do/act?matter=project_filing&act=submit"
    plain = page(office, path, enterprise).text
    lines = desk.get(f"/projects/{code}/history").json()["items"]
    for line in lines:
        form = page(office, f"{path}&version_of={line['version']}", enterprise).text
        assert line["what"] in plain or line["what"] not in form


def test_a_concern_that_does_not_fit_is_told_by_its_labels_and_nothing_typed_is_lost(
    office: Office, desk: Desk, code: str
) -> None:
    enterprise = office.desk("enterprise")
    empty = send(office, enterprise, "/mine", project=code, title=" ", words="")
    assert empty.status_code == 422
    assert "标题：必填" in empty.text
    assert "经过：必填" in empty.text

    long = "报装两周仍无人上门。" * 300
    answer = send(office, enterprise, "/mine", project=code, title="临时用电", at="3号点", words=long)
    assert answer.status_code == 422
    assert "经过：至多 2000 个字" in answer.text
    for kept in (long, 'value="临时用电"', 'value="3号点"', f'value="{code}" selected'):
        assert kept in answer.text

    told = send(office, enterprise, "/mine", project=code, title="请致电13812345678", words="无人接听")
    assert "标题中似有电话" in told.text
    assert "无人接听" in told.text


def test_a_concern_sent_twice_is_raised_once(office: Office, desk: Desk, code: str) -> None:
    enterprise = office.desk("enterprise")
    key = re.findall(r'id="raise".*?name="key" value="([^"]+)"', page(office, "/mine", enterprise).text, re.DOTALL)[0]
    given = {"key": key, "project": code, "title": "道路开口没有回音", "words": "已等一个月。"}
    for _ in range(2):
        assert send(office, enterprise, "/mine", **given).status_code == 303
    assert page(office, "/mine", enterprise).text.count("道路开口没有回音") == 1

    other = send(office, enterprise, "/mine", **{**given, "words": "已等两个月。"})
    assert "这张表单此前已提交成功" in other.text
    fresh = re.findall(r'id="raise".*?name="key" value="([^"]+)"', other.text, re.DOTALL)[0]
    assert send(office, enterprise, "/mine", **{**given, "key": fresh, "words": "已等两个月。"}).status_code == 303
