"""The history: late entries, corrections before → after, what became of an entry; and its sentences."""

import pytest
from msgspec.structs import replace

from api.locale import LANGUAGES, texts
from api.words.history_lines import Words, line
from domain.event import TOPICS
from domain.project.model.evolution import ProjectEvent
from projections.views.history import HistoryRow, of_project
from tests.projections.conftest import Shown, all_rows
from tests.scenario import Scenario, day, moment

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"
REASON = "按办件系统补录"


@pytest.fixture
def told(shown: Shown) -> Shown:
    """The worked table's late entry: received and recorded on 03-02, accepted on 03-03 and recorded on 03-09."""
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered().listed()
    scenario.via = "api"
    scenario.at("03-02 10:00").act(MATTER, "receive", "03-02", receipt_no="JM-1")
    scenario.at("03-09 09:00").act(MATTER, "accept", "03-03", REASON)
    return shown


def entry(shown: Shown, topic: str) -> HistoryRow:
    """The last entry of a topic that somebody made himself."""
    return [row for row in shown.history() if row.topic == topic and not row.cause][-1]


def sentence(shown: Shown, topic: str, language: str = "zh") -> str:
    return line(entry(shown, topic), Words(language, shown.scenario.rules.catalogue))


def test_pages_of_a_history_follow_one_another_with_nothing_twice_and_nothing_left_out(told: Shown) -> None:
    whole, paged = told.history(), list[HistoryRow]()
    while page := of_project(told.database, told.scenario.project, after=paged[-1].version if paged else 0, limit=2):
        assert len(page) <= 2
        paged += page
        assert len(paged) <= len(whole)
    assert paged == whole


def test_a_late_entry_shows_as_late_with_both_its_times(told: Shown) -> None:
    row = entry(told, "ApplicationAccepted")
    assert row.late
    assert (row.effective_on, row.recorded_at) == (day("03-03"), moment("03-09 09:00"))
    assert sentence(told, "ApplicationAccepted") == (
        "2026-03-03 受理：建设工程规划许可证核发；理由：按办件系统补录〔前置事项未办结即受理〕〔专员代录，待核〕"
        "（2026-03-09 09:00 t-1 补录）"
    )
    assert "late entry, 2026-03-09 09:00" in sentence(told, "ApplicationAccepted", "en")


def test_an_entry_of_the_same_day_is_not_late(told: Shown) -> None:
    assert not entry(told, "ApplicationReceived").late
    assert "2026-03-02 10:00 t-1 录入" in sentence(told, "ApplicationReceived")


@pytest.mark.parametrize(("on", "late"), [("03-05", False), ("03-04", True)])
def test_late_is_more_than_two_working_days_between(told: Shown, on: str, late: bool) -> None:
    told.scenario.at("03-09 18:00").act(MATTER, "extend", on, REASON, days=1, approved_by="局长", document="延1")
    assert entry(told, "LimitExtended").late is late


def test_a_correction_shows_before_and_after(told: Shown) -> None:
    version = told.scenario.version_of("ApplicationReceived")
    told.scenario.correct(version, receipt_no="JM-2", effective_on="2026-03-01")
    assert entry(told, "RecordCorrected").params["changes"] == [
        {"field": "effective_on", "before": "2026-03-02", "after": "2026-03-01"},
        {"field": "receipt_no", "before": "JM-1", "after": "JM-2"},
    ]
    assert "生效日 2026-03-02 → 2026-03-01、收件号 JM-1 → JM-2" in sentence(told, "RecordCorrected")
    assert "date 2026-03-02 → 2026-03-01, receipt JM-1 → JM-2" in sentence(told, "RecordCorrected", "en")


def test_a_second_correction_starts_from_the_first(told: Shown) -> None:
    version = told.scenario.version_of("ApplicationReceived")
    told.scenario.correct(version, receipt_no="JM-2")
    told.scenario.correct(version, effective_on="2026-03-01")
    assert "生效日 2026-03-02 → 2026-03-01、收件号 JM-2 → JM-1" in sentence(told, "RecordCorrected")


def test_a_corrected_entry_names_its_correction_and_stays_as_it_was_recorded(told: Shown) -> None:
    version = told.scenario.version_of("ApplicationReceived")
    told.scenario.correct(version, effective_on="2026-03-01")
    row = entry(told, "ApplicationReceived")
    assert (row.effective_on, row.effective_now) == (day("03-02"), day("03-01"))
    assert row.corrected_by == entry(told, "RecordCorrected").version
    assert f"〔已由第 {row.corrected_by} 条更正〕" in sentence(told, "ApplicationReceived")


