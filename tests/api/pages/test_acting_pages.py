"""What the forms of the pages record, and what they refuse."""

from typing import Any

import httpx2
import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem
from tests.api.pages.test_pages import HERE, page

AGREEMENT = "investment_agreement"
FORMS = (
    "/new",
    "/mine",
    "/projects/JM-FORM/do/act",
    "/projects/JM-FORM/do/fact",
    "/projects/JM-FORM/assistance",
    "/admin/post",
    "/admin/policy",
    "/concerns/none/answer",
    "/concerns/none/rate",
)


def send(office: Office, desk: Desk, path: str, origin: Any = HERE, **given: Any) -> httpx2.Response:
    """A form as the browser of somebody signed in sends it."""
    office.client.cookies.clear()
    return office.client.post(path, data=given, headers={"Cookie": f"huhang_session={desk.secret}", **origin})


def registered(office: Office, desk: Desk, code: str) -> str:
    project = desk.register(code=code, profile=SEED_ANSWERS)
    desk.history(project, office.positions())
    return project


def receipt(**more: Any) -> dict[str, Any]:
    return {"matter": AGREEMENT, "act": "receive", "effective_on": "2026-03-02", "receipt_no": "JM-1", **more}


@pytest.mark.parametrize("path", FORMS)
def test_no_form_is_taken_from_another_site_or_from_nobody(office: Office, desk: Desk, path: str) -> None:
    given = {"key": "k", "words": "w", "rating": "satisfied", "project": "p", "title": "t"}
    given |= {"kind": "visit", "on": "2026-03-02", "summary": "s"}
    problem(send(office, desk, path, {"Origin": "http://evil.example"}, **given), 403, "other_site")
    answer = send(office, Desk(office.client, "made-up"), path, **given)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in")


def test_a_preview_records_nothing_and_the_confirmation_records_once(office: Office, desk: Desk) -> None:
    project = registered(office, desk, "JM-FORM1")
    path = "/projects/JM-FORM1/do/act"
    before = desk.get(project).json()["version"]

    previewed = send(office, desk, path, key="k-1", version=str(before), **receipt())
    assert previewed.status_code == 200
    assert "将会发生什么" in previewed.text
    assert desk.get(project).json()["version"] == before

    versions = set()
    for _ in range(2):
        answer = send(office, desk, path, key="k-1", version=str(before), confirm="yes", **receipt())
        assert (answer.status_code, answer.headers["location"][:24]) == (303, "/projects/JM-FORM1?done=")
        versions.add(desk.get(project).json()["version"])
    known = desk.get(project).json()
    assert [row["receipt_no"] for row in known["matters"] if row["key"] == AGREEMENT] == ["JM-1"]
    assert versions == {known["version"]}


def test_what_somebody_recorded_meanwhile_is_told(office: Office, desk: Desk) -> None:
    project = registered(office, desk, "JM-FORM2")
    before = desk.get(project).json()["version"]
    desk.act(project, AGREEMENT, "receive", "03-02", receipt_no="JM-2")

    answer = send(
        office,
        desk,
        "/projects/JM-FORM2/do/act",
        key="k-2",
        version=str(before),
        confirm="yes",
        **receipt(act="accept"),
    )

    assert answer.status_code == 422
    assert "项目已有新的记录" in answer.text
    assert "请核对后重新预览" in answer.text


def test_several_acts_of_a_day_are_all_or_none(office: Office, desk: Desk) -> None:
    project = registered(office, desk, "JM-FORM3")
    rows = {"matter_1": AGREEMENT, "act_1": "receive", "number_1": "JM-3", "matter_2": AGREEMENT, "act_2": "accept"}
    path, day = "/projects/JM-FORM3/do/day", {"effective_on": "2026-03-02"}

    refused = send(office, desk, path, confirm="yes", **day, **rows, matter_3=AGREEMENT, act_3="resume")
    assert refused.status_code == 422
    assert desk.get(project).json()["matters"] == []

    assert send(office, desk, path, confirm="yes", **day, **rows).status_code == 303
    assert desk.get(project).json()["matters"][0]["phase"] == "accepted"


