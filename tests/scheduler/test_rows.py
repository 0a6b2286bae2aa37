"""Each row of the shipped policy on its exact days of 2026: which step is due, to whom, how, in which words.

Days off: 09-25 to 09-27, 10-01 to 10-07; worked: Sunday 09-20, Saturday 10-10.
"""

from dataclasses import replace

import pytest

from domain.deciding.commands import AssignSpecialist, CompleteDuty
from domain.planning.forecast import forecast
from domain.project.events.targets import current_target
from domain.reminders.nodes import Node
from domain.reminders.points import points
from projections.ops.contacts import Contacts
from scheduler.due.rung import DueRung
from scheduler.policy.policy import By
from scheduler.policy.saying import Occasion, values
from scheduler.sending.addressbook import ContactBook
from tests.scenario import day
from tests.scheduler.stage import MATTER, REASON, Stage, Staging, accepted, suspended

BUILD = "construction_permit"


def steps(stage: Stage, *days: str) -> dict[str, list[str]]:
    """The steps due on each day at 09:00, without those that go up, as if nothing had been sent before."""
    found = {on: [due.rung.step for due in stage.due(f"{on} 09:00") if not due.raised] for on in days}
    return {on: some for on, some in found.items() if some}


def only(stage: Stage, when: str) -> DueRung:
    """The one rung due that does not go up."""
    (found,) = [due for due in stage.due(when) if not due.raised]
    return found


def of_stage(stage: Stage, on: str) -> DueRung | None:
    """What is due about the construction permit's milestone, and does not go up."""
    found = [due for due in stage.due(f"{on} 09:00") if due.rung.detail == "construction_permitting"]
    return next((due for due in found if not due.raised), None)


def risen(stage: Stage, when: str) -> list[tuple[str, str]]:
    """What goes up by a moment: to whom, and why."""
    return [(due.raised.role, due.raised.trigger.value) for due in stage.due(when) if due.raised]


def test_row_1_asks_for_an_answer_two_days_before_the_fifth_and_on_it(rows: Staging) -> None:
    stage = rows("acceptance_answer")
    stage.scenario.at("09-21 09:00").act(MATTER, "receive", "09-21", receipt_no="JM-1")
    assert steps(stage, "09-23", "09-24", "09-29") == {"09-24": ["-2"], "09-29": ["0"]}
    due = only(stage, "09-29 09:00")
    assert [(one.role, one.staff) for one in due.to] == [("officer", "o-1"), ("specialist", "s-07")]
    assert due.text["zh"] == (
        "【受理提醒】叁旺液压“特殊建设工程消防设计审查”已于2026-09-21收件，今日（2026-09-29）为第5个工作日。"
        "请于今日受理或一次性告知补正；逾期依法视为受理。"
    )


def test_row_1_goes_up_to_the_lead_on_the_fifth_day_at_three(rows: Staging) -> None:
    stage = rows("acceptance_answer")
    stage.scenario.at("09-21 09:00").act(MATTER, "receive", "09-21", receipt_no="JM-1")
    assert risen(stage, "09-29 14:59") == []
    assert risen(stage, "09-29 15:00") == [("lead", "clock")]


def test_row_2_goes_out_only_if_no_answer_was_entered_on_the_day_of_the_deeming(rows: Staging) -> None:
    stage = rows("acceptance_deemed")
    scenario = stage.scenario.at("09-21 09:00")
    scenario.act(MATTER, "receive", "09-21", receipt_no="JM-1")
    assert stage.due("09-30 09:00") == []  # deemed that morning
    assert steps(stage, "10-08") == {"10-08": ["+1"]}
    assert risen(stage, "10-08 09:00") == [("lead", "at_once"), ("head_of_department", "at_once")]
    assert only(stage, "10-08 09:00").text["zh"] == (
        "【视为受理·推定】叁旺液压“特殊建设工程消防设计审查”自2026-09-21起视为受理，"
        "承诺到期2026-09-29、法定到期2026-10-19。如已书面答复，请今日补录凭证。"
    )
    scenario.at("09-30 16:00").act(MATTER, "accept", "09-30", REASON)
    assert stage.due("10-08 09:00") == []


