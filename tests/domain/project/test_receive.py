"""收件: a receipt opens an attempt; before, after and again."""

import pytest

from domain.personal_data import PERSONAL
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, an_act, as_specialist, day, refused


def test_a_receipt_opens_the_first_attempt(received: Scenario) -> None:
    matter = received.matter(PERMIT)
    assert matter.phase is Phase.RECEIVED
    assert [(attempt.number, attempt.received_on) for attempt in matter.attempts] == [(1, day("03-02"))]


def test_the_enterprises_entry_opens_none(ready: Scenario) -> None:
    """Ruling 21: `submit` has no legal effect."""
    ready.act(PERMIT, "submit", "03-02")
    assert ready.matter(PERMIT).phase is Phase.SUBMITTED
    assert ready.matter(PERMIT).attempts == ()
    assert ready.act(PERMIT, "receive", "03-03", receipt_no="JM-1").version
    assert ready.matter(PERMIT).submitted_on == day("03-02")


@pytest.mark.parametrize("end", ["not-accept", "withdraw", "close"])
def test_a_receipt_after_an_end_opens_attempt_two(received: Scenario, end: str) -> None:
    """Ruling 21."""
    received.act(PERMIT, end, "03-04", document="JM-3")
    received.act(PERMIT, "receive", "03-09", receipt_no="JM-4")
    matter = received.matter(PERMIT)
    assert [attempt.number for attempt in matter.attempts] == [1, 2]
    assert matter.attempts[0].ended_on == day("03-04")
    assert (matter.phase, matter.attempts[1].ended_on) == (Phase.RECEIVED, None)


def test_a_receipt_after_a_waiver_takes_the_waiver_back(ready: Scenario) -> None:
    ready.act(PERMIT, "waive", "03-02", "简易项目")
    ready.act(PERMIT, "receive", "03-03", receipt_no="JM-1")
    assert (ready.matter(PERMIT).phase, ready.matter(PERMIT).exempted_on) == (Phase.RECEIVED, None)


def test_an_entry_of_the_enterprise_takes_a_waiver_back_too(ready: Scenario) -> None:
    ready.act(PERMIT, "waive", "03-02", "简易项目")
    ready.act(PERMIT, "submit", "03-03")
    assert ready.matter(PERMIT).exempted_on is None


def test_a_second_receipt_of_one_application_is_out_of_order(received: Scenario) -> None:
    way = f"receive 2026-03-02 (v{received.version_of('ApplicationReceived', PERMIT)})"
    with refused("act_out_of_order", in_the_way=way):
        received.act(PERMIT, "receive", "03-03", receipt_no="JM-2")


def test_what_has_not_happened_is_refused(ready: Scenario) -> None:
    with refused("future_date", field="effective_on"):
        ready.act(PERMIT, "receive", "04-01", receipt_no="JM-1")


def test_the_day_in_shanghai_decides_what_is_future(ready: Scenario) -> None:
    """00:30 in Shanghai is still yesterday in UTC."""
    ready.at("04-01 00:30").act(PERMIT, "receive", "04-01", receipt_no="JM-1")
    assert ready.matter(PERMIT).attempts[-1].received_on == day("04-01")


@pytest.mark.parametrize(
    "key",
    ["no_such_matter", f"{PERMIT}:phase-9", "project_ratification", ""],
)
def test_a_matter_that_is_not_on_the_list_is_unknown(ready: Scenario, key: str) -> None:
    with refused("unknown_matter", matter=key):
        ready.act(key, "receive", "03-02", receipt_no="JM-1")


@pytest.mark.parametrize("key", ["no_such_matter", "enterprise_registration:phase-9", "enterprise_registration~2"])
def test_a_matter_is_unknown_before_the_list_as_well(scenario: Scenario, key: str) -> None:
    with refused("unknown_matter"):
        scenario.registered().act(key, "receive", "01-05", receipt_no="JM-1")


def test_before_the_list_only_the_landings_matters_are_open(scenario: Scenario) -> None:
    scenario.registered().act("enterprise_registration", "receive", "01-05", receipt_no="JM-1")
    with refused("unknown_matter"):
        scenario.act(PERMIT, "receive", "01-05", receipt_no="JM-1")


def test_acts_before_the_list_stay_when_it_comes(scenario: Scenario) -> None:
    """Ruling 8: evolving the list merges into matters already there."""
    scenario.registered().act("enterprise_registration", "receive", "01-05", receipt_no="JM-1")
    scenario.at("01-08 09:00").listed()
    matter = scenario.matter("enterprise_registration")
    assert (matter.listed, matter.phase) == (True, Phase.RECEIVED)


