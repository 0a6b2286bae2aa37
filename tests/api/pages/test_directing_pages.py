"""The forms about a project as a whole: its course, stages, catalogue, scopes and bundles, each with its preview."""

import json
from typing import Any

import pytest

from domain.catalogue.loader import canonical_text, shipped_content
from tests.api.office import SEED_ANSWERS, Desk, Office, problem
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page

REASON = {"effective_on": "2026-03-02", "reason": "会议纪要"}
PERMIT, REVIEW = "construction_permit", "design_scheme_review"
BUNDLE = "bundle_land_delivery_start"


@pytest.fixture
def code(office: Office, desk: Desk) -> str:
    """A project with its list."""
    return listed(office, desk)


def listed(office: Office, desk: Desk) -> str:
    path = desk.register()
    desk.done(f"{path}/profile", {"effective_on": "2026-03-02", "answers": SEED_ANSWERS})
    desk.done(f"{path}/service-list", REASON)
    desk.history(path, office.positions())
    return str(desk.get(path).json()["code"])


def previewed(office: Office, desk: Desk, code: str, what: str, **given: Any) -> str:
    """What the preview says; nothing is stored by it."""
    before = office.positions()
    answer = send(office, desk, f"/projects/{code}/do/{what}", **given)
    assert answer.status_code == 200, answer.text
    assert office.positions() == before
    return str(answer.text)


def done(office: Office, desk: Desk, code: str, what: str, **given: Any) -> None:
    answer = send(office, desk, f"/projects/{code}/do/{what}", confirm="yes", **given)
    assert answer.status_code == 303, answer.text


def test_the_service_rests_goes_on_and_ends(office: Office, desk: Desk, code: str) -> None:
    lead = office.desk("lead")
    assert "服务暂停" in previewed(office, desk, code, "course", course="suspend", **REASON)
    done(office, desk, code, "course", course="suspend", **REASON)
    assert "恢复服务" in page(office, f"/projects/{code}/do/course", desk).text
    assert "终止项目" in page(office, f"/projects/{code}/do/course", lead).text
    done(office, desk, code, "course", **REASON)

    problem(send(office, desk, f"/projects/{code}/do/course", course="terminate", **REASON), 403, "right_missing")
    done(office, lead, code, "course", course="terminate", **REASON)
    done(office, lead, code, "course", course="archive", **REASON)
    assert desk.get(f"/projects/{code}").json()["status"] == "archived"


def test_what_cannot_be_ended_yet_is_told_on_the_form(office: Office, desk: Desk, code: str) -> None:
    answer = send(office, desk, f"/projects/{code}/do/course", course="complete", **REASON)

    assert answer.status_code == 422
    assert "尚未完成，不能办结服务" in answer.text


def test_a_closed_stage_is_opened_again(office: Office, desk: Desk, code: str) -> None:
    path = f"/projects/{code}"
    assert "do/reopen" not in page(office, path, desk).text
    for row in desk.get(path).json()["matters"]:
        if row["stage"] == "project_landing" and row["phase"] == "planned":
            desk.done(f"{path}/matters/{row['key']}/waive", REASON)
    desk.history(path, office.positions())

    assert "do/reopen" in page(office, path, desk).text
    assert "阶段重新打开" in previewed(office, desk, code, "reopen", stage="project_landing", **REASON)
    done(office, desk, code, "reopen", stage="project_landing", **REASON)
    assert desk.get(path).json()["stages"][0]["reopened_on"] == "2026-03-02"


def test_other_answers_show_what_the_next_list_would_change(office: Office, desk: Desk, code: str) -> None:
    desk.act(f"/projects/{code}", "project_filing", "receive", "03-02", receipt_no="1", reason="先收")
    form = {name: str(value) for name, value in SEED_ANSWERS.items() if value is not False}
    form |= {"investment_kind": "approval", "effective_on": "2026-03-02"}

    said = previewed(office, desk, code, "profile", **form)

    assert "据此出具下一份服务清单时" in said
    assert "项：" in said.partition("据此出具下一份服务清单时")[2]


def test_a_scope_is_added_with_its_matters_and_answers_and_closed(office: Office, desk: Desk, code: str) -> None:
    wanted = {"id": "sec-1", "kind": "section", "main": "on", "matters": [REVIEW, PERMIT], "own_floor_area_m2": "900"}
    said = previewed(office, desk, code, "scope", **wanted, **REASON)
    assert "划定标段" in said
    assert "增加 2 项" in said
    done(office, desk, code, "scope", **wanted, **REASON)

    shown = page(office, f"/projects/{code}", desk).text
    assert "标段 sec-1" in shown
    assert "建筑面积" in shown
    assert "开工前须办结" in shown or f"{PERMIT}%3Asec-1" in shown
    (scope,) = desk.get(f"/projects/{code}").json()["scopes"]
    assert (scope["main"], scope["answers"]) == (True, {"floor_area_m2": 900})
    done(office, desk, code, "close-scope", scope="sec-1", **REASON)
    assert desk.get(f"/projects/{code}").json()["scopes"][0]["closed_on"] == "2026-03-02"
    wrong = send(office, desk, f"/projects/{code}/do/scope", **{**wanted, "id": "标段"}, **REASON)
    assert wrong.status_code == 422
    assert "范围编号" in wrong.text


