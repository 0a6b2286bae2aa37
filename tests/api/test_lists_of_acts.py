"""POST …/acts: acts and corrections judged as a whole, all or none, each refusal with its place (ruling 4)."""

import random
from typing import Any

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem

pytestmark = pytest.mark.both_engines

AGREEMENT = "investment_agreement"


def act(name: str, on: str = "2026-03-02", matter: str = AGREEMENT, **values: Any) -> dict[str, Any]:
    return {"act": name, "matter": matter, "effective_on": on, **values}


def correct(version: int, **values: Any) -> dict[str, Any]:
    return {"correction": {"version": version, "reason": "录入有误", **values}}


def topics(answer: Any) -> list[str]:
    return [event["topic"] for event in answer["events"]]


def matter(desk: Desk, project: str, key: str = AGREEMENT) -> Any:
    return next(row for row in desk.get(project).json()["matters"] if row["key"] == key)


def test_one_days_receipt_acceptance_and_grant_are_one_request(desk: Desk) -> None:
    project = desk.register()

    done = desk.done(
        f"{project}/acts",
        {"items": [act("receive", receipt_no="JM-1"), act("accept"), act("grant", document="协议1号")]},
        if_match='"1"',
    )

    assert topics(done)[:3] == ["ApplicationReceived", "ApplicationAccepted", "MatterGranted"]
    row = matter(desk, project)
    assert (row["phase"], row["received_on"], row["granted_on"]) == ("granted", "2026-03-02", "2026-03-02")


@pytest.mark.parametrize("seed", range(5))
def test_a_list_in_any_order_is_the_same_history(desk: Desk, office: Office, seed: int) -> None:
    office.at("03-20 09:00")
    project = desk.register()
    stop = {"kind": "expert_review", "notice_no": "评告1号", "notice_on": "2026-03-06", "resumed_on": "2026-03-10"}
    items = [
        act("receive", "2026-03-02", receipt_no="JM-1"),
        act("request-supplement", "2026-03-03", materials=["章程"]),
        act("supplement", "2026-03-04"),
        act("accept", "2026-03-05"),
        act("suspend", "2026-03-06", **stop, reason="专家评审"),
        act("extend", "2026-03-11", days=3, approved_by="局长", document="延1号", reason="疑难"),
        act("grant", "2026-03-12", document="协议1号", reason="会商后办结"),
        act("deliver", "2026-03-12"),
    ]
    random.Random(seed).shuffle(items)

    desk.done(f"{project}/acts", {"items": items})

    row = matter(desk, project)
    assert (row["phase"], row["accepted_on"], row["granted_on"]) == ("granted", "2026-03-05", "2026-03-12")
    assert (row["delivered_on"], row["stops"][0]["resumed_on"]) == ("2026-03-12", "2026-03-10")


def test_one_item_that_cannot_be_refuses_all_and_is_named_by_its_place(office: Office, desk: Desk) -> None:
    project = desk.register()
    before = office.positions()
    good = [act("receive", receipt_no="JM-1"), act("accept")]
    refused: list[tuple[dict[str, Any], int, str, str]] = [
        (act("deliver"), 409, "act_out_of_order", ""),
        (act("grant", "2026-03-03"), 422, "future_date", "/effective_on"),
        (act("receive", matter="nope"), 404, "unknown_matter", ""),
        (act("suspend", kind="holiday", notice_no="1", notice_on="2026-03-02"), 422, "unknown_stop_kind", ""),
        (correct(99, void=True), 422, "unknown_version", ""),
        (correct(1, set={"matter": "x"}), 422, "field_not_correctable", "/correction/set/matter"),
        (act("grant", reason="张三 13912345678"), 422, "personal_data", "/reason"),
    ]

    for item, status, code, place in refused:
        body = problem(desk.post(f"{project}/acts", {"items": [*good, item]}), status, code)
        assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(f"#/items/2{place}", code)]
        assert body["errors"][0]["message"] == body["title"]
    assert office.positions() == before


def test_an_item_whose_fields_do_not_fit_is_named_by_its_place(desk: Desk) -> None:
    project = desk.register()
    items = [act("receive"), act("extend", days="3"), correct(0, void=True), {"foo": 1}]

    body = problem(desk.post(f"{project}/acts", {"items": items}), 422, "invalid_request")
    assert {error["pointer"] for error in body["errors"]} >= {"#/items/2/correction/version", "#/items/3/act"}

    body = problem(desk.post(f"{project}/acts", {"items": items[:2]}), 422, "invalid_request")
    assert {error["pointer"] for error in body["errors"]} == {"#/items/1/days"}