def test_row_3_is_direct_at_first_and_on_the_day_and_else_in_the_digest(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    ways = {on: only(stage, f"{on} 09:00").ways["officer"] for on in ("09-28", "09-29", "09-30")}
    assert ways == {"09-28": By.DIRECT, "09-29": By.DIRECT, "09-30": By.DIGEST}


def test_row_4_counts_down_the_statutory_limit_and_goes_up_before_it_is_passed(rows: Staging) -> None:
    stage = rows("statutory")
    accepted(stage.scenario)
    days = ("10-10", "10-12", "10-15", "10-16", "10-19", "10-20", "10-21")
    expected = {
        "10-12": ["-5"],
        "10-15": ["-2"],
        "10-16": ["-1"],
        "10-19": ["0"],
        "10-20": ["+1"],
        "10-21": ["+2"],
    }
    assert {on: some for on, some in steps(stage, *days).items() if on != "10-10"} == expected
    assert risen(stage, "10-14 09:00") == []
    assert risen(stage, "10-15 09:00") == [("lead", "step")]
    assert risen(stage, "10-16 09:00") == [("lead", "step"), ("head_of_department", "step")]
    assert risen(stage, "10-19 09:00")[2:] == [("leadership", "step")]
    assert only(stage, "10-19 09:00").ways["officer"] is By.SMS
    assert only(stage, "10-20 09:00").text["zh"].endswith("法定时限2026-10-19，已超期1个工作日。请立即作出决定。")


def test_row_5_counts_from_the_request_and_every_week_after_it(rows: Staging) -> None:
    stage = rows("supplement")
    scenario = stage.scenario.at("03-03 08:00")
    scenario.act(MATTER, "receive", "03-02", receipt_no="JM-1")
    scenario.act(MATTER, "request-supplement", "03-03", materials=("总平面图", "消防设计文件"))
    assert steps(stage, "03-03", "03-10", "03-17") == {"03-03": ["0"], "03-10": ["+5"], "03-17": ["+10"]}
    due = only(stage, "03-03 09:00")
    assert due.ways == {"enterprise": By.SMS, "specialist": By.DIGEST}
    assert due.text["zh"] == (
        "【补正提醒】“特殊建设工程消防设计审查”还差2份材料：总平面图、消防设计文件。交齐当日起算，可请专员帮办。"
    )
    scenario.at("03-11 09:00").act(MATTER, "supplement", "03-11")
    assert stage.due("03-12 09:00") == []


def test_row_6_asks_the_enterprise_for_what_it_may_hand_in_later(rows: Staging) -> None:
    stage = rows("deferred_material")
    scenario = stage.scenario.at("09-21 09:00")
    scenario.act(MATTER, "receive", "09-21", receipt_no="JM-1")
    scenario.act(MATTER, "accept", "09-21", REASON, deferred={"总平面图": "10-09"})
    expected = {"09-29": ["-3"], "10-08": ["-1"], "10-09": ["0"], "10-10": ["+1"], "10-12": ["+2"]}
    assert steps(stage, "09-28", *expected) == expected
    assert [one.staff for one in only(stage, "10-09 09:00").to] == ["e-1", "s-07"]
    assert only(stage, "10-12 09:00").text["zh"] == (
        "【容缺补齐】“特殊建设工程消防设计审查”的总平面图承诺2026-10-09前补齐，已超期2个工作日，未补齐不能发证。"
    )


def test_row_7_tells_when_a_stop_is_to_end(rows: Staging) -> None:
    """The worked example: expert review until 10-09 reminds on 09-30 and on 10-09."""
    stage = rows("suspension_end")
    suspended(accepted(stage.scenario))
    assert steps(stage, "09-29", "09-30", "10-08", "10-09") == {"09-30": ["-2"], "10-08": ["-2"], "10-09": ["0"]}
    assert only(stage, "09-30 09:00").text["zh"] == (
        "【停表将满】“特殊建设工程消防设计审查”专家评审自2026-09-24停表，告知期限至2026-10-09；请恢复计时或书面变更期限。"
    )
    assert "告知期限至今日（2026-10-09）；请恢复" in only(stage, "10-09 09:00").text["zh"]
    assert stage.due("10-13 09:00") == []


def test_row_8_asks_the_officer_alone_for_an_opinion(rows: Staging) -> None:
    stage = rows("pre_review_opinion")
    stage.scenario.at("09-21 09:00").act(MATTER, "pre-review", "09-21")
    assert steps(stage, "09-23", "09-24", "09-29", "10-08", "10-09") == {
        "09-24": ["-2"],
        "09-29": ["0"],
        "10-08": ["+2"],
        "10-09": ["+2"],
    }
    due = only(stage, "09-29 09:00")
    assert [one.staff for one in due.to] == ["o-1"]
    assert due.text["zh"].endswith("预审意见请于今日（2026-09-29）反馈（不作为许可）。")
    assert due.text["en"].endswith("please give your opinion by today, 2026-09-29 (it is no permit).")


def test_row_9_says_what_a_milestone_waits_for(rows: Staging) -> None:
    stage = rows("milestone_target")
    target = current_target(stage.scenario.read(), "construction_permitting")
    assert target == day("03-02")
    found = {on: of_stage(stage, on) for on in ("02-09", "02-10", "02-26", "03-09")}
    assert {on: (due.rung.step, due.ways["specialist"]) for on, due in found.items() if due} == {
        "02-10": ("-10", By.DIGEST),
        "02-26": ("-3", By.DIRECT),
        "03-09": ("+5", By.DIGEST),
    }
    words = found["02-10"].text["zh"] if found["02-10"] else ""
    assert words.startswith("【节点】叁旺液压施工许可目标2026-03-02，预测")
    assert words.endswith("卡在“建筑工程施工许可证核发”（企业）。")
    rules, told = stage.scenario.rules, found["02-10"].text if found["02-10"] else {}
    on_page = forecast(stage.scenario.read(), rules, day("02-10")).milestones["construction_permitting"]
    assert on_page
    assert f"（按已有记录推算，未办事项不早于2026-02-10则为{on_page.on}），卡在" in told["zh"]
    assert (
        f" (by what is recorded, while with nothing open before 2026-02-10 it is {on_page.on}), waiting" in told["en"]
    )


@pytest.mark.parametrize(("language", "words"), [("zh", "则为"), ("en", "by what is recorded")])
def test_row_9_has_nothing_to_explain_where_the_page_has_the_same_day(rows: Staging, language: str, words: str) -> None:
    stage = rows("milestone_target")
    project, rules = stage.scenario.read(), stage.scenario.rules
    point = next(one for one in points(project, rules, None) if one.node is Node.MILESTONE_TARGET)
    told = {today: values(Occasion(point, project, rules, day(today)), language) for today in ("01-05", "05-06")}
    assert (told["01-05"]["rolled"], words in str(told["05-06"]["rolled"])) == ("", True)


def test_row_11_counts_down_a_permit_of_three_months(rows: Staging) -> None:
    stage = rows("permit_lapse")
    scenario = stage.scenario.at("01-05 09:00")
    scenario.act(BUILD, "grant", "2025-12-31", REASON, document="1", prior=True)
    scenario.at("02-02 09:00").act(BUILD, "deliver", "02-02")
    # three months from 02-02 end on 05-02, a day off: the last working day before it is 04-30
    expected = {"04-01": ["-20"], "04-16": ["-10"], "04-23": ["-5"], "04-29": ["-1"], "05-06": ["+1"]}
    assert {on: some for on, some in steps(stage, *expected).items() if on != "05-06"} == {
        on: some for on, some in expected.items() if on != "05-06"
    }
    due = only(stage, "04-23 09:00")
    assert due.ways == {"enterprise": By.SMS, "specialist": By.SMS}
    assert due.text["zh"].startswith(
        "【证照将失效】叁旺液压建筑工程施工许可证2026-05-02到期（须在2026-04-30前办理，剩5个"
    )
    assert risen(stage, "04-16 09:00") == [("lead", "step")]
    assert risen(stage, "04-29 09:00") == [("lead", "step"), ("leadership", "step")]


def test_row_12_counts_down_the_agreed_start_and_idle_land_with_other_days(rows: Staging) -> None:
    stage = rows("land_date", "idle_land")
    scenario = stage.scenario
    scenario.act("land_grant_contract", "grant", "2025-12-30", REASON, document="1", prior=True)
    scenario.at("03-02 09:00").fact("agreed_start", "03-02", due=day("10-09"))
    calendar = scenario.rules.calendar
    for n in (60, 20, 5):
        found = {due.rung.step for due in stage.due(f"{calendar.nth_before(day('10-09'), n)} 09:00") if not due.raised}
        assert found == {f"-{n}"}
    assert "约定" in only(stage, "09-30 09:00").text["zh"]
    idle = {due.rung.step for due in stage.due("2027-10-08 09:00") if due.rung.kind is Node.IDLE_LAND}
    assert idle
    scenario.at("10-08 09:00").fact("construction_started", "10-08", reason="未取得施工许可证")
    assert stage.due("10-09 09:00") == []


def test_row_13_tells_the_enterprise_what_it_owes_once_after_a_permit(rows: Staging) -> None:
    stage = rows("one_off_duty")
    scenario = stage.scenario
    scenario.act(BUILD, "grant", "2025-12-31", REASON, document="1", prior=True)
    wage = [due for due in stage.due("01-26 09:00") if due.rung.detail == "wage_deposit"]
    due_on = day("01-29")
    assert [(due.rung.step, due.rung.due_on) for due in wage] == [("-10", due_on)]
    assert wage[0].ways == {"enterprise": By.SMS, "specialist": By.DIGEST}
    scenario.at("01-27 09:00").do(CompleteDuty(matter=BUILD, duty="wage_deposit", effective_on=day("01-27")))
    assert [due for due in stage.due("01-28 09:00") if due.rung.detail == "wage_deposit"] == []


def test_row_13_names_whom_to_call_where_his_number_is_known(rows: Staging) -> None:
    stage = rows("one_off_duty")
    contacts = Contacts(stage.ops)
    stage.book = ContactBook(contacts, {}, None, stage.directory)
    stage.scenario.act(BUILD, "grant", "2025-12-31", REASON, document="1", prior=True)

    def words(language: str) -> str:
        return next(due for due in stage.due("01-26 09:00") if due.rung.detail == "wage_deposit").text[language]

    assert words("zh").endswith("存储或保函。")
    contacts.add("s-07", "telephone", "0532-88551234")
    assert words("zh").endswith("存储或保函，电话0532-88551234。")
    assert words("en").endswith("; telephone 0532-88551234).")
    stage.away("s-07", "01-26", "01-30", "s-08")
    assert words("zh").endswith("存储或保函。")


def test_row_14_is_for_the_enterprise_alone_and_follows_how_often_it_recurs(rows: Staging) -> None:
    stage = rows("recurring_duty")
    scenario = stage.scenario
    scenario.act("project_filing", "grant", "2025-12-15", REASON, document="1", prior=True)
    due = only(stage, "01-12 09:00")  # monthly, the first on 01-15
    assert (due.rung.step, due.rung.due_on, [one.staff for one in due.to]) == ("-3", day("01-15"), ["e-1"])
    assert due.ways == {"enterprise": By.MERGED}
    scenario.act("enterprise_registration", "grant", "2025-12-15", REASON, document="1", prior=True)
    yearly = {due.rung.step for due in stage.due("06-01 09:00") if due.rung.detail == "annual_report"}
    assert yearly == {"-20"}


def test_row_15_is_told_after_seven_days_of_silence_and_every_week_after_it(rows: Staging) -> None:
    stage = rows("stale")  # the last record is of 01-05
    assert steps(stage, "01-13", "01-14", "01-20", "01-21") == {
        "01-14": ["0"],
        "01-20": ["0"],
        "01-21": ["+5"],
    }
    due = only(stage, "01-14 09:00")
    assert due.ways == {"specialist": By.DIGEST}
    assert due.text["zh"] == "【无动态】叁旺液压已7个工作日无记录，上次：2026-01-05。请走访或登记“无变化”。"
    change = AssignSpecialist(effective_on=day("01-15"), specialist="s-09", team="专班三", reason="休假")
    stage.scenario.at("01-15 09:00").do(change)
    assert stage.due("01-21 09:00") == []


def test_during_works_silence_is_told_after_a_month(rows: Staging) -> None:
    stage = rows("stale")
    stage.scenario.at("03-02 09:00").fact("construction_started", "03-02", reason="未取得施工许可证")
    calendar = stage.scenario.rules.calendar
    assert stage.due(f"{calendar.nth_after(day('03-02'), 21)} 09:00") == []
    assert only(stage, f"{calendar.nth_after(day('03-02'), 22)} 09:00").rung.step == "0"


def test_a_node_without_a_row_is_not_reminded(rows: Staging) -> None:
    stage = rows("stale", "promised")
    stage.policy = replace(stage.policy, rows={})
    accepted(stage.scenario)
    assert stage.due("12-01 09:00") == []
