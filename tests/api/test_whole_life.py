"""The whole life of a project over HTTP: landed in March 2025, in production in April 2026, every act on its day.

Two sections; one refusal and a second application; one special procedure; one acceptance by silence that an answer
found in the files undoes; one date put right after its milestone was reached. Told once on each database.
"""

from datetime import datetime
from typing import Any

import pytest

from api.words.history_lines import moment
from tests.api.bureau import Bureau, topics
from tests.api.conftest import opened
from tests.api.office import SEED_ANSWERS

pytestmark = pytest.mark.both_engines

WHOLE = "receive accept grant"
EIA = "eia_form_approval"
DESIGN, PLANNING = "design_scheme_review", "construction_planning_permit"
DRAWINGS, SUPERVISION, PERMIT = "construction_drawing_review", "quality_safety_supervision", "construction_permit"
PER_SECTION = [DESIGN, PLANNING, DRAWINGS, SUPERVISION, PERMIT]
STAGES = [
    "project_landing",
    "project_initiation",
    "land_use_approval",
    "planning_permission",
    "construction_permitting",
    "construction_execution",
    "completion_acceptance",
    "production_operation",
]


def test_a_project_from_its_landing_to_production(shared_url: str) -> None:
    with opened(shared_url) as office:
        bureau = Bureau(office, 2025)
        it_lands(bureau)
        it_is_divided_and_gets_its_list(bureau)
        it_is_filed_and_its_land_put_up_for_auction(bureau)
        it_is_refused_once_and_applies_again(bureau)
        it_takes_its_land(bureau)
        the_first_section_waits_for_an_expert_review(bureau)
        silence_accepts_for_the_second_section_until_the_answer_is_found(bureau)
        a_date_is_put_right_and_the_milestone_follows(bureau)
        both_sections_get_their_permits_and_build(bureau)
        bureau.year = 2026
        the_works_are_accepted(bureau)
        it_goes_into_production(bureau)
        its_history_tells_it_all(bureau)


def it_lands(bureau: Bureau) -> None:
    bureau.register("03-03", expected={"on": "2025-06-20", "document": "项目推进方案"})
    bureau.say("03-03", "assignments", bureau.lead, specialist="s-101", team="1")
    bureau.acts("03-03", "receive accept", "investment_agreement")
    bureau.acts("03-04", WHOLE, "enterprise_registration")
    bureau.acts("03-05", WHOLE, "enterprise_opening_services")
    bureau.acts("03-07", "grant", "investment_agreement")


def it_is_divided_and_gets_its_list(bureau: Bureau) -> None:
    bureau.say("03-10", "profile", answers=SEED_ANSWERS)
    for section, main in (("sec-1", True), ("sec-2", False)):
        bureau.say("03-10", "scopes", id=section, kind="section", main=main, matters=PER_SECTION, reason="分两个标段")
    issued = bureau.say("03-11", "service-list", construction_days=300)

    assert {"ServiceListIssued", "ServiceListGranted", "MilestoneReached", "StageClosed"} <= set(topics(issued))
    assert bureau.stage("project_landing")["milestone_on"] == "2025-03-11"
    assert bureau.stage("construction_permitting")["scopes"]["total"] == 2


def it_is_filed_and_its_land_put_up_for_auction(bureau: Bureau) -> None:
    bureau.acts("03-12", "receive grant", "project_filing", document="2503-370215-04-01-680001")
    bureau.acts("03-12", "receive accept", "planning_conditions")
    bureau.acts("03-14", "grant", "planning_conditions")
    bureau.acts("03-17", "receive accept", "land_listing_grant")


def it_is_refused_once_and_applies_again(bureau: Bureau) -> None:
    bureau.acts("03-18", "receive accept", EIA)
    bureau.acts("03-25", "refuse", EIA, document="青环即不准〔2025〕3号")
    assert (bureau.matter(EIA)["phase"], bureau.matter(EIA)["attempt"]) == ("refused", 1)

    bureau.acts("03-27", "receive accept", EIA)
    bureau.acts("04-02", "grant deliver", EIA)
    bureau.acts("04-03", WHOLE, "soil_conservation_form", by_commitment=True)

    again = bureau.matter(EIA)
    assert (again["phase"], again["attempt"], again["received_on"]) == ("granted", 2, "2025-03-27")
    assert bureau.stage("project_initiation")["closed_on"] == "2025-04-03"