def test_a_voided_entry_stays_and_says_so_until_it_is_restored(told: Shown) -> None:
    version = told.scenario.version_of("ApplicationAccepted")
    told.scenario.correct(version, void=True)
    row = entry(told, "ApplicationAccepted")
    assert row.voided
    assert not row.late
    assert row.irregularities == ("accepted_before_dependency",)
    assert row.irregularities_now == ()
    assert "条作废〕" in sentence(told, "ApplicationAccepted")
    assert "〔已消除：前置事项未办结即受理〕" in sentence(told, "ApplicationAccepted")
    assert f"作废第 {version} 条" in sentence(told, "RecordCorrected")
    told.scenario.correct(version)
    assert entry(told, "ApplicationAccepted").corrected_by is None
    assert f"恢复第 {version} 条" in sentence(told, "RecordCorrected")


def test_a_correction_can_make_an_entry_late(told: Shown) -> None:
    version = told.scenario.version_of("ApplicationReceived")
    told.scenario.correct(version, effective_on="2026-02-02")
    assert entry(told, "ApplicationReceived").late


def test_a_new_list_shows_what_it_added_and_left_out(told: Shown) -> None:
    told.scenario.at("03-10 09:00").listed(special_equipment=False)
    assert entry(told, "ProjectProfiled").params["changes"]
    issued = entry(told, "ServiceListIssued").params
    assert issued["removed"]
    assert "移出" in sentence(told, "ServiceListIssued")


def test_a_changed_profile_is_told_with_units_and_plain_words(told: Shown) -> None:
    told.scenario.at("03-10 09:00").listed(special_equipment=False, total_investment_cny=123_450_000)
    said = sentence(told, "ProjectProfiled")
    assert "32,000 万元 → 12,345 万元" in said
    assert "是 → 否" in said


def test_history_never_changes_a_row_it_has_written(told: Shown) -> None:
    told.projector.catch_up()
    before = all_rows(told)["history"]
    told.scenario.correct(told.scenario.version_of("ApplicationReceived"), effective_on="2026-03-01")
    told.projector.catch_up()
    assert [row for row in all_rows(told)["history"] if row in before] == before


def test_the_actor_is_shown_by_the_name_he_is_given(told: Shown) -> None:
    row = entry(told, "ApplicationReceived")
    assert "张三 录入" in line(row, Words("zh", told.scenario.rules.catalogue), actor="张三")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_of_a_project_has_words(language: str) -> None:
    wanted = {topic for topic, event in TOPICS.items() if issubclass(event, ProjectEvent)}
    assert {topic for topic in wanted if f"history.{topic}" not in texts(language)} == set()


def test_scopes_and_second_results_are_named(told: Shown) -> None:
    words = Words("zh", told.scenario.rules.catalogue)
    assert words.matter(f"{MATTER}:phase-1~2") == "建设工程规划许可证核发（phase-1）（第 2 次）"
    assert words.matter("of_another_catalogue") == "of_another_catalogue"


def test_a_topic_without_words_comes_as_its_name(told: Shown) -> None:
    row = replace(entry(told, "ApplicationReceived"), topic="Unheard")
    assert "history.Unheard" in line(row, Words("zh", told.scenario.rules.catalogue))


def test_what_was_accepted_as_missing_is_named(told: Shown) -> None:
    scenario = told.scenario
    scenario.act("project_filing", "receive", "03-09", receipt_no="JM-3")
    scenario.act("project_filing", "accept", "03-09", "容缺受理", deferred={"人防意见": "03-20"}, by_commitment=True)
    assert "容缺 人防意见（2026-03-20 前）" in sentence(told, "ApplicationAccepted")
    assert "告知承诺：是" in sentence(told, "ApplicationAccepted")
    assert told.board("03-09").rows[0].deferred_materials == 1


def test_what_the_scheduler_found_is_told_as_its_own(told: Shown) -> None:
    scenario = told.scenario
    scenario.act("construction_permit", "receive", "03-09", receipt_no="JM-3")
    scenario.via = "scheduler"
    scenario.at("03-18 09:00").deem()
    assert "系统到期处理" in sentence(told, "AcceptanceDeemed")


def test_a_finished_stop_is_told_whole(told: Shown) -> None:
    scenario: Scenario = told.scenario
    stop = {"kind": "hearing", "notice_no": "听告1号", "notice_on": "03-04", "resumed_on": "03-05"}
    scenario.act(MATTER, "suspend", "03-04", "听证", **stop)
    assert "特别程序停表：建设工程规划许可证核发，听证" in sentence(told, "ClockSuspended")
    assert "2026-03-05 恢复" in sentence(told, "ClockSuspended")