def test_an_officer_enters_no_matter_of_another_department(office: Office, desk: Desk) -> None:
    registered(office, desk, "JM-FORM4")
    stranger = office.desk("officer", department="ecology")

    assert send(office, stranger, "/projects/JM-FORM4/do/act", **receipt()).status_code in (403, 404)
    rows = {"matter_1": AGREEMENT, "act_1": "receive", "effective_on": "2026-03-02", "confirm": "yes"}
    assert send(office, stranger, "/projects/JM-FORM4/do/day", **rows).status_code in (403, 404)


def test_my_day_and_the_queue_show_what_is_due_and_whose_word_is_missing(office: Office, desk: Desk) -> None:
    project = registered(office, desk, "JM-FORM5")
    desk.act(project, AGREEMENT, "receive", "03-02", receipt_no="JM-5")
    desk.act(project, AGREEMENT, "accept", "03-02")
    desk.history(project, office.positions())

    day, queue = page(office, "/day", desk), page(office, "/queue", office.desk("officer"))

    assert "/projects/JM-FORM5" in day.text
    assert "/projects/JM-FORM5" in queue.text
    assert "受理：投资协议签订" in queue.text
    problem(page(office, "/queue", desk), 403, "right_missing")


def test_the_queue_marks_what_was_contested_and_asks_for_no_second_contest(office: Office, desk: Desk) -> None:
    project, officer = registered(office, desk, "JM-FORM-CON"), office.desk("officer")
    desk.act(project, AGREEMENT, "receive", "03-02", receipt_no="JM-CON")
    (entry,) = desk.get(project).json()["matters"][0]["unconfirmed"]
    told = officer.done(f"{project}/matters/{AGREEMENT}/contest", {"version": entry, "reason": "未收到"})
    desk.history(project, office.positions())

    queue = page(office, "/queue", officer).text
    item = next(one for one in queue.split("<li") if f"/projects/JM-FORM-CON#v{entry}" in one)

    assert f'href="/projects/JM-FORM-CON#v{told["version"]}">有异议' in item
    assert "/do/confirm" in item
    assert "/do/contest" not in item
    assert "专员代为登记" not in queue


def test_a_correction_names_the_entry_it_is_about(office: Office, desk: Desk) -> None:
    project = registered(office, desk, "HH-2026-0771")
    form = page(office, "/projects/HH-2026-0771/do/correct?version_of=1", desk).text
    (first, *_) = desk.get(f"{project}/history").json()["items"]
    assert f"{first['effective_on']} {first['what']}" in form
    for none in ("999", "0", "9" * 5_000):
        assert first["what"] not in page(office, f"/projects/HH-2026-0771/do/correct?version_of={none}", desk).text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"effective_on": "2026-03-01"}, "2026-03-02 → 2026-03-01"),
        ({"document": "兴发改〔2026〕9号"}, "→ 兴发改〔2026〕9号"),
        ({"void": "yes"}, "作废第 {version} 条（2026-03-02 收件：投资协议签订"),
    ],
)
def test_the_preview_of_a_correction_says_what_will_be_recorded(
    office: Office, desk: Desk, given: dict[str, str], told: str
) -> None:
    code = f"JM-CORRECT-{len(told)}"
    project = desk.register(code=code, landed_on="2026-02-27")
    version = desk.act(project, AGREEMENT, "receive", "03-02")["events"][0]["version"]

    path = f"/projects/{code}/do/correct"
    shown = send(office, desk, path, version_of=str(version), reason="登记有误", **given).text

    assert told.format(version=version) in shown
    assert "没有变化" not in shown
    same = send(office, desk, path, version_of=str(version), reason="登记有误", effective_on="2026-03-02").text
    assert "没有变化" in same


def test_a_preview_names_the_value_that_will_be_recorded(office: Office, desk: Desk) -> None:
    project = desk.register(code="JM-TARGET", profile=SEED_ANSWERS)
    desk.done(f"{project}/service-list", {"effective_on": "2026-03-02", "reason": "画像已定"})
    aimed = {"stage": "land_use_approval", "on": "2026-06-30", "reason": "用地预审顺延"}
    assert "里程碑目标改为 2026-06-30：用地" in send(office, desk, "/projects/JM-TARGET/do/target", **aimed).text

    project = desk.register(code="JM-CONTEST")
    entry = desk.act(project, AGREEMENT, "receive", "03-02")["events"][0]["version"]
    said = {"matter": AGREEMENT, "version_of": str(entry), "reason": "未收到该申请"}
    shown = send(office, office.desk("officer"), "/projects/JM-CONTEST/do/contest", **said).text
    assert f"部门对第 {entry} 条有异议：投资协议签订" in shown


