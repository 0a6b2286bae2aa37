"""?preview=true on every write: what it would change, and nothing stored (ruling 32)."""

from typing import Any

import pytest

from tests.api.office import ENTERPRISE, SEED_ANSWERS, Desk, Office, problem

KEYS = {"version", "events", "dates", "lights", "reminders", "irregularities", "needs_reason"}
RECEIVED = {"effective_on": "2026-03-02", "receipt_no": "JM-1"}


def previewed(desk: Desk, path: str, body: Any, **asked: Any) -> dict[str, Any]:
    """The preview, which leaves no trace: the log is as long as before and the real thing still possible."""
    answer = desk.post(path, body, if_match=None, preview="true", **asked)
    assert answer.status_code == 200, answer.text
    assert "huhang-position" not in answer.headers
    assert "etag" not in answer.headers
    shown: dict[str, Any] = answer.json()
    assert set(shown) == KEYS
    return shown


def test_no_write_stores_anything_when_it_is_only_previewed(office: Office, desk: Desk) -> None:
    project = desk.register()
    desk.act(project, "investment_agreement", "receive", "03-02", receipt_no="JM-1")
    lead = office.desk("lead")
    before = office.positions()
    act = {"act": "accept", "matter": "investment_agreement", "effective_on": "2026-03-02"}
    writes: dict[str, Any] = {
        f"{project}/profile": {"effective_on": "2026-03-02", "answers": SEED_ANSWERS},
        f"{project}/assignments": {"effective_on": "2026-03-02", "specialist": "s-101", "team": "1"},
        f"{project}/facts/land_contract_signed": {"on": "2026-03-02"},
        f"{project}/matters/investment_agreement/accept": {"effective_on": "2026-03-02"},
        f"{project}/acts": {"items": [act]},
        f"{project}/corrections": {"version": 2, "reason": "收件号有误", "set": {"receipt_no": "JM-2"}},
        "/projects": {"name": "叁旺液压", "landed_on": "2026-03-02", "enterprise": ENTERPRISE},
    }

    for path, body in writes.items():
        assert previewed(lead, path, body)["events"]
    assert office.positions() == before
    desk.done(f"{project}/profile", writes[f"{project}/profile"])
    before = office.positions()
    assert previewed(desk, f"{project}/service-list", {"effective_on": "2026-03-02"})["needs_reason"]
    assert office.positions() == before


def test_a_previewed_registration_takes_no_code(office: Office, desk: Desk) -> None:
    body = {"name": "叁旺液压", "landed_on": "2026-03-02", "enterprise": ENTERPRISE, "code": "JM-PREVIEW"}

    for _ in range(2):
        shown = previewed(desk, "/projects", body)
        assert (shown["version"], shown["events"][0]["topic"]) == (0, "ProjectRegistered")
        assert shown["lights"]["before"] is None
    problem(desk.get("/projects/JM-PREVIEW"), 404, "unknown_project")
    project = desk.done("/projects", body)["id"]
    assert desk.get("/projects/JM-PREVIEW").json()["id"] == project
    problem(desk.post("/projects", body, preview="true"), 409, "code_taken")


def test_a_preview_uses_up_no_key(desk: Desk) -> None:
    project = desk.register()
    path = f"{project}/matters/investment_agreement/receive"

    previewed(desk, path, RECEIVED, key="k-preview")

    assert desk.done(path, RECEIVED, key="k-preview")["version"] == 3


def test_a_preview_names_what_needs_a_reason_and_the_act_is_refused_without_one(desk: Desk) -> None:
    project = with_list(desk)
    path = f"{project}/matters/construction_permit/receive"
    desk.done(path, RECEIVED)
    accept = f"{project}/matters/construction_permit/accept"
    body = {"effective_on": "2026-03-02"}

    shown = previewed(desk, accept, body)

    assert shown["irregularities"] == shown["needs_reason"] == ["accepted_before_dependency"]
    title = problem(desk.post(accept, body), 422, "reason_required")["title"]
    assert "前置事项未办结即受理" in title
    reasoned = {**body, "reason": "容缺受理会商纪要"}
    shown = previewed(desk, accept, reasoned)
    assert (shown["irregularities"], shown["needs_reason"]) == (["accepted_before_dependency"], [])
    assert desk.done(accept, reasoned)["events"][0]["irregularities"] == ["accepted_before_dependency"]


def test_a_preview_shows_the_dates_before_and_after(desk: Desk) -> None:
    project = with_list(desk)
    desk.act(project, "planning_conditions", "receive", "03-02", receipt_no="JM-1")
    body = {"effective_on": "2026-03-02", "reason": "提前受理"}

    shown = previewed(desk, f"{project}/matters/planning_conditions/accept", body)

    moved = {item["kind"]: (item["before"], item["after"]) for item in shown["dates"]}
    assert moved["acceptance_answer"] == ("2026-03-09", None)
    assert moved["promised"][0] is None
    assert desk.done(f"{project}/matters/planning_conditions/accept", body)["events"] == shown["events"]
    state = desk.get(project).json()
    row = next(item for item in state["matters"] if item["key"] == "planning_conditions")
    assert moved["promised"][1] == row["promised"]["due_on"]
    assert shown["lights"]["after"]["red_on"] == state["light"]["red_on"]


