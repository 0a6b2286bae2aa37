"""延续 (行政许可法 §50; ruling 22): applied for, granted, refused, or granted by silence."""

import pytest

from domain.project.due.deadlines import DeadlineKind, deadlines
from domain.project.due.validity import validity
from domain.project.model.phases import Phase
from tests.scenario import Scenario, as_specialist, day, refused

SEWER = "sewer_discharge_permit"  # 行政许可: five years from the grant, renewed without limit, asked for 30 days before
REGISTRATION = "pollutant_registration"  # 备案: five years, renewed before the end


@pytest.fixture
def old(scenario: Scenario) -> Scenario:
    """Granted on 2021-03-15, before the landing: valid to 2026-03-15, to be renewed by 2026-02-13; it is 01-20."""
    scenario.at("01-05 09:00").registered().listed()
    for key in (SEWER, REGISTRATION):
        scenario.act(key, "grant", "2021-03-15", prior=True, document="1")
    return scenario.at("01-20 09:00")


def expiry(scenario: Scenario, key: str = SEWER) -> str:
    project = scenario.read()
    found = validity(project.matters[key], project, scenario.rules)
    assert found
    return found.expiry.isoformat()


def test_the_day_to_apply_is_the_last_working_day_before_the_law_s(old: Scenario) -> None:
    project = old.read()
    found = validity(project.matters[SEWER], project, old.rules)
    assert found
    assert (found.expiry, found.act_by, found.allowed) == (day("03-15"), day("02-13"), None)


def test_a_licence_runs_on_when_the_works_have_begun(old: Scenario) -> None:
    """Only a period to start in stops to matter with the start; a licence does not."""
    old.fact("construction_started", "01-12", "补录")
    project = old.read()
    found = validity(project.matters[SEWER], project, old.rules)
    assert found
    assert found.met_on is None


def test_a_renewal_granted_runs_from_the_old_end(old: Scenario) -> None:
    old.act(SEWER, "renew", "01-19", step="applied")
    old.at("03-01 09:00").act(SEWER, "renew", "02-27", step="granted", document="2")
    assert expiry(old) == "2031-03-15"
    assert old.matter(SEWER).phase is Phase.GRANTED


def test_a_renewal_may_name_its_last_day(old: Scenario) -> None:
    old.act(SEWER, "renew", "01-19", step="applied")
    old.at("03-01 09:00").act(SEWER, "renew", "02-27", step="granted", until="2029-03-15")
    assert expiry(old) == "2029-03-15"


def test_a_renewal_refused_leaves_the_end(old: Scenario) -> None:
    old.act(SEWER, "renew", "01-19", step="applied")
    old.at("03-01 09:00").act(SEWER, "renew", "02-27", step="refused")
    assert expiry(old) == "2026-03-15"
    assert old.topics(old.at("03-16 08:30").deem()) == ["ResultLapsed", "ResultLapsed"]


@pytest.mark.parametrize("step", ["granted", "refused"])
def test_a_decision_needs_an_application(old: Scenario, step: str) -> None:
    with refused("act_out_of_order"):
        old.act(SEWER, "renew", "01-19", step=step)


def test_one_renewal_at_a_time(old: Scenario) -> None:
    old.act(SEWER, "renew", "01-19", step="applied")
    with refused("renewal_open"):
        old.act(SEWER, "renew", "01-20", step="applied")


@pytest.mark.parametrize(("applied", "topic"), [("02-13", "RenewalDeemed"), ("02-14", "ResultLapsed")])
def test_applied_for_in_time_and_undecided_at_the_end_it_is_renewed_by_silence(
    old: Scenario, applied: str, topic: str
) -> None:
    """Ruling 22: applied by act_by; a day later it lapses."""
    old.at("02-14 09:00").act(SEWER, "renew", applied, step="applied")
    assert old.at("03-15 09:00").deem().events == ()
    assert topic in old.topics(old.at("03-16 08:30").deem())
    event = old.event(topic, SEWER)
    assert (event.effective_on, event.expired_on) == (day("03-16"), day("03-15"))
    if topic == "RenewalDeemed":
        assert expiry(old) == "2031-03-15"


def test_only_a_licence_is_renewed_by_silence(old: Scenario) -> None:
    """行政许可法 §50 is about licences; a filing lapses."""
    old.act(REGISTRATION, "renew", "01-19", step="applied")
    old.at("03-16 08:30").deem()
    assert old.matter(REGISTRATION).phase is Phase.LAPSED


def test_a_decision_of_the_last_day_entered_late_voids_the_renewal_by_silence(old: Scenario) -> None:
    old.act(SEWER, "renew", "01-19", step="applied")
    old.at("03-16 08:30").deem()
    old.act(SEWER, "renew", "03-13", step="refused")
    assert old.matter(SEWER).phase is Phase.GRANTED
    assert expiry(old) == "2026-03-15"
    assert old.topics(old.deem()) == ["ResultLapsed"]


def test_the_written_decision_may_follow_a_renewal_by_silence(old: Scenario) -> None:
    old.act(SEWER, "renew", "01-19", step="applied")
    old.at("03-20 08:30").deem()
    old.act(SEWER, "renew", "03-18", step="granted", until="2031-03-20", document="2")
    assert expiry(old) == "2031-03-20"
    with refused("act_out_of_order"):
        old.act(SEWER, "renew", "03-19", step="granted")


def test_after_a_renewal_by_silence_it_cannot_be_refused(old: Scenario) -> None:
    """The silence is a fact whether or not a sweep recorded it."""
    old.act(SEWER, "renew", "01-19", step="applied")
    with refused("already_deemed_renewed", on="2026-03-16"):
        old.at("03-20 08:30").act(SEWER, "renew", "03-18", step="refused")


def test_who_applied_in_time_has_nothing_to_act_on(old: Scenario) -> None:
    def rows() -> list[str]:
        found = deadlines(old.read(), old.rules)
        return [row.matter for row in found if row.kind is DeadlineKind.PERMIT_LAPSE and row.matter == SEWER]

    assert rows() == [SEWER]
    old.act(SEWER, "renew", "01-19", step="applied")
    assert rows() == []


def test_applying_is_the_enterprises_and_needs_no_confirmation_deciding_does(old: Scenario) -> None:
    as_specialist(old).act(SEWER, "renew", "01-19", step="applied")
    assert old.matter(SEWER).unconfirmed == ()
    old.act(SEWER, "renew", "01-20", step="granted")
    assert old.matter(SEWER).unconfirmed == (old.version_of("RenewalRecorded"),)