@pytest.mark.parametrize(("language", "named", "colon"), [("zh", "并入的事项", "："), ("en", "Members", ": ")])
def test_a_bundle_without_a_member_ticked_is_refused(
    office: Office, desk: Desk, code: str, language: str, named: str, colon: str
) -> None:
    address = f"/projects/{code}/do/bundle?lang={language}"
    before = office.positions()
    answer = send(office, desk, address, bundle=BUNDLE, receipt_no="YJS-1", confirm="yes", **REASON)
    assert answer.status_code == 422
    assert f"<p>{named}{colon}" in answer.text
    assert office.positions() == before


def test_a_bundle_comes_back_ticked_as_it_was_sent(office: Office, desk: Desk, code: str) -> None:
    address = f"/projects/{code}/do/bundle"
    bundles = {one["bundle"]: one for one in desk.get(f"/projects/{code}").json()["bundles"]}
    first, second, *others = bundles[BUNDLE]["members"]

    def ticked(text: str) -> int:
        return text.count(" checked")

    offered = page(office, f"{address}?bundle={BUNDLE}", desk).text
    assert ticked(offered) == 2 + len(others)
    none = send(office, desk, address, bundle=BUNDLE, receipt_no="YJS-1", key="k-none", **REASON)
    assert (none.status_code, ticked(none.text)) == (422, 0)
    some = send(office, desk, address, bundle=BUNDLE, members=[first, second], key="k-some", **REASON)
    assert (some.status_code, ticked(some.text)) == (422, 2)


def test_a_bundle_is_received_as_one_and_each_member_decided_by_itself(office: Office, desk: Desk, code: str) -> None:
    bundles = {one["bundle"]: one for one in desk.get(f"/projects/{code}").json()["bundles"]}
    first, second, *_ = bundles[BUNDLE]["members"]
    given = {"bundle": BUNDLE, "receipt_no": "YJS-1", "members": [first, second], **REASON}
    assert "一件事提交" in previewed(office, desk, code, "bundle", **given)
    done(office, desk, code, "bundle", **given)

    assert f"do/act?matter={first}" in page(office, f"/projects/{code}", desk).text.partition('id="bundles"')[2]
    done(office, desk, code, "act", matter=first, act="not-accept", document="不受理〔2026〕1号", **REASON)
    rows = {row["key"]: row["phase"] for row in desk.get(f"/projects/{code}").json()["matters"]}
    assert (rows[first], rows[second]) == ("not_accepted", "received")


def test_another_catalogue_shows_its_effect_first(own_office: Office) -> None:
    desk = own_office.desk()
    code = listed(own_office, desk)
    assert "do/catalogue" not in page(own_office, f"/projects/{code}", desk).text
    content = json.loads(canonical_text(shipped_content()))
    content["meta"]["version"] = "district-2"
    for matter in content["matters"]:
        matter["promised_days"] = 9 if matter["id"] in {"project_filing", PERMIT} else matter["promised_days"]
    own_office.desk("admin").done("/catalogue", {"content": content})

    assert "do/catalogue" in page(own_office, f"/projects/{code}", desk).text
    said = previewed(own_office, desk, code, "catalogue", catalogue="district-2", **REASON)
    assert "时限变化 2 项" in said
    said = previewed(own_office, desk, code, "catalogue?lang=en", catalogue="district-2", **REASON)
    assert ", Construction permit" in said
    done(own_office, desk, code, "catalogue", catalogue="district-2", **REASON)
    assert desk.get(f"/projects/{code}").json()["catalogue"] == "district-2"


def test_what_is_open_at_the_landing_is_named_with_commas_in_english(office: Office, desk: Desk) -> None:
    path = desk.register()
    desk.history(path, office.positions())
    address = f"/projects/{desk.get(path).json()['code']}"
    chinese, english = (page(office, f"{address}?lang={one}", desk).text for one in ("zh", "en"))
    assert chinese.count("</a>、<a") == english.count("</a>, <a") > 0
    assert "、<a" not in english


@pytest.mark.parametrize(("language", "named"), [("zh", "日历 国务院放假安排 20"), ("en", "calendar State Council")])
def test_the_calendar_of_the_yardsticks_is_named_in_words(
    office: Office, desk: Desk, code: str, language: str, named: str
) -> None:
    shown = page(office, f"/projects/{code}?lang={language}", desk).text
    assert named in shown
    assert "official 20" not in shown