def it_takes_its_land(bureau: Bureau) -> None:
    bureau.acts("04-16", "grant", "land_listing_grant")
    bureau.acts("04-17", WHOLE, "land_grant_contract")
    bureau.acts("04-17", "receive accept", f"{DESIGN}:sec-1", f"{DESIGN}:sec-2")
    bureau.acts("04-18", WHOLE, "land_price_deed_tax", "land_use_planning_permit", "land_first_registration")

    assert {"land_won", "land_contract_signed", "land_price_paid"} <= {fact["kind"] for fact in bureau.seen()["facts"]}
    assert bureau.stage("land_use_approval")["state"] == "closed"


def the_first_section_waits_for_an_expert_review(bureau: Bureau) -> None:
    scheme, notice = f"{DESIGN}:sec-1", {"notice_no": "评告〔2025〕3号", "notice_on": "2025-04-18"}
    bureau.acts("04-18", "suspend", scheme, kind="expert_review", expected_end="2025-04-22", **notice)
    stopped = bureau.matter(scheme)
    assert (stopped["phase"], stopped["due_on"], stopped["promised"]["left"]) == ("suspended", None, 7)

    bureau.acts("04-21", "resume", scheme)
    assert bureau.matter(scheme)["due_on"] == "2025-04-28"
    bureau.acts("04-21", "grant", scheme, f"{DESIGN}:sec-2")
    bureau.acts("04-22", "receive accept", f"{PLANNING}:sec-1")
    bureau.acts("04-24", "grant deliver", f"{PLANNING}:sec-1")


def silence_accepts_for_the_second_section_until_the_answer_is_found(bureau: Bureau) -> None:
    planning = f"{PLANNING}:sec-2"
    bureau.acts("04-22", "receive", planning)
    bureau.at("04-29", "08:30").office.runtime.sweeper.sweep()
    by_silence = bureau.matter(planning)
    assert (by_silence["accepted_on"], by_silence["deemed"]) == ("2025-04-22", True)
    assert bureau.last("AcceptanceDeemed", planning)["via"] == "scheduler"

    bureau.at("04-29", "15:00")
    found = bureau.act("04-24", "accept", planning)

    assert topics(found)[:2] == ["ApplicationAccepted", "RecordCorrected"]
    assert found["events"][0]["irregularities"] == []
    answered = bureau.matter(planning)
    assert (answered["accepted_on"], answered["deemed"], answered["due_on"]) == ("2025-04-24", False, "2025-04-28")
    assert bureau.last("AcceptanceDeemed", planning)["voided"]
    assert bureau.last("ApplicationAccepted", planning)["late"]


def a_date_is_put_right_and_the_milestone_follows(bureau: Bureau) -> None:
    planning = f"{PLANNING}:sec-2"
    bureau.acts("04-29", "grant deliver", planning, reason="领导会签")
    assert bureau.stage("planning_permission")["milestone_on"] == "2025-04-29"
    assert bureau.last("MatterGranted", planning)["irregularities_now"] == ["over_promised"]

    bureau.at("05-06")
    moved = bureau.correct(planning, "MatterGranted", "证载日期为4月28日", effective_on="2025-04-28")

    stage = bureau.stage("planning_permission")
    assert (stage["milestone_on"], stage["closed_on"]) == ("2025-04-28", "2025-04-28")
    assert bureau.stage("planning_permission", as_known_at="2025-05-05")["milestone_on"] == "2025-04-29"
    assert bureau.last("MatterGranted", planning)["irregularities_now"] == []
    follow(bureau, moved)


