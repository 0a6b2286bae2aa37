"""失效: by time as a consequence, or as somebody says; what it does to dependencies, gates and milestones."""

import pytest

from domain.lights import Cause, lapsed_permits
from domain.project.due.deadlines import DeadlineKind, deadlines
from domain.project.model.phases import Phase
from domain.project.model.prerequisites import settled
from domain.project.record.expiring import run_out
from tests.domain.project.conftest import PERMIT
from tests.domain.project.test_extend_start import BUILD, grant
from tests.scenario import Scenario, day, refused

NIGHT = "night_construction"  # three calendar days from the certificate's date
EIA = "eia_form_approval"  # five years to start in, then to be examined again


@pytest.fixture
def building(ready: Scenario) -> Scenario:
    """The construction permit was granted on 2026-01-28 and delivered on 01-30: to start in by 04-30."""
    ready.at("01-31 09:00")
    grant(ready)
    ready.act(BUILD, "deliver", "01-30")
    return ready


def test_the_sweep_records_a_lapse_the_day_after_the_last(building: Scenario) -> None:
    assert building.at("04-30 09:00").deem().events == ()
    assert run_out(building.read(), building.rules, day("04-30")) == ()
    building.at("05-06 08:30").via = "scheduler"
    assert run_out(building.read(), building.rules, day("05-06")) == (f"{BUILD}@2026-04-30",)
    assert building.topics(building.deem()) == ["ResultLapsed"]
    lapsed = building.event("ResultLapsed")
    assert (lapsed.effective_on, lapsed.expired_on, lapsed.granted_on) == (day("05-01"), day("04-30"), day("01-28"))
    assert lapsed.via == "scheduler"
    assert building.matter(BUILD).phase is Phase.LAPSED
    assert building.deem().events == ()


@pytest.mark.parametrize("act", ["extend-start", "change"])
def test_what_was_done_in_time_and_entered_late_voids_the_lapse(building: Scenario, act: str) -> None:
    """Ruling 7: only an extension moves the end; another act of the last days leaves the lapse standing."""
    building.at("05-06 08:30").deem()
    building.act(BUILD, act, "04-30")
    kept = act == "change"
    assert building.matter(BUILD).phase is (Phase.LAPSED if kept else Phase.GRANTED)
    assert building.deem().events == ()


def test_works_that_began_in_time_and_were_entered_late_void_the_lapse(building: Scenario) -> None:
    building.at("05-06 08:30").deem()
    outcome = building.fact("construction_started", "04-29", "补录")
    assert "RecordCorrected" in building.topics(outcome)
    assert building.matter(BUILD).phase is Phase.GRANTED


def test_a_lapse_moves_with_the_delivery_it_runs_from(building: Scenario) -> None:
    building.at("05-20 08:30").deem()
    building.correct(building.version_of("DecisionDelivered", BUILD), effective_on="2026-02-06")
    matter = building.matter(BUILD)
    assert matter.life
    assert matter.life.lapsed_on == day("05-07")
    assert building.read("05-06").matters[BUILD].phase is Phase.GRANTED


def test_an_application_after_the_end_records_the_lapse_first(building: Scenario) -> None:
    """As ruling 6 says of acceptance: the facts decide, not the sweep. Attempt 2 of the same key (ruling 21)."""
    outcome = building.at("06-01 09:00").act(BUILD, "receive", "06-01", receipt_no="JM-8")
    assert building.topics(outcome) == ["ResultLapsed", "ApplicationReceived"]
    attempt = building.matter(BUILD).attempt
    assert attempt
    assert attempt.number == 2
    assert building.matter(BUILD).life is None


@pytest.fixture
def nights(scenario: Scenario) -> Scenario:
    """A site that works at night; it is 03-31."""
    return scenario.at("01-05 09:00").registered().listed(night_work=True).at("03-31 09:00")


def test_each_of_several_results_lapses_once(nights: Scenario) -> None:
    """Three nights of works, certificate by certificate; two lapse before the next is applied for."""
    for number, on in enumerate(("03-02", "03-09", "03-16"), start=1):
        nights.act(NIGHT, "receive", on, receipt_no=str(number))
        nights.act(NIGHT, "grant", on, "前置事项另行办理", document=str(number), certificate_on=on)
    assert [event.effective_on for event in nights.log if event.TOPIC == "ResultLapsed"] == [
        day("03-06"),
        day("03-13"),
    ]
    assert nights.topics(nights.deem()) == ["ResultLapsed"]
    nights.correct(nights.version_of("MatterGranted", NIGHT), certificate_on="2026-03-20")
    assert nights.event("RecordCorrected").corrects == nights.version_of("ResultLapsed", NIGHT)
    matter = nights.matter(NIGHT)
    assert matter.life
    assert matter.life.lapsed_on == day("03-24")


