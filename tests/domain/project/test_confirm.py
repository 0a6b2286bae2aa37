"""确认与异议 (rulings 11 and 22): the department's word on what was recorded on its behalf."""

import pytest

from domain.deciding.commands import ConfirmRecord, ContestRecord
from domain.project.model.phases import Phase
from projections.rows.entries import is_late
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, as_officer, as_specialist, day, refused

TAX = "tax"


@pytest.fixture
def behalf(ready: Scenario) -> Scenario:
    """The specialist recorded a receipt without a number on the department's behalf; it is 03-31."""
    scenario = as_specialist(ready)
    scenario.act(PERMIT, "receive", "03-02")
    scenario.via = "api"
    return scenario


def confirm(scenario: Scenario, version: int | None = None, matter: str = PERMIT) -> None:
    """Confirm an entry, by default the receipt."""
    found = version or scenario.version_of("ApplicationReceived", PERMIT)
    scenario.do(ConfirmRecord(matter=matter, version=found))


def contest(scenario: Scenario, reason: str = "未收到该申请") -> None:
    version = scenario.version_of("ApplicationReceived", PERMIT)
    scenario.do(ContestRecord(matter=PERMIT, version=version, reason=reason))


def department_of(scenario: Scenario) -> str:
    return scenario.rules.catalogue.matters[PERMIT].department


def test_what_the_specialist_records_for_a_department_is_unconfirmed(behalf: Scenario) -> None:
    receipt = behalf.event("ApplicationReceived", PERMIT)
    assert receipt.unconfirmed
    assert behalf.matter(PERMIT).unconfirmed == (receipt.originator_version,)


def test_an_officer_of_the_department_confirms_it(behalf: Scenario) -> None:
    confirm(as_officer(behalf, department_of(behalf)))
    assert behalf.matter(PERMIT).unconfirmed == ()
    assert behalf.event("RecordConfirmed").effective_on == day("03-02")


def test_a_confirmed_receipt_without_number_starts_the_five_days_from_the_receipt(behalf: Scenario) -> None:
    """Design §3 rule 6: counting starts from a receipt with a number or the department's confirmation."""
    attempt = behalf.matter(PERMIT).attempt
    assert attempt
    assert attempt.waiting_since is None
    assert behalf.deem().events == ()

    confirm(as_officer(behalf, department_of(behalf)))
    attempt = behalf.matter(PERMIT).attempt
    assert attempt
    assert attempt.waiting_since == day("03-02")
    assert behalf.topics(behalf.deem()) == ["AcceptanceDeemed"]
    assert behalf.event("AcceptanceDeemed").effective_on == day("03-10")
    assert behalf.matter(PERMIT).phase is Phase.ACCEPTED


def test_a_confirmation_is_knowledge_and_has_no_day_of_its_own(behalf: Scenario) -> None:
    confirm(as_officer(behalf.at("04-03 09:00"), department_of(behalf)))
    assert behalf.matter(PERMIT, as_of="03-02", known="04-02").unconfirmed
    assert not behalf.matter(PERMIT, as_of="03-02").unconfirmed


def test_a_confirmation_moves_nothing_in_the_sequence(behalf: Scenario) -> None:
    """It is possible in every phase, on an entry that is followed by others."""
    behalf.act(PERMIT, "accept", "03-03")
    behalf.act(PERMIT, "grant", "03-05", document="JM-2")
    confirm(as_officer(behalf, department_of(behalf)))
    matter = behalf.matter(PERMIT)
    assert matter.phase is Phase.GRANTED
    assert len(matter.unconfirmed) == 2


def test_only_an_officer_of_the_deciding_department_confirms(behalf: Scenario) -> None:
    with refused("not_the_department", department=department_of(behalf)):
        confirm(as_officer(behalf, TAX))
    with refused("not_the_department"):
        confirm(as_specialist(behalf))


def test_the_deciding_department_is_the_one_the_entry_names(ready: Scenario) -> None:
    as_specialist(ready).act(PERMIT, "receive", "03-02", decided_by=TAX)
    with refused("not_the_department"):
        confirm(as_officer(ready, department_of(ready)))
    confirm(as_officer(ready, TAX))
    assert ready.matter(PERMIT).unconfirmed == ()


def test_nobody_confirms_what_he_recorded(behalf: Scenario) -> None:
    with refused("own_entry"):
        confirm(as_officer(behalf, department_of(behalf), staff="t-1"))
    with refused("own_entry"):
        contest(as_officer(behalf, department_of(behalf), staff="t-1"))