def follow(bureau: Bureau, moved: Any) -> None:
    """Milestone and closing were moved by corrections of the system's own, each with the user's entry as its cause."""
    first, *others = moved["events"]
    rows = {row["version"]: row for row in bureau.history()}
    causes = {rows[event["version"]]["cause"] for event in others}
    corrected = {rows[event["version"]]["params"]["topic"] for event in others}
    assert topics(moved) == ["RecordCorrected"] * len(moved["events"])
    assert causes == {f"v{first['version']}"}
    assert {"MilestoneReached", "StageClosed"} <= corrected


def both_sections_get_their_permits_and_build(bureau: Bureau) -> None:
    for section, on in (("sec-1", "05-08"), ("sec-2", "05-12")):
        bureau.acts(on, WHOLE, f"{DRAWINGS}:{section}")
        bureau.acts(on, WHOLE, f"{SUPERVISION}:{section}")
        bureau.acts(on, f"{WHOLE} deliver", f"{PERMIT}:{section}")
        started = bureau.fact(on, "construction_started", scope=section)
        assert started["events"][0]["irregularities"] == []
    assert bureau.stage("construction_permitting")["scopes"]["by_scope"] == {
        "sec-1": "2025-05-08",
        "sec-2": "2025-05-12",
    }
    row = bureau.auditor.get("/projects", min_position=bureau.office.positions()).json()["items"][0]
    assert row["permit"]["ahead_days"] == 43  # of the main section, to 20 June

    bureau.acts("05-13", WHOLE, "investment_statistics_entry", "construction_waste_disposal", "road_occupation")
    bureau.acts("05-14", WHOLE, "utility_power", "utility_water", "utility_gas_heat", "utility_telecom")


def the_works_are_accepted(bureau: Bureau) -> None:
    bureau.fact("02-27", "works_completed")
    bureau.fact("03-03", "owner_completion_acceptance")
    bureau.acts("03-04", WHOLE, "fire_acceptance_filing", "planning_verification", "urban_archives_acceptance")
    bureau.acts("03-05", WHOLE, "joint_acceptance", "soil_conservation_acceptance")
    bureau.acts("03-06", WHOLE, "completion_filing")

    assert bureau.stage("construction_execution")["milestone_on"] == "2026-02-27"
    assert bureau.stage("completion_acceptance")["closed_on"] == "2026-03-06"


def it_goes_into_production(bureau: Bureau) -> None:
    bureau.acts("03-09", WHOLE, "pollutant_registration", "building_registration", "sewer_discharge_permit")
    bureau.acts("03-10", WHOLE, "special_equipment_registration")
    bureau.fact("03-16", "trial_operation_started")
    bureau.acts("04-08", WHOLE, "eia_acceptance", "occupational_health_acceptance")
    bureau.acts("04-09", WHOLE, "production_report")
    started = bureau.fact("04-10", "production_started")
    bureau.acts("04-15", WHOLE, "above_scale_statistics_entry")

    assert started["events"][0]["irregularities"] == []
    operation = bureau.stage("production_operation")
    assert (operation["milestone_on"], operation["closed_on"]) == ("2026-04-10", "2026-04-15")
    bureau.say("04-16", "complete", reason="八个阶段全部办结")


def its_history_tells_it_all(bureau: Bureau) -> None:
    seen = bureau.seen()
    assert (seen["status"], seen["light"]["light"]) == ("completed", "blue")
    assert [(stage["stage"], stage["state"]) for stage in seen["stages"]] == [(stage, "closed") for stage in STAGES]

    chinese, english = bureau.history("zh"), bureau.history("en")
    assert [row["version"] for row in chinese] == list(range(1, seen["version"] + 1))
    for row, other in zip(chinese, english, strict=True):
        both = (row["effective_on"], moment(datetime.fromisoformat(row["recorded_at"])))
        assert both[0] <= both[1]
        assert all(time in line for time in both for line in (row["line"], other["line"]))
        assert row["line"] != other["line"]
        assert row["topic"] not in row["line"] + other["line"]
    assert not [row for row in chinese if row["unconfirmed"]]
    assert {(row["matter"], row["topic"]) for row in chinese if row["late"]} == {
        (f"{PLANNING}:sec-2", "ApplicationAccepted")
    }