def test_a_refused_correction_speaks_of_entries_as_the_form_does(office: Office, desk: Desk) -> None:
    project = desk.register(code="JM-ENTRY")
    derived = desk.act(project, AGREEMENT, "receive", "03-02")["events"][-1]["version"]
    for entry, told in (
        (999, f"没有第 999 条记录；最后一条是第 {derived} 条"),
        (derived, f"第 {derived} 条记录由系统"),
    ):
        given = {"version_of": str(entry), "effective_on": "2026-03-02", "reason": "登记有误"}
        answer = send(office, desk, "/projects/JM-ENTRY/do/correct", **given)
        assert answer.status_code == 422
        assert told in answer.text
        assert "版本" not in answer.text.partition('role="alert"')[2].partition("</div>")[0]


def test_a_page_that_refuses_keeps_its_head(office: Office, desk: Desk) -> None:
    refused = page(office, "/access", desk, accept="text/html")
    assert refused.status_code == 403
    assert '<a href="/day"' in refused.text
    assert 'href="/sign-in"' not in refused.text.partition("</header>")[0]


def test_several_acts_of_an_earlier_day_are_entered_from_my_day(office: Office, desk: Desk) -> None:
    project = registered(office, desk, "JM-FORM-DAY")
    desk.history(project, office.positions())
    assert '<option value="JM-FORM-DAY">' in page(office, "/day", desk).text

    led = page(office, "/day/acts?project=JM-FORM-DAY&on=2026-02-27", desk)
    assert (led.status_code, led.headers["location"]) == (303, "/projects/JM-FORM-DAY/do/day?effective_on=2026-02-27")
    assert 'name="effective_on" value="2026-02-27"' in page(office, led.headers["location"], desk).text
    today = page(office, "/day/acts?project=JM-FORM-DAY&on=", desk).headers["location"]
    assert today == "/projects/JM-FORM-DAY/do/day?effective_on=2026-03-02"

    problem(page(office, "/day/acts?project=HH-NONE", desk), 404, "unknown_project")
    problem(page(office, "/day/acts?project=JM-FORM-DAY", office.desk("leadership")), 403, "right_missing")


def test_who_has_more_projects_than_my_day_offers_writes_the_code_of_any(
    office: Office, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("JM-MANY-1", "JM-MANY-2"):
        registered(office, desk, code)
    assert "<datalist" not in page(office, "/day", desk).text

    monkeypatch.setattr("api.pages.mine.day.CHOICES", 1)
    shown = page(office, "/day", desk).text
    assert '<input name="project" list="known-projects"' in shown
    assert shown.partition("<datalist")[2].partition("</datalist>")[0].count("<option") == 1
    assert "只列前 1 个" in shown
    led = page(office, "/day/acts?project=+JM-MANY-2+&on=", desk).headers["location"]
    assert led == "/projects/JM-MANY-2/do/day?effective_on=2026-03-02"


def test_every_project_on_my_day_leads_to_several_acts_of_a_day(office: Office, desk: Desk) -> None:
    project = registered(office, desk, "JM-FORM-ROW")
    desk.act(project, AGREEMENT, "receive", "03-02", receipt_no="JM-ROW")
    desk.history(project, office.positions())

    assert 'href="/projects/JM-FORM-ROW/do/day"' in page(office, "/day", desk).text
    assert "/do/day" not in page(office, "/queue", office.desk("officer")).text


def test_what_changes_nothing_is_not_offered_for_recording(office: Office, desk: Desk) -> None:
    project = registered(office, desk, "JM-SAME")
    desk.done(f"{project}/service-list", {"effective_on": "2026-03-02", "reason": "先行"})
    told = send(office, desk, "/projects/JM-SAME/do/list", effective_on="2026-03-02").text
    assert "没有变化，不会产生记录" in told
    assert 'name="confirm"' not in told
