"""Which rung is due on which day: the promised limit across National Day 2026, stops, grants and other dates."""

from dataclasses import replace

from msgspec import structs

from domain.deciding.commands import AssignSpecialist
from domain.project.model.state import Status
from domain.reminders.nodes import Node
from tests.scenario import day
from tests.scheduler.stage import MATTER, REASON, Stage, accepted, promised, suspended


def test_a_promise_of_five_days_reminds_the_day_before_and_on_the_day(stage: Stage) -> None:
    accepted(stage.scenario)
    assert stage.steps("09-25 09:00") == []
    assert stage.steps("09-28 09:00") == ["-1"]
    assert stage.steps("09-29 09:00") == ["0"]


def test_the_rungs_before_a_stop_vanish_and_those_of_the_new_date_stand(stage: Stage) -> None:
    suspended(accepted(stage.scenario))
    days = ["09-28", "09-29", "09-30", "10-08", "10-09", "10-10", "10-12", "10-13", "10-14"]
    found = {on: stage.steps(f"{on} 09:00") for on in days}
    assert {on: steps for on, steps in found.items() if steps} == {"10-13": ["-1"], "10-14": ["0"]}
    assert [due.rung.due_on for due in stage.due("10-13 09:00")] == [day("10-14")]


def test_a_make_up_sunday_is_a_day_for_reminding(stage: Stage) -> None:
    accepted(stage.scenario, on="09-14")  # five working days later is Sunday 09-20, worked for National Day
    assert stage.steps("09-18 09:00") == ["-1"]
    assert stage.steps("09-19 09:00") == []
    assert stage.steps("09-20 09:00") == ["0"]


def test_nothing_is_sent_on_a_holiday_and_the_overdue_step_waits_for_work(stage: Stage) -> None:
    accepted(stage.scenario, on="09-22")  # due 09-30, the last day before the holiday
    assert stage.steps("09-30 09:00") == ["0"]
    assert stage.steps("10-01 09:00") == []
    assert stage.steps("10-07 09:00") == []
    assert stage.steps("10-08 09:00") == ["+1"]


def test_a_long_promise_reminds_five_and_two_days_before_as_well(stage: Stage) -> None:
    accepted(stage.scenario, promised(stage.scenario, 10, 60), on="03-02")
    calendar = stage.scenario.rules.calendar
    due_on = stage.due("12-01 09:00")[0].rung.due_on
    assert stage.steps(f"{calendar.nth_before(due_on, 6)} 09:00") == []
    assert [stage.steps(f"{calendar.nth_before(due_on, n)} 09:00") for n in (5, 2)] == [["-5"], ["-2"]]


def test_an_overdue_promise_is_repeated_five_times_and_then_left_to_the_lead(stage: Stage) -> None:
    accepted(stage.scenario, on="03-02")
    calendar, due_on = stage.scenario.rules.calendar, day("03-09")
    steps = [stage.steps(f"{calendar.nth_after(due_on, n)} 09:00")[0] for n in (1, 2, 3, 5, 7, 9, 11, 13, 40)]
    assert steps == ["+1", "+1", "+3", "+5", "+7", "+9", "+11", "+11", "+11"]


def test_the_opening_of_the_window_is_the_moment_and_its_close_is_no_longer(stage: Stage) -> None:
    accepted(stage.scenario)
    assert stage.steps("09-28 08:29") == []
    assert stage.steps("09-28 08:30") == ["-1"]
    assert stage.steps("09-28 17:59") == ["-1"]
    assert stage.steps("09-28 18:00") == []


def test_a_step_on_the_day_the_clock_started_is_never_planned(stage: Stage) -> None:
    accepted(stage.scenario, promised(stage.scenario, 1, 1), on="09-21")
    assert stage.steps("09-21 10:00") == []
    assert stage.steps("09-22 10:00") == ["0"]


def test_a_grant_silences_what_was_still_to_come(stage: Stage) -> None:
    accepted(stage.scenario).at("09-25 16:00").act(MATTER, "grant", "09-25", REASON, document="JM-2")
    assert stage.steps("09-28 09:00") == []
    assert stage.steps("09-29 09:00") == []


def test_a_voided_acceptance_silences_too(stage: Stage) -> None:
    scenario = accepted(stage.scenario)
    version = scenario.version_of("ApplicationAccepted", MATTER)
    scenario.at("09-25 16:00").correct(version, void=True)
    assert stage.steps("09-28 09:00") == []


