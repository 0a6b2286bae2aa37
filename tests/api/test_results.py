"""The life of a result over HTTP: how long it lives, what is owed after it, and a second one."""

from typing import Any

import pytest

from api.locale import text, texts
from tests.api.office import SEED_ANSWERS, Desk, Office, problem

MATTER = "construction_planning_permit"
DUTY = "social_insurance_registration"


@pytest.fixture
def project(office: Office, desk: Desk) -> str:
    """The planning permit was granted on 03-05; it is 03-31."""
    project = desk.register()
    office.at("03-31 09:00")
    desk.done(f"{project}/profile", {"effective_on": "2026-03-02", "answers": {**SEED_ANSWERS, "new_enterprise": True}})
    desk.done(f"{project}/service-list", {"effective_on": "2026-03-02", "reason": "画像已定"})
    desk.act(project, MATTER, "receive", "03-02", receipt_no="JM-1")
    desk.act(project, MATTER, "grant", "03-05", document="JM-2", reason="前置事项另行办理")
    return project


def test_a_result_shows_its_last_day_and_the_day_to_act_with_the_rules(desk: Desk, project: str) -> None:
    desk.act(project, MATTER, "change", "03-12", document="JM-2-1")
    view = desk.get(project).json()
    result = next(row for row in view["matters"] if row["key"] == MATTER)["result"]
    assert (result["validity"]["expires_on"], result["validity"]["act_by"]) == ("2027-03-05", "2027-02-03")
    assert result["validity"]["explain"][0] == "自 2026-03-05 起有效 1 年，至 2027-03-05 止"
    rows = [row for row in view["deadlines"] if row["kind"] == "permit_lapse" and row["matter"] == MATTER]
    assert [row["due_on"] for row in rows] == ["2027-02-03"]


def test_every_act_on_a_result_has_its_path(desk: Desk, project: str) -> None:
    path = f"{project}/matters/{MATTER}"
    desk.act(project, MATTER, "extend-start", "03-12")
    desk.act(project, MATTER, "renew", "03-13", step="applied")
    desk.act(project, MATTER, "renew", "03-16", step="granted", until="2029-03-05")
    desk.act(project, MATTER, "annul", "03-17", kind="annulled", document="撤1")
    desk.act(project, f"{MATTER}~2", "receive", "03-18", receipt_no="JM-9")
    assert problem(desk.post(f"{path}/lapse", {"effective_on": "2026-03-19"}), 409, "act_out_of_order")
    assert problem(desk.post(f"{path}~3/receive", {"effective_on": "2026-03-19"}), 422, "no_first_result")


@pytest.mark.parametrize(
    ("kind", "words"), [("annulled", "已撤销"), ("withdrawn_by_authority", "已被撤回"), ("cancelled", "已注销")]
)
def test_how_an_authority_ended_a_result_is_called_as_the_law_calls_it(
    desk: Desk, project: str, kind: str, words: str
) -> None:
    """行政许可法 §§69, 8, 70: three acts with three names."""
    desk.act(project, MATTER, "annul", "03-17", kind=kind, document="撤1")
    assert f'<span class="state">{words}</span>' in page(desk, project)


def test_what_was_handed_out_is_taken_back_and_no_licence_is_revoked() -> None:
    """吊销 is a penalty on a licence, 撤销 an act on a permit: neither is done to tokens and calendars."""
    taken = ("not_signed_in", "not_signed_in_page", "admin.title.account-token", "cli.token.revoke", "calendars.revoke")
    assert ["收回" in text(key, "zh") for key in taken] == [True] * len(taken)
    assert not any("吊销" in words for words in texts("zh").values())


def test_a_duty_is_owed_told_in_words_and_done(office: Office, desk: Desk, project: str) -> None:
    key = "enterprise_registration"
    desk.act(project, key, "receive", "03-02", receipt_no="JM-3")
    desk.act(project, key, "grant", "03-03", document="JM-4")

    def owed() -> list[str]:
        found = desk.get(project).json()["deadlines"]
        return [row["duty"] for row in found if row["detail"] == DUTY]

    assert owed() == ["成立之日起30日内办理社保登记"]
    path = f"{project}/matters/{key}/duties"
    answer = desk.done(f"{path}/{DUTY}/done", {"effective_on": "2026-03-20"})
    assert owed() == []
    problem(desk.post(f"{path}/{DUTY}/done", {"effective_on": "2026-03-20"}), 409, "duty_done")
    problem(desk.post(f"{path}/nothing/done", {"effective_on": "2026-03-20"}), 404, "unknown_duty")
    line = desk.history(project, office.positions(), after=answer["version"] - 1)[0]["line"]
    assert "证后事项已办" in line
    assert "社保登记" in line


def test_a_permit_that_nobody_handed_over_is_shown_so(desk: Desk, project: str) -> None:
    """Ruling 18: 未送达, and no period runs."""
    permit = "construction_permit"
    desk.act(project, permit, "receive", "03-09", receipt_no="JM-5")
    desk.act(project, permit, "grant", "03-10", document="施1", reason="前置事项另行办理")

    def result() -> dict[str, Any]:
        view = desk.get(project).json()
        found: dict[str, Any] = next(row for row in view["matters"] if row["key"] == permit)["result"]
        return found

    assert (result()["undelivered"], result()["validity"]) == (True, None)
    assert "未送达" in page(desk, project)
    desk.act(project, permit, "deliver", "03-12")
    assert (result()["undelivered"], result()["validity"]["expires_on"]) == (False, "2026-06-12")
    assert "未送达" not in page(desk, project)


def page(desk: Desk, project: str) -> str:
    """The project's page as the person at the desk reads it."""
    code = desk.get(project).json()["code"]
    return desk.client.get(f"/projects/{code}", headers={"Cookie": f"huhang_session={desk.secret}"}).text
