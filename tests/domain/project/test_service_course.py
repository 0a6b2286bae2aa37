"""The service as a whole: suspended, resumed, terminated, completed, archived (rulings 9, 28; design §3)."""

import pytest

from domain.deciding.commands import AssignSpecialist, CorrectRecord, DirectService, ExpectPermit
from domain.lights import Light, marks
from domain.project.due.deadlines import Owner, deadlines
from domain.project.events.service import Course
from domain.project.model.standing import Pause
from domain.project.model.state import Status
from tests.scenario import Scenario, day, refused

REVIEW = "design_scheme_review"


@pytest.fixture
def begun(scenario: Scenario) -> Scenario:
    """One application under way: received on Monday 2 March."""
    told = scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")
    told.act(REVIEW, "receive", "03-02", receipt_no="1")
    return told


def course(scenario: Scenario, name: str, on: str, reason: str = "企业申请") -> None:
    scenario.do(DirectService(course=Course(name), effective_on=day(on), reason=reason))


def status(scenario: Scenario, on: str | None = None) -> Status:
    return scenario.read(on).status


def test_a_suspension_stops_the_service_and_no_clock_of_the_law(begun: Scenario) -> None:
    """The department's clock runs on, its deadline stays; the light is grey and nothing is stale."""
    begun.act(REVIEW, "accept", "03-04", "容缺")
    before = [row for row in deadlines(begun.read(), begun.rules) if row.owner is not Owner.TEAM]
    course(begun, "suspend", "03-10")
    project = begun.read()
    assert list(deadlines(project, begun.rules)) == before  # and the service has no target
    found = marks(project, begun.rules, day("03-10"))
    assert found.light(day("12-31")) is Light.STOPPED
    assert found.red is not None  # the passed limit stays a mark (ruling 35)
    assert found.yellow is None or found.yellow.cause != "quiet"
    assert status(begun, "03-09") is Status.ACTIVE


def test_acts_go_on_during_a_suspension(begun: Scenario) -> None:
    course(begun, "suspend", "03-03")
    begun.act(REVIEW, "accept", "03-04", "容缺")
    assert begun.matter(REVIEW).phase == "accepted"


def test_suspensions_are_kept_as_a_cause_of_delay_of_their_own(begun: Scenario) -> None:
    course(begun, "suspend", "03-10", "资金安排")
    course(begun, "resume", "03-20", "资金到位")
    course(begun, "suspend", "03-25", "股东变更")
    assert begun.read().pauses == (Pause(day("03-10"), "资金安排", day("03-20")), Pause(day("03-25"), "股东变更"))
    assert begun.read("03-15").pauses == (Pause(day("03-10"), "资金安排"),)


@pytest.mark.parametrize(
    ("before", "wanted", "code"),
    [
        (["suspend"], "suspend", "project_suspended"),
        ([], "resume", "project_not_suspended"),
        (["terminate"], "terminate", "project_ended"),
        (["terminate"], "suspend", "project_ended"),
        ([], "archive", "project_not_ended"),
        (["terminate", "archive"], "archive", "project_archived"),
    ],
)
def test_impossible_courses_are_refused(begun: Scenario, before: list[str], wanted: str, code: str) -> None:
    for place, name in enumerate(before):
        course(begun, name, f"03-{10 + place}")
    with refused(code):
        course(begun, wanted, "03-20")


@pytest.mark.parametrize("wanted", ["suspend", "resume", "terminate"])
def test_what_rests_ends_or_resumes_says_why(begun: Scenario, wanted: str) -> None:
    with refused("reason_required"):
        course(begun, wanted, "03-20", " ")


def test_complete_is_refused_until_production_operation_is_closed(begun: Scenario) -> None:
    """Ruling 28."""
    with refused("stage_open", stage="production_operation"):
        course(begun, "complete", "03-20")


@pytest.mark.parametrize("wanted", ["suspend", "terminate"])
def test_no_service_rests_or_ends_before_the_project_landed(begun: Scenario, wanted: str) -> None:
    landed = begun.read().landed_on
    assert landed == day("01-05")
    with refused("before_landing", on="2026-01-04", landed_on="2026-01-05"):
        course(begun, wanted, "01-04")
    course(begun, wanted, "03-03" if wanted == "suspend" else "03-10")
    with refused("before_landing"):
        begun.correct(begun.version_of("Project" + wanted.title().rstrip("e") + "ed"), effective_on="2026-01-04")