def test_another_due_date_means_other_rungs(stage: Stage) -> None:
    scenario = accepted(stage.scenario)
    version = scenario.version_of("ApplicationAccepted", MATTER)
    scenario.at("09-28 16:00").correct(version, effective_on="2026-09-22")
    assert stage.steps("09-28 09:00") == ["-1"]  # as it was known then
    assert [(due.rung.step, due.rung.due_on) for due in stage.due("09-29 09:00")] == [("-1", day("09-30"))]


def test_an_ended_project_is_not_reminded_of(stage: Stage) -> None:
    scenario = accepted(stage.scenario.at("09-21 09:00"))
    outlook, today = stage.sweeper.outlook, day("09-28")
    assert len(outlook.of_project(scenario.read(), today)) == 1
    assert outlook.of_project(structs.replace(scenario.read(), status=Status.TERMINATED), today) == []


def test_a_suspended_service_stops_no_departments_clock(stage: Stage) -> None:
    state = structs.replace(accepted(stage.scenario).read(), status=Status.SUSPENDED)
    assert len(stage.sweeper.outlook.of_project(state, day("09-28"))) == 1


def test_another_kind_of_deadline_needs_another_row_and_no_code(stage: Stage) -> None:
    policy = stage.policy
    row = policy.rows[Node.PROMISED]
    stage.sweeper.outlook.policy = replace(policy, rows={Node.ACCEPTANCE_ANSWER: row})
    stage.scenario.at("09-21 09:00").act(MATTER, "receive", "09-21", receipt_no="JM-1")
    (due,) = stage.sweeper.outlook.of_project(stage.scenario.read(), day("09-29"))
    assert (due.rung.kind, due.rung.step, due.rung.due_on) == ("acceptance_answer", "0", day("09-29"))


def test_the_text_says_until_when_and_how_many_days_are_left(stage: Stage) -> None:
    accepted(stage.scenario)
    (due,) = stage.due("09-28 09:00")
    assert due.text["zh"] == "【承诺到期】特殊建设工程消防设计审查承诺2026-09-29办结，剩1个工作日。"
    assert due.text["en"] == (
        "[Promised date] Fire-design review (special projects): promised by 2026-09-29, working days left: 1."
    )


def test_the_text_says_how_long_the_clock_was_stopped(stage: Stage) -> None:
    suspended(accepted(stage.scenario))
    (due,) = stage.due("10-13 09:00")
    assert due.text["zh"] == "【承诺到期】特殊建设工程消防设计审查承诺2026-10-14办结，剩1个工作日（已停表7日）。"


def test_a_date_in_a_year_not_announced_yet_is_marked_as_an_estimate(stage: Stage) -> None:
    accepted(stage.scenario, on="12-28")
    due = stage.due("2027-02-01 09:00")[0]
    assert due.rung.due_on.year == 2027
    assert f"{due.rung.due_on}（暂估）" in due.text["zh"]
    assert f"{due.rung.due_on} (estimate)" in due.text["en"]
    assert due.content(due.to[0])["provisional"]


def test_the_text_of_an_overdue_promise_counts_the_days_since(stage: Stage) -> None:
    accepted(stage.scenario, on="03-02")
    (due,) = stage.due("03-12 09:00")
    assert due.text["zh"] == "【承诺到期】特殊建设工程消防设计审查承诺2026-03-09办结，已超期3个工作日。"


def test_the_specialist_is_told_and_the_officer_nobody_knows_yet_is_not(stage: Stage) -> None:
    accepted(stage.scenario)
    (due,) = stage.due("09-28 09:00")
    assert [(one.role, one.staff) for one in due.to] == [("specialist", "s-07")]


def test_the_specialist_of_the_moment_is_told(stage: Stage) -> None:
    scenario = accepted(stage.scenario)
    change = AssignSpecialist(effective_on=day("09-28"), specialist="s-09", team="专班三", reason="休假")
    scenario.at("09-28 12:00").do(change)
    assert [one.staff for due in stage.due("09-28 09:00") for one in due.to] == ["s-07"]
    assert [one.staff for due in stage.due("09-29 09:00") for one in due.to] == ["s-09"]


def test_silence_that_became_acceptance_is_reminded_from_the_receipt_on(stage: Stage) -> None:
    stage.scenario.at("09-01 09:00").act(MATTER, "receive", "09-01", receipt_no="JM-1")
    assert stage.steps("09-08 09:00") == []  # the fifth working day: the department may still answer
    (due,) = stage.due("09-09 09:00")
    assert (due.rung.due_on, due.rung.step) == (day("09-08"), "+1")