def test_each_item_gives_a_reason_of_its_own(desk: Desk) -> None:
    project = desk.register(profile=SEED_ANSWERS)
    desk.done(f"{project}/service-list", {"effective_on": "2026-03-02", "reason": "画像已定"})
    permit = "construction_permit"
    items = [
        act("receive", matter=permit, receipt_no="JM-1"),
        act("accept", matter=permit),
        act("grant", matter=permit, document="施1号"),
    ]

    body = problem(desk.post(f"{project}/acts", {"items": items}), 422, "reason_required")
    assert [error["pointer"] for error in body["errors"]] == ["#/items/1", "#/items/2"]
    assert body["params"]["codes"] == "accepted_before_dependency、granted_before_dependency"
    items[1]["reason"] = "容缺受理"
    body = problem(desk.post(f"{project}/acts", {"items": items}), 422, "reason_required")
    assert [error["pointer"] for error in body["errors"]] == ["#/items/2"]
    items[2]["reason"] = "容缺办结"
    done = desk.done(f"{project}/acts", {"items": items})
    assert [event["irregularities"] for event in done["events"]][:3] == [
        [],
        ["accepted_before_dependency"],
        ["granted_before_dependency"],
    ]


def test_a_correction_and_the_acts_it_makes_possible_go_together(office: Office, desk: Desk) -> None:
    """One by one neither could be entered: the grant is before the act, the act after the grant."""
    office.at("03-20 09:00")
    project = desk.register()
    items = [act("receive", "2026-03-02", receipt_no="JM-1"), act("grant", "2026-03-05", document="协议1号")]
    desk.done(f"{project}/acts", {"items": items})
    versions = {row["topic"]: row["version"] for row in desk.history(project, office.positions())}
    stop = act("suspend", "2026-03-09", kind="expert_review", notice_no="1", notice_on="2026-03-09", reason="评审")

    problem(desk.post(f"{project}/acts", {"items": [stop]}), 409, "act_out_of_order")
    later = correct(versions["MatterGranted"], set={"effective_on": "2026-03-12"})
    moved = [stop, act("accept", "2026-03-02"), act("resume", "2026-03-11"), later]
    desk.done(f"{project}/acts", {"items": moved})

    row = matter(desk, project)
    assert (row["granted_on"], row["stops"][0]["resumed_on"]) == ("2026-03-12", "2026-03-11")


def test_a_list_is_one_command_with_one_version_and_one_key(desk: Desk) -> None:
    project = desk.register()
    items = {"items": [act("receive", receipt_no="JM-1"), act("accept")]}

    problem(desk.post(f"{project}/acts", items, if_match=None), 428, "version_required")
    problem(desk.post(f"{project}/acts", items, if_match='"2"'), 412, "version_conflict")
    first = desk.post(f"{project}/acts", items, if_match='"1"', key="k-list")
    again = desk.post(f"{project}/acts", items, if_match='"1"', key="k-list")
    assert first.content == again.content
    problem(desk.post(f"{project}/acts", {"items": items["items"][:1]}, key="k-list"), 422, "idempotency_key_reused")


def test_what_stands_in_the_way_is_told_in_words(desk: Desk) -> None:
    project = desk.register()
    desk.act(project, AGREEMENT, "receive", "03-02", receipt_no="JM-1")

    again = {"effective_on": "2026-03-02", "receipt_no": "JM-2"}
    body = problem(desk.post(f"{project}/matters/{AGREEMENT}/receive", again), 409, "act_out_of_order")

    assert "处于“已收件”，不能“收件”" in body["title"]
    assert "收件 2026-03-02 (v2)" in body["title"]
    assert body["title"].startswith("投资协议签订")
    assert (body["params"]["phase"], body["params"]["act"]) == ("received", "receive")
    assert "index" not in body["params"]


def test_a_decision_while_the_clock_is_stopped_is_offered_the_resumption(office: Office, desk: Desk) -> None:
    """Ruling 5: alone it is out of order; with the resumption in the same list it stands."""
    office.at("03-20 09:00")
    project = desk.register()
    stop = act("suspend", "2026-03-04", kind="expert_review", reason="评审")
    desk.done(f"{project}/acts", {"items": [act("receive"), act("accept", "2026-03-03"), stop]})
    granted = {"effective_on": "2026-03-09", "document": "协议1号"}

    body = problem(desk.post(f"{project}/matters/{AGREEMENT}/grant", granted), 409, "act_out_of_order")
    assert "停表尚未恢复" in body["title"]
    assert "恢复计时（resume）" in body["title"]
    listed = [act("grant", "2026-03-09", document="协议1号")]
    body = problem(desk.post(f"{project}/acts", {"items": listed}), 409, "act_out_of_order")
    assert "恢复计时（resume）" in body["errors"][0]["message"]

    desk.done(f"{project}/acts", {"items": [act("resume", "2026-03-09"), *listed]})
    assert matter(desk, project)["granted_on"] == "2026-03-09"
