"""不予受理: in writing, before acceptance; it ends the attempt."""

from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused


def test_not_accepting_ends_the_attempt(received: Scenario) -> None:
    received.act(PERMIT, "not-accept", "03-04", document="不受理〔2026〕1号")
    matter = received.matter(PERMIT)
    assert (matter.phase, matter.attempts[0].ended_on) == (Phase.NOT_ACCEPTED, day("03-04"))
    assert matter.concluded


def test_what_was_accepted_is_not_refused_acceptance(accepted: Scenario) -> None:
    """Rulings §5 (c): after a written acceptance it is simply out of order."""
    with refused("act_out_of_order"):
        accepted.act(PERMIT, "not-accept", "03-05", document="1号")


def test_what_was_deemed_accepted_is_not_refused_acceptance(received: Scenario) -> None:
    """Ruling 6: the one answer that is refused."""
    with refused("already_deemed_accepted", matter=PERMIT):
        received.act(PERMIT, "not-accept", "03-10", "迟了", document="1号")
    assert [event.TOPIC for event in received.log][-1] == "ApplicationReceived"


def test_on_the_fifth_day_it_may_still_be_refused_acceptance(received: Scenario) -> None:
    received.act(PERMIT, "not-accept", "03-09", document="1号")
    assert received.matter(PERMIT).phase is Phase.NOT_ACCEPTED


def test_after_a_written_acceptance_of_what_was_deemed_it_is_out_of_order(received: Scenario) -> None:
    received.act(PERMIT, "accept", "03-12", "补发受理通知书")
    with refused("act_out_of_order"):
        received.act(PERMIT, "not-accept", "03-13", "迟了", document="1号")


def test_silence_after_refused_acceptance_is_no_silence(received: Scenario) -> None:
    received.act(PERMIT, "not-accept", "03-04", document="1号")
    assert received.deem().events == ()