def promised(reminders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those about the promised limit."""
    return [one for one in reminders if one["kind"] == "promised"]


def test_a_preview_shows_the_reminders_that_appear_and_vanish(desk: Desk) -> None:
    project = with_list(desk)
    matter = f"{project}/matters/planning_conditions"
    body = {"effective_on": "2026-03-02", "reason": "提前受理"}
    desk.done(f"{matter}/receive", RECEIVED)

    appearing = promised(previewed(desk, f"{matter}/accept", body)["reminders"])
    desk.done(f"{matter}/accept", body)
    vanishing = promised(previewed(desk, f"{matter}/grant", {**body, "document": "规划条件1号"})["reminders"])

    row = next(item for item in desk.get(project).json()["matters"] if item["key"] == "planning_conditions")
    assert {item["change"] for item in appearing} == {"appears"}
    assert {(item["kind"], item["due_on"]) for item in appearing} == {("promised", row["promised"]["due_on"])}
    assert [item["step"] for item in appearing][:2] == ["-1", "0"]
    assert [item["on"] for item in appearing] == sorted(item["on"] for item in appearing)
    assert all(item["to"] and item["on"] > "2026-03-02" for item in appearing)
    assert [{**item, "change": "appears"} for item in vanishing] == appearing


def test_of_the_reminders_whose_day_has_passed_only_the_newest_appears_and_goes_out_today(office: Office) -> None:
    """Downtime and late entries: older rungs are superseded (design §7)."""
    desk = office.desk()
    project = with_list(desk)
    matter = f"{project}/matters/planning_conditions"
    desk.done(f"{matter}/receive", RECEIVED)
    office.at("04-01 09:00")

    shown = previewed(desk, f"{matter}/accept", {"effective_on": "2026-03-02", "reason": "补录"})

    days = [item["on"] for item in shown["reminders"]]
    assert days[0] == "2026-04-01"
    assert days.count("2026-04-01") <= 2
    assert days == sorted(days)


def test_a_stop_silences_the_reminders_of_its_matter(desk: Desk) -> None:
    project = with_list(desk)
    desk.act(project, "design_scheme_review", "receive", "03-02", receipt_no="JM-1", reason="提前收件")
    desk.act(project, "design_scheme_review", "accept", "03-02", reason="容缺受理")
    stop = {"effective_on": "2026-03-02", "kind": "expert_review", "notice_no": "评告1号", "notice_on": "2026-03-02"}

    shown = previewed(desk, f"{project}/matters/design_scheme_review/suspend", stop)

    assert {item["change"] for item in shown["reminders"] if item["kind"] in ("promised", "statutory")} == {"vanishes"}
    assert all(item["after"] is None for item in shown["dates"] if item["kind"] in ("promised", "statutory"))


@pytest.mark.parametrize("if_match", ['"1"', '"99"'])
def test_a_preview_compares_the_version_when_one_is_named(desk: Desk, if_match: str) -> None:
    project = desk.register()
    path = f"{project}/matters/investment_agreement/receive"

    answer = desk.post(path, RECEIVED, if_match=if_match, preview="true")

    if if_match == '"1"':
        assert (answer.status_code, answer.json()["version"]) == (200, 1)
    else:
        problem(answer, 412, "version_conflict")


def test_a_preview_has_the_rights_and_errors_of_the_real_thing(office: Office, desk: Desk) -> None:
    project = desk.register()
    matter = f"{project}/matters/investment_agreement"

    problem(office.desk("auditor").post(f"{matter}/receive", RECEIVED, preview="true"), 403, "right_missing")
    problem(desk.post(f"{matter}/accept", {"effective_on": "2026-03-02"}, preview="true"), 409, "act_out_of_order")
    problem(desk.post(f"{matter}/receive", {"effective_on": "2026-03-03"}, preview="true"), 422, "future_date")


def test_a_preview_of_what_changes_nothing_is_empty(office: Office, desk: Desk) -> None:
    project = with_list(desk)

    shown = previewed(desk, f"{project}/profile", {"effective_on": "2026-03-02", "answers": SEED_ANSWERS})

    assert (shown["events"], shown["dates"], shown["reminders"]) == ([], [], [])
    assert shown["lights"]["before"] == shown["lights"]["after"]


def with_list(desk: Desk) -> str:
    """A project with the seed's profile and list."""
    project = desk.register(profile=SEED_ANSWERS)
    desk.done(f"{project}/service-list", {"effective_on": "2026-03-02", "reason": "画像已定"})
    return project


def test_a_stop_after_a_limit_names_it_in_the_preview_and_in_the_history(office: Office, desk: Desk) -> None:
    project = desk.register()
    office.at("03-20 09:00")
    for act, on in (("receive", "03-02"), ("accept", "03-03")):
        desk.act(project, "investment_agreement", act, on)  # promised within 5 working days: by 03-10
    stop = {"effective_on": "2026-03-11", "kind": "expert_review", "reason": "专家评审"}
    path = f"{project}/matters/investment_agreement/suspend"

    assert previewed(desk, path, stop)["events"][0]["limits_passed"] == ["promised"]
    assert previewed(desk, path, {**stop, "effective_on": "2026-03-10"})["events"][0]["limits_passed"] == []
    assert desk.done(path, stop)["events"][0]["limits_passed"] == ["promised"]

    english = Desk(desk.client, desk.secret, "en")
    lines = [reader.history(project, office.positions())[-1]["line"] for reader in (desk, english)]
    assert "，已过 承诺时限" in lines[0]
    assert ", after the promised limit" in lines[1]
    problem(desk.post(path, {**stop, "limits_passed": []}), 422, "invalid_request")