def test_only_what_is_unconfirmed_is_confirmed_or_contested(received: Scenario) -> None:
    as_officer(received, department_of(received))
    with refused("not_pending"):
        confirm(received)
    with refused("not_pending"):
        contest(received)


def test_nothing_is_confirmed_twice(behalf: Scenario) -> None:
    confirm(as_officer(behalf, department_of(behalf)))
    with refused("not_pending"):
        confirm(as_officer(behalf, department_of(behalf), staff="o-2"))


def test_what_is_confirmed_is_an_entry_on_this_matter(behalf: Scenario) -> None:
    as_officer(behalf, department_of(behalf))
    with refused("unknown_version", version=999):
        confirm(behalf, 999)
    with refused("not_pending"):
        confirm(behalf, 1)
    with refused("not_pending"):
        confirm(behalf, behalf.version_of("ApplicationReceived", PERMIT), matter="design_scheme_review")


def test_a_contested_entry_stays_unconfirmed_and_shows(behalf: Scenario) -> None:
    contest(as_officer(behalf, department_of(behalf)))
    version = behalf.version_of("ApplicationReceived", PERMIT)
    matter = behalf.matter(PERMIT)
    assert (matter.unconfirmed, matter.contested) == ((version,), (version,))
    assert matter.phase is Phase.RECEIVED


def test_a_contest_needs_a_reason(behalf: Scenario) -> None:
    with refused("reason_required", codes="contest"):
        contest(as_officer(behalf, department_of(behalf)), reason=" ")


def test_a_contested_entry_that_is_put_right_can_be_confirmed(behalf: Scenario) -> None:
    contest(as_officer(behalf, department_of(behalf)))
    version = behalf.version_of("ApplicationReceived", PERMIT)
    as_specialist(behalf).correct(version, effective_on="2026-03-04")
    assert behalf.matter(PERMIT).contested == (version,)
    assert behalf.read("03-03").matters[PERMIT].contested == ()
    confirm(as_officer(behalf, department_of(behalf)))
    matter = behalf.matter(PERMIT)
    assert (matter.unconfirmed, matter.contested) == ((), ())


def test_a_contest_falls_with_the_entry_it_is_about(behalf: Scenario) -> None:
    contest(as_officer(behalf, department_of(behalf)))
    as_specialist(behalf).correct(behalf.version_of("ApplicationReceived", PERMIT), void=True)
    matter = behalf.matter(PERMIT)
    assert (matter.unconfirmed, matter.contested) == ((), ())


def test_what_somebody_else_corrects_after_the_confirmation_is_unconfirmed_again(behalf: Scenario) -> None:
    confirm(as_officer(behalf, department_of(behalf)))
    version = behalf.version_of("ApplicationReceived", PERMIT)
    as_specialist(behalf).correct(version, effective_on="2026-03-04")
    assert behalf.matter(PERMIT).unconfirmed == (version,)


def test_what_the_confirming_officer_corrects_himself_stays_confirmed(behalf: Scenario) -> None:
    officer = as_officer(behalf, department_of(behalf))
    confirm(officer)
    officer.correct(officer.version_of("ApplicationReceived", PERMIT), effective_on="2026-03-04")
    assert officer.matter(PERMIT).unconfirmed == ()


def test_a_voided_confirmation_was_never_given(behalf: Scenario) -> None:
    confirm(as_officer(behalf, department_of(behalf)))
    behalf.correct(behalf.version_of("RecordConfirmed"), void=True)
    assert behalf.matter(PERMIT).unconfirmed == (behalf.version_of("ApplicationReceived", PERMIT),)


def test_a_confirmation_that_makes_a_later_act_impossible_is_refused_and_names_it(behalf: Scenario) -> None:
    """Ruling 6: with the five days running from the receipt, not accepting came too late."""
    behalf.act(PERMIT, "not-accept", "03-12", document="JM-9")
    with refused("already_deemed_accepted", in_the_way=f"not-accept 2026-03-12 (v{len(behalf.log)})"):
        confirm(as_officer(behalf, department_of(behalf)))


def test_confirming_is_never_a_late_entry(behalf: Scenario) -> None:
    """Ruling 11."""
    confirm(as_officer(behalf, department_of(behalf)))
    assert is_late(behalf.event("ApplicationReceived", PERMIT), behalf.rules.calendar)
    assert not is_late(behalf.event("RecordConfirmed"), behalf.rules.calendar)


def test_the_enterprises_and_the_services_own_acts_need_no_confirmation(ready: Scenario) -> None:
    as_specialist(ready).act(PERMIT, "submit", "03-02")
    assert ready.matter(PERMIT).unconfirmed == ()