def test_after_the_list_acts_of_days_before_it_are_open(scenario: Scenario) -> None:
    """Ruling 8: acts of any date, also before the list and before the landing."""
    scenario.at("02-10 09:00").registered("02-02").listed()
    scenario.act(PERMIT, "receive", "01-30", receipt_no="JM-1")
    scenario.act(PERMIT, "withdraw", "02-03")
    assert scenario.matter(PERMIT).begun_on == day("01-30")
    assert scenario.matter(PERMIT).listed
    assert scenario.matter(PERMIT, "02-02").phase is Phase.RECEIVED


def test_an_unknown_department_is_refused(ready: Scenario) -> None:
    with refused("unknown_department", department="space_bureau"):
        ready.act(PERMIT, "receive", "03-02", decided_by="space_bureau")


def test_a_department_is_taken_from_the_catalogue(received: Scenario) -> None:
    definition = received.rules.catalogue.matters[PERMIT]
    assert received.event("ApplicationReceived", PERMIT).decided_by == definition.department


def test_what_the_specialist_records_for_a_department_waits_for_its_word(ready: Scenario) -> None:
    as_specialist(ready).act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    assert ready.event("ApplicationReceived", PERMIT).unconfirmed
    assert ready.matter(PERMIT).unconfirmed == (len(ready.log),)


def test_what_an_officer_records_for_his_department_needs_no_word(ready: Scenario) -> None:
    department = ready.rules.catalogue.matters[PERMIT].department
    ready.via, ready.actor = "api", type(ready.actor)("officer", department)
    ready.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    assert not ready.event("ApplicationReceived", PERMIT).unconfirmed


def test_the_enterprises_own_acts_need_no_departments_word(ready: Scenario) -> None:
    as_specialist(ready).act(PERMIT, "submit", "03-02")
    assert not ready.event("ApplicationSubmitted", PERMIT).unconfirmed


def test_one_days_receipt_acceptance_and_grant_are_one_list_in_any_order(ready: Scenario) -> None:
    """Ruling 3: an act that is impossible at its place waits for the one that makes it possible."""
    ready.do(
        an_act(PERMIT, "grant", "03-02", document="JM-2"),
        an_act(PERMIT, "accept", "03-02"),
        an_act(PERMIT, "receive", "03-02", receipt_no="JM-1"),
    )
    matter = ready.matter(PERMIT)
    assert matter.phase is Phase.GRANTED
    assert (matter.attempts[0].accepted_on, matter.attempts[0].ended_on) == (day("03-02"), day("03-02"))


def test_a_list_in_which_nothing_makes_an_act_possible_is_refused_and_names_it(ready: Scenario) -> None:
    """Ruling 4: errors name the index."""
    with refused("act_out_of_order", index=1, act="accept"):
        ready.do(
            an_act("land_first_registration", "receive", "03-02", receipt_no="JM-1"),
            an_act(PERMIT, "accept", "03-02"),
        )
    assert ready.matter("land_first_registration").attempts == ()


def test_reasons_hold_no_personal_data(ready: Scenario) -> None:
    for text in ("联系13812345678", "身份证370282199001011234", "寄a.b@example.cn", "请打0532-88551234"):
        with refused("personal_data"):
            ready.act(PERMIT, "receive", "03-02", text, receipt_no="JM-1")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("电话0532-88551234无人接", "0532-88551234"),
        ("0532 8855123。", "0532 8855123"),
        ("打 053288551234", "053288551234"),
        ("Tel.010-66001234-801", "010-66001234"),
        ("(0532)88551234", "0532)88551234"),
        ("（0532）88551234转801", "0532）88551234"),
        ("0532—88551234", "0532—88551234"),
        ("+86-0532-88551234", "+86-0532-88551234"),
        ("13812345678", "13812345678"),
    ],
)
def test_a_telephone_is_told_with_or_without_its_area(written: str, found: str) -> None:
    assert PERSONAL.findall(written) == [found]


@pytest.mark.parametrize(
    "written",
    [
        "施2026-0001",
        "JM-0532-88551234",
        "建字第370215202600012号",
        "第053288551234号",
        "0202600012",
        "00000000-0000-0532-8855-123400000005",
        "2026-0532-88551234",
        "批次0532-88551234a",
        "0.0532885512",
        "2026-03-02T09:00:00.053288551234",
        "2026-05-03 0900",
        "88551234",
        "370282-2026-0032-20260001",
    ],
)
def test_numbers_of_documents_codes_and_moments_are_no_telephones(written: str) -> None:
    assert PERSONAL.findall(written) == []


@pytest.mark.parametrize("field", ["receipt", "irregularities", "unconfirmed", "actor"])
def test_a_value_that_is_no_field_of_the_act_is_refused(ready: Scenario, field: str) -> None:
    with refused("unknown_field", field=field, topic="ApplicationReceived"):
        ready.act(PERMIT, "receive", "03-02", **{field: "x"})


def test_a_value_without_which_the_act_says_nothing_is_required(received: Scenario) -> None:
    with refused("field_required", field="materials"):
        received.act(PERMIT, "request-supplement", "03-03")