def test_a_course_in_the_future_is_refused(begun: Scenario) -> None:
    with refused("future_date"):
        course(begun, "suspend", "04-01")


def test_an_ended_project_takes_no_acts_after_the_day_of_its_end(begun: Scenario) -> None:
    """Ruling 28; what was done until then can still be entered late."""
    course(begun, "terminate", "03-10")
    begun.act(REVIEW, "accept", "03-10", "容缺")
    with refused("project_ended", status="terminated", on="2026-03-11"):
        begun.act(REVIEW, "extend", "03-11", "补", days=3)
    with refused("project_ended"):
        begun.fact("land_won", "03-11")
    with refused("project_ended"):
        begun.do(ExpectPermit(effective_on=day("03-11"), on=day("06-30"), document="方案"))
    assert begun.matter(REVIEW).phase == "accepted"


def test_an_ended_project_takes_the_life_of_granted_results_and_corrections(begun: Scenario) -> None:
    """Ruling 28."""
    begun.act(REVIEW, "accept", "03-04", "容缺")
    begun.act(REVIEW, "grant", "03-09", "容缺", document="方案复函")
    course(begun, "terminate", "03-10")
    begun.act(REVIEW, "deliver", "03-12", "容缺")
    begun.correct(begun.version_of("MatterGranted"), document="方案复函2号")
    begun.do(AssignSpecialist(effective_on=day("03-12"), specialist="s-2", team="1"))
    matter = begun.matter(REVIEW)
    assert (matter.delivered_on, matter.document) == (day("03-12"), "方案复函2号")


def test_a_fact_after_the_end_is_refused_on_a_day_that_others_have_begun(begun: Scenario) -> None:
    """Ruling 28: what duties look at goes on after the end, the rest does not, though it be the day's second fact."""
    begun.fact("construction_started", "03-09", "补录")
    course(begun, "terminate", "03-10")
    begun.fact("works_suspended", "03-12", "补录")
    begun.fact("works_resumed", "03-12", "补录")
    with refused("project_ended", on="2026-03-12"):
        begun.fact("land_won", "03-12", "补录")


def test_a_resumed_project_takes_acts_again_from_that_day(begun: Scenario) -> None:
    course(begun, "terminate", "03-10")
    course(begun, "resume", "03-16", "企业恢复投资")
    begun.act(REVIEW, "accept", "03-16", "容缺")
    assert status(begun) is Status.ACTIVE
    with refused("project_ended"):
        begun.act("construction_permit", "pre-review", "03-12", "补")


def test_an_end_before_acts_already_recorded_is_refused_and_names_the_first(begun: Scenario) -> None:
    begun.act(REVIEW, "accept", "03-04", "容缺")
    with refused("acts_after_end", in_the_way=f"accept 2026-03-04 (v{begun.version_of('ApplicationAccepted')})"):
        course(begun, "terminate", "03-03")


def test_voiding_a_resumption_is_refused_while_acts_rest_on_it(begun: Scenario) -> None:
    course(begun, "terminate", "03-10")
    course(begun, "resume", "03-16")
    resumed = begun.version_of("ProjectResumed")
    begun.act(REVIEW, "accept", "03-17", "容缺")
    with refused("acts_after_end"):
        begun.do(CorrectRecord(version=resumed, reason="录入有误", void=True))


def test_a_corrected_end_moves(begun: Scenario) -> None:
    course(begun, "terminate", "03-10")
    begun.correct(begun.version_of("ProjectTerminated"), effective_on="2026-03-12")
    assert (status(begun, "03-11"), status(begun, "03-12")) == (Status.ACTIVE, Status.TERMINATED)


def test_an_archived_project_stays_blue_and_readable(begun: Scenario) -> None:
    course(begun, "terminate", "03-10")
    course(begun, "archive", "03-20", "")
    assert marks(begun.read(), begun.rules, None).light(day("03-31")) is Light.BLUE