def test_the_last_day_a_certificate_names_wins(ready: Scenario) -> None:
    ready.act("road_occupation", "receive", "03-02", receipt_no="1")
    ready.act("road_occupation", "grant", "03-03", "前置事项另行办理", document="1", valid_until="03-20")
    assert ready.topics(ready.deem()) == ["ResultLapsed"]
    assert ready.event("ResultLapsed").effective_on == day("03-21")


def test_what_is_valid_until_before_its_grant_is_refused(nights: Scenario) -> None:
    nights.act(NIGHT, "receive", "03-02", receipt_no="1")
    with refused("end_before_beginning", field="valid_until"):
        nights.act(NIGHT, "grant", "03-03", document="1", valid_until="03-02")


@pytest.mark.parametrize(("granted_on", "lapsed_on"), [("2024-02-29", "2025-03-01"), ("2025-03-01", "2026-03-02")])
def test_a_year_from_the_twenty_ninth_of_february_ends_on_the_twenty_eighth(
    scenario: Scenario, granted_on: str, lapsed_on: str
) -> None:
    scenario.registered(landed_on="01-05").listed().at("03-31 09:00")
    scenario.act(PERMIT, "grant", granted_on, prior=True, document="1")
    scenario.deem()
    assert scenario.event("ResultLapsed", PERMIT).effective_on == day(lapsed_on)


def test_a_lapse_never_un_reaches_a_milestone_nor_reopens_a_stage(building: Scenario) -> None:
    """Ruling 25: from that day the matter counts as not granted for dependencies and gates."""
    before = [building.topics(building.at("05-06 08:30").deem())]
    assert before == [["ResultLapsed"]]
    project = building.read()
    assert BUILD not in settled(project)
    assert BUILD in settled(building.read("04-30"))
    assert project.matters[BUILD].first_granted_on == day("01-28")
    assert project.matters[BUILD].granted_on is None


def test_works_begun_on_a_lapsed_permit_are_begun_without_one(building: Scenario) -> None:
    building.at("06-01 08:30").deem()
    with refused("reason_required", codes="construction_before_permit"):
        building.fact("construction_started", "05-06")


def test_a_lapsed_construction_permit_is_red_until_another_is_applied_for(building: Scenario) -> None:
    building.at("06-01 08:30").deem()
    assert [(mark.on, mark.cause) for mark in lapsed_permits(building.read())] == [(day("05-01"), Cause.PERMIT_LAPSED)]
    building.act(BUILD, "receive", "06-01", receipt_no="JM-8")
    assert list(lapsed_permits(building.read())) == []


def test_a_lapsed_result_has_no_day_to_act_any_more(building: Scenario) -> None:
    building.at("06-01 08:30").deem()
    kinds = {row.kind for row in deadlines(building.read(), building.rules) if row.matter == BUILD}
    assert DeadlineKind.PERMIT_LAPSE not in kinds


def test_somebody_may_say_that_a_result_lapsed(granted: Scenario) -> None:
    granted.act(PERMIT, "lapse", "03-20", "项目改址，规划许可失去对象")
    matter = granted.matter(PERMIT)
    assert (matter.phase, matter.granted_on) == (Phase.LAPSED, None)
    with refused("act_out_of_order"):
        granted.act(PERMIT, "lapse", "03-21")


def test_who_says_it_himself_stands_in_for_the_lapse_by_time(building: Scenario) -> None:
    outcome = building.at("05-20 09:00").act(BUILD, "lapse", "05-06", "逾期自行废止")
    assert building.topics(outcome) == ["LapseRecorded"]
    assert building.deem().events == ()


def test_what_has_to_be_examined_again_does_not_lapse(scenario: Scenario) -> None:
    """The environmental approval: five years to start in, after which it is examined again (环境影响评价法 §24)."""
    scenario.registered(landed_on="01-05").listed().at("03-31 09:00")
    scenario.act(EIA, "grant", "2020-03-02", prior=True, document="1")
    assert scenario.deem().events == ()
    assert scenario.matter(EIA).phase is Phase.GRANTED
