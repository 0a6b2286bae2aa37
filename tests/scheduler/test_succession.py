"""Who takes over, stands in or is back gets what is open once, and each later rung; sent stays sent (dates of 2026).

`fire_design_review` accepted on Mon 09-21: promised by 09-29, told 1 working day before, on the day, and after it on
09-30, 10-09, 10-12 … National Day is 10-01 to 10-07; Sat 10-10 is a make-up working day.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.concerns.raising import Finding, assigning, raising
from domain.deciding.commands import AssignSpecialist
from domain.reminders.answers import Answerer, acknowledging
from domain.reminders.digests import DigestKind, DigestSent
from domain.reminders.events import ReminderAcknowledged, ReminderSent
from tests.scenario import Scenario, day
from tests.scheduler.policies import shipped_rows
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import DEPARTMENT, MATTER, Stage, accepted, started

pytestmark = pytest.mark.both_engines

Staging = Callable[..., Stage]


@pytest.fixture
def rows(scenario: Scenario, receiver: Receiver) -> Iterator[Staging]:
    """A stage with some rows of the shipped policy, and an officer of the department."""
    made: list[Stage] = []

    def staged(*nodes: str) -> Stage:
        stage = Stage(started(scenario), receiver.url, shipped_rows(*nodes))
        made.append(stage)
        return stage

    yield staged
    for stage in made:
        stage.close()


def got(receiver: Receiver, staff: str) -> list[str]:
    """What somebody got, short: the step of each message, and the kind and steps of each list."""
    return [short(one.content) for one in receiver.received if one.content["staff"] == staff]


def short(content: dict[str, Any]) -> str:
    steps = " ".join(item["step"] for item in content.get("items", ()))
    return f"{content['kind']}: {steps}" if "items" in content else content["step"]


def lists(stage: Stage) -> list[tuple[str, str, int]]:
    """The lists of who took over or is back, as recorded: whose, which, and how many rungs it told."""
    log = [event for _, event in stage.scenario.ledger.after(0, 10_000) if isinstance(event, DigestSent)]
    kinds = (DigestKind.TAKEOVER, DigestKind.RETURN)
    return [(event.staff, event.kind.value, len(event.rungs)) for event in log if event.kind in kinds]


def assign(stage: Stage, when: str, staff: str, on: str = "") -> None:
    """The lead puts somebody else in charge, on that day or one before."""
    on = on or when.partition(" ")[0]
    stage.scenario.at(when).do(AssignSpecialist(effective_on=day(on), specialist=staff, team="专班三"))


def test_a_hand_over_between_two_rungs(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    assign(stage, "09-28 10:00", "s-08")
    stage.at("09-28 10:01")
    stage.at("09-29 08:30")
    assert got(receiver, "s-07") == ["-1"]
    assert got(receiver, "s-08") == ["takeover: -1", "0"]
    assert lists(stage) == [("s-08", "takeover", 1)]


def test_the_list_says_what_is_open_and_what_is_ahead(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised", "statutory")
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    assign(stage, "09-28 10:00", "s-08")
    stage.at("09-28 10:01")
    (content,) = [one.content for one in receiver.received if one.content["staff"] == "s-08"]
    assert content["text"]["zh"].splitlines() == [
        "【接手清单】自2026-09-28起由您接手或代理，未了2项：",
        "1. 叁旺液压：【承诺到期】特殊建设工程消防设计审查承诺2026-09-29办结，剩1个工作日。",
        "2. 叁旺液压：【法定到期】特殊建设工程消防设计审查法定时限2026-10-19，仅剩11个工作日。",
    ]
    assert lists(stage) == [("s-08", "takeover", 1)]  # what is ahead is told on its day
    stage.at("10-12 08:30")
    assert "-5" in got(receiver, "s-08")


def heads(receiver: Receiver, staff: str, language: str = "zh") -> list[str]:
    """The first lines of the lists that somebody got."""
    some = [one.content for one in receiver.received if one.content["staff"] == staff]
    return [content["lines"][language][0] for content in some if content["kind"] in ("takeover", "return")]


@pytest.mark.parametrize(
    ("entered", "on", "swept", "said"),
    [
        pytest.param("10-13 10:00", "10-13", "10-13 10:01", "2026-10-13", id="at once"),
        pytest.param("10-13 10:00", "10-13", "10-14 08:30", "2026-10-13", id="told on a later day"),
        pytest.param("10-13 10:00", "10-09", "10-13 10:01", "2026-10-09", id="entered on a later day"),
        pytest.param("10-13 10:00", "08-31", "10-14 08:30", "2026-08-31", id="entered and told on later days"),
    ],
)
def test_a_list_says_the_day_of_the_hand_over(
    rows: Staging, receiver: Receiver, entered: str, on: str, swept: str, said: str
) -> None:
    stage = rows("statutory")
    accepted(stage.scenario)
    stage.at("10-12 08:30")
    assign(stage, entered, "s-08", on)
    stage.at(swept)
    assert heads(receiver, "s-08") == [f"【接手清单】自{said}起由您接手或代理，未了1项："]
    assert heads(receiver, "s-08", "en") == [f"[Taken over] Yours from {said} on, or to stand in for: 1 open:"]


def test_a_list_of_two_hand_overs_says_both_days(rows: Staging, receiver: Receiver) -> None:
    stage = rows("statutory")
    first = accepted(stage.scenario).project
    stage.scenario.at("01-06 09:00").registered().listed(fire_special_project=True)
    stage.scenario.do(AssignSpecialist(effective_on=day("01-06"), specialist="s-09", team="专班三"))
    second = accepted(stage.scenario).project
    stage.at("10-12 08:30")
    for project, when in ((first, "10-12 10:00"), (second, "10-13 10:00")):
        stage.scenario.project = project
        assign(stage, when, "s-08")
    stage.at("10-14 08:30")
    assert heads(receiver, "s-08") == ["【接手清单】自2026-10-12、2026-10-13起由您接手或代理，未了2项："]
    (english,) = heads(receiver, "s-08", "en")
    assert english == "[Taken over] Yours from 2026-10-12, 2026-10-13 on, or to stand in for: 2 open:"


def test_a_list_says_the_first_day_of_an_absence_and_that_of_the_return(rows: Staging, receiver: Receiver) -> None:
    """Away since Mon 10-12, entered on Tuesday; back since Tuesday, entered on Wednesday."""
    stage = rows("statutory")
    accepted(stage.scenario)
    stage.at("10-12 08:30")
    stage.scenario.at("10-13 10:00")
    absence = stage.away("s-07", "10-12", "10-20", "s-08")
    stage.at("10-13 10:01")
    stage.scenario.at("10-14 10:00")
    stage.back("s-07", absence, "10-13")
    stage.at("10-14 10:01")
    assert heads(receiver, "s-08") == ["【接手清单】自2026-10-12起由您接手或代理，未了1项："]
    assert heads(receiver, "s-07") == ["【返岗清单】2026-10-13您已返岗，未了1项："]


def test_the_list_comes_once_whoever_sweeps_and_however_often(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    assign(stage, "09-28 10:00", "s-08")
    for when in ("09-28 10:01", "09-28 10:02", "09-28 17:00"):
        stage.at(when)
    stage.sweeper = stage.another()
    for when in ("09-28 17:01", "09-29 08:30", "09-30 08:30", "10-08 08:30"):
        stage.at(when)
    assert lists(stage) == [("s-08", "takeover", 1)]


def test_a_list_that_was_not_taken_is_sent_again_with_the_same_id(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    assign(stage, "09-28 10:00", "s-08")
    receiver.answers.append(500)
    assert stage.at("09-28 10:01").failed == 1
    stage.at("09-28 10:03")
    assert got(receiver, "s-08") == ["takeover: -1", "takeover: -1"]
    first, second = (one.delivery for one in receiver.received if one.content["staff"] == "s-08")
    assert first == second
    assert lists(stage) == [("s-08", "takeover", 1)]


def test_the_successor_acknowledges_what_the_list_told_him(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    assign(stage, "09-28 10:00", "s-08")
    stage.at("09-28 10:01")
    (sent,) = [one for one in stage.outcomes if isinstance(one, ReminderSent) and one.staff == "s-08"]
    stage.scenario.staff = "s-08"
    job = acknowledging(sent.originator_id, stage.scenario.command(), Answerer("s-08"), "专班三")
    stage.scenario.ledger.execute(job.stream, job.command, job.decide)
    assert isinstance(stage.scenario.ledger.load(sent.originator_id)[-1], ReminderAcknowledged)


def test_over_the_holiday_the_substitute_has_the_list_and_the_absent_one_his_own_when_he_is_back(
    rows: Staging, receiver: Receiver
) -> None:
    """Away from Mon 09-28 to Fri 10-09; back on Sat 10-10, a make-up working day."""
    stage = rows("promised")
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    stage.scenario.at("09-28 10:00")
    stage.away("s-07", "09-28", "10-09", "s-08")
    for when in (
        "09-28 10:01",
        "09-29 08:30",
        "09-30 08:30",
        "10-08 08:30",
        "10-09 08:30",
        "10-10 08:30",
        "10-12 08:30",
    ):
        stage.at(when)
    assert got(receiver, "s-08") == ["takeover: -1", "0", "daily: +1", "daily: +3"]
    assert got(receiver, "s-07") == ["-1", "return: +3", "daily: +5"]
    assert lists(stage) == [("s-08", "takeover", 1), ("s-07", "return", 1)]


def test_an_absence_planned_ahead_hands_over_at_its_opening(rows: Staging, receiver: Receiver) -> None:
    stage = rows("statutory")
    accepted(stage.scenario)
    stage.scenario.at("09-25 09:00")
    stage.away("s-07", "10-13", "10-13", "s-08")
    for when in ("10-12 08:30", "10-13 08:30", "10-14 08:30", "10-15 08:30"):
        stage.at(when)
    assert got(receiver, "s-08") == ["takeover: -5"]
    assert got(receiver, "s-07") == ["-5", "return: -5", "-2"]


def test_who_is_back_earlier_gets_his_list_that_day(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario).at("09-25 09:00")
    absence = stage.away("s-07", "09-28", "10-09", "s-08")
    stage.at("09-28 08:30")
    stage.scenario.at("09-28 14:00")
    stage.back("s-07", absence, "09-29")
    stage.at("09-28 14:01")
    stage.at("09-29 08:30")
    assert got(receiver, "s-08") == ["-1"]
    assert got(receiver, "s-07") == ["0"]  # day 0 comes by itself: nothing else is open
    assert lists(stage) == []


def test_after_downtime_the_list_is_made_up_for(rows: Staging, receiver: Receiver) -> None:
    stage = rows("statutory")
    accepted(stage.scenario)
    stage.at("10-12 08:30")
    assign(stage, "10-12 10:00", "s-08")
    stage.at("10-14 08:30")
    assert got(receiver, "s-08") == ["takeover: -5"]


def test_two_hand_overs_of_a_day_are_two_lists_on_two_days(rows: Staging, receiver: Receiver) -> None:
    stage = rows("statutory")
    first = accepted(stage.scenario).project
    stage.scenario.at("01-06 09:00").registered().listed(fire_special_project=True)
    stage.scenario.do(AssignSpecialist(effective_on=day("01-06"), specialist="s-09", team="专班三"))
    second = accepted(stage.scenario).project
    stage.at("10-12 08:30")
    for project, hour in ((first, "10:00"), (second, "11:00")):
        stage.scenario.project = project
        assign(stage, f"10-12 {hour}", "s-08")
        stage.at(f"10-12 {hour[:2]}:01")
    stage.at("10-13 08:30")
    assert got(receiver, "s-08") == ["takeover: -5", "takeover: -5"]


def test_who_takes_a_post_beside_or_after_another_has_the_list(rows: Staging, receiver: Receiver) -> None:
    stage = rows("statutory")
    accepted(stage.scenario)
    stage.takes("o-1", "officer", DEPARTMENT)
    stage.at("10-12 08:30")
    stage.scenario.at("10-12 10:00")
    stage.leaves("o-1", "officer", DEPARTMENT, "10-12")
    stage.takes("o-2", "officer", DEPARTMENT, "10-12")
    stage.at("10-12 10:01")
    assert got(receiver, "o-1") == ["-5"]
    assert got(receiver, "o-2") == ["takeover: -5"]


def test_the_first_of_a_post_and_of_a_project_takes_nothing_over(rows: Staging, receiver: Receiver) -> None:
    stage = rows("statutory")
    accepted(stage.scenario)
    stage.scenario.at("10-12 08:00")
    stage.takes("o-1", "officer", DEPARTMENT)
    stage.at("10-12 08:30")
    assert got(receiver, "o-1") == ["-5"]
    assert lists(stage) == []


def test_what_went_up_to_the_lead_is_open_for_who_stands_in_for_him(rows: Staging, receiver: Receiver) -> None:
    """The statutory limit goes up to the lead 2 working days before it, on 10-15."""
    stage = rows("statutory")
    accepted(stage.scenario)
    stage.takes("t-1", "lead", "专班三")
    stage.at("10-15 08:30")
    assert got(receiver, "t-1") == ["escalate:lead"]
    stage.scenario.at("10-15 10:00")
    stage.away("t-1", "10-16", "10-16", "t-2")
    stage.at("10-16 08:30")
    assert got(receiver, "t-2") == ["takeover: escalate:lead"]


def test_nothing_open_no_list(rows: Staging, receiver: Receiver) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    stage.scenario.at("09-28 09:30").act(MATTER, "withdraw", "09-28", "企业撤回")
    assign(stage, "09-28 10:00", "s-08")
    stage.at("09-28 10:01")
    assert got(receiver, "s-08") == []


def test_a_policy_without_the_lists_sends_none(scenario: Scenario, receiver: Receiver) -> None:
    stage = Stage(started(scenario), receiver.url)
    accepted(stage.scenario)
    stage.at("09-28 08:30")
    assign(stage, "09-28 10:00", "s-08")
    stage.at("09-28 10:01")
    assert got(receiver, "s-08") == []
    stage.close()


def raise_concern(stage: Stage) -> UUID:
    """A concern that o-12 is to answer by 09-29."""
    scenario = stage.scenario.at("09-21 09:00")
    wanted = Finding(scenario.project, "临时用电迟迟未通", "3号监测点", "o-12", None, "observer")
    job, _ = raising("jimo", scenario.command(), wanted, "报装两周。", scenario.rules.calendar)
    scenario.projects.run(scenario.projects.concerns.seen(job))
    return job.stream


def give(stage: Stage, when: str, concern: UUID, staff: str | None, due_on: date | None) -> None:
    """Somebody else is to answer, or by another day."""
    scenario = stage.scenario.at(when)
    job = assigning("jimo", scenario.command(), concern, staff, due_on, "")
    scenario.projects.run(scenario.projects.concerns.seen(job))


def test_a_concern_given_to_another_is_put_before_him(rows: Staging, receiver: Receiver) -> None:
    stage = rows("concern")
    concern = raise_concern(stage)
    for when in ("09-21 09:01", "09-28 08:30"):
        stage.at(when)
    assert got(receiver, "o-12") == ["-1"]
    give(stage, "09-28 10:00", concern, "o-9", None)
    for when in ("09-28 10:01", "09-28 10:02", "09-29 08:30"):
        stage.at(when)
    assert got(receiver, "o-9") == ["takeover: -1", "0"]
    assert got(receiver, "o-12") == ["-1"]
    assert lists(stage) == [("o-9", "takeover", 1)]


def test_a_concern_with_another_day_is_no_hand_over(rows: Staging, receiver: Receiver) -> None:
    stage = rows("concern")
    concern = raise_concern(stage)
    give(stage, "09-21 10:00", concern, None, day("09-30"))
    for when in ("09-21 10:01", "09-29 08:30"):
        stage.at(when)
    assert got(receiver, "o-12") == ["-1"]
    assert lists(stage) == []
