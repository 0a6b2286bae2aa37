"""更正: a wrong entry put right; the last correction of an event wins whole (design §2, ruling 9)."""

from datetime import timedelta

import pytest

from domain.deciding.commands import CorrectRecord
from domain.project.model.phases import Phase
from domain.project.record.reading import facts
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, an_act, day, refused


def grant(scenario: Scenario) -> int:
    return scenario.version_of("MatterGranted", PERMIT)


def test_a_correction_replaces_the_named_fields(granted: Scenario) -> None:
    granted.correct(grant(granted), effective_on="2026-03-06", document="JM-3")
    assert (granted.matter(PERMIT).granted_on, granted.matter(PERMIT).document) == (day("03-06"), "JM-3")


def test_the_last_correction_wins_whole(granted: Scenario) -> None:
    granted.correct(grant(granted), effective_on="2026-03-06", document="JM-3")
    granted.correct(grant(granted), document="JM-4")
    assert (granted.matter(PERMIT).granted_on, granted.matter(PERMIT).document) == (day("03-05"), "JM-4")


def test_a_correction_that_names_nothing_restores(granted: Scenario) -> None:
    """Ruling 9: `set: {}`."""
    granted.correct(grant(granted), effective_on="2026-03-06")
    granted.correct(grant(granted))
    assert granted.matter(PERMIT).granted_on == day("03-05")
    assert granted.read().stages["planning_permission"].milestone_on == day("03-05")


def test_a_voided_act_never_happened(granted: Scenario) -> None:
    granted.correct(grant(granted), void=True)
    assert (granted.matter(PERMIT).phase, granted.matter(PERMIT).granted_on) == (Phase.ACCEPTED, None)
    granted.correct(grant(granted))
    assert granted.matter(PERMIT).phase is Phase.GRANTED


@pytest.mark.parametrize("void", [True, False])
def test_a_correction_that_changes_nothing_records_nothing(granted: Scenario, void: bool) -> None:
    if void:
        granted.correct(grant(granted), void=True)
    version = len(granted.log)
    assert granted.correct(grant(granted), void=void).events == ()
    if not void:
        assert granted.correct(grant(granted), effective_on="2026-03-05").events == ()
        granted.correct(grant(granted), document="JM-9", effective_on="2026-03-06")
        version = len(granted.log)
        assert granted.correct(grant(granted), effective_on="2026-03-06", document="JM-9").events == ()
    assert len(granted.log) == version


def test_a_correction_says_why(granted: Scenario) -> None:
    with refused("reason_required", codes="correction"):
        granted.correct(grant(granted), reason=" ", document="JM-3")


@pytest.mark.parametrize(
    "field", ["matter", "irregularities", "recorded_at", "actor", "prior", "nonsense", "command_id"]
)
def test_only_the_fields_of_a_fact_are_correctable(granted: Scenario, field: str) -> None:
    with refused("field_not_correctable", field=field, topic="MatterGranted"):
        granted.do(CorrectRecord(version=grant(granted), reason="x", changes={field: "x"}))


@pytest.mark.parametrize("value", [20260306, "06.03.2026", "2026-13-01", "20260306", None, ["2026-03-06"]])
def test_a_value_of_the_wrong_kind_is_refused(granted: Scenario, value: object) -> None:
    with refused("bad_correction", field="effective_on"):
        granted.correct(grant(granted), effective_on=value)


def test_a_correction_to_tomorrow_is_refused(granted: Scenario) -> None:
    with refused("future_date", field="effective_on"):
        granted.correct(grant(granted), effective_on="2026-04-01")


def test_a_correction_to_an_unknown_department_is_refused(granted: Scenario) -> None:
    with refused("unknown_department"):
        granted.correct(grant(granted), decided_by="space_bureau")


def test_a_corrected_reason_holds_no_personal_data(granted: Scenario) -> None:
    with refused("personal_data"):
        granted.do(CorrectRecord(version=grant(granted), reason="录入有误", changes={"reason": "联系13812345678"}))


@pytest.mark.parametrize("version", [0, 999])
def test_an_unknown_version_is_refused(granted: Scenario, version: int) -> None:
    with refused("unknown_version", version=version):
        granted.correct(version, void=True)


def test_an_item_cannot_correct_an_item_of_its_own_list(accepted: Scenario) -> None:
    version = len(accepted.log) + 1
    with refused("unknown_version", index=1):
        accepted.do(
            an_act(PERMIT, "extend", "03-05", days=1, approved_by="局长", document="1"),
            CorrectRecord(version=version, reason="x", void=True),
        )


@pytest.mark.parametrize("on", ["2026-03-02", "2026-03-01"])
def test_a_correction_that_makes_the_sequence_impossible_is_refused(granted: Scenario, on: str) -> None:
    """The same check guards a correction (design §2); on the day of the receipt the order may still be found."""
    acceptance = granted.version_of("ApplicationAccepted")
    if on == "2026-03-02":
        granted.correct(acceptance, effective_on=on)
        assert granted.matter(PERMIT).attempts[0].accepted_on == day("03-02")
    else:
        with refused("act_out_of_order", act="accept"):
            granted.correct(acceptance, effective_on=on)


@pytest.mark.parametrize("topic", ["ApplicationReceived", "ApplicationReceived+moved"])
def test_what_the_later_acts_stand_on_is_not_taken_away(granted: Scenario, topic: str) -> None:
    name, _, moved = topic.partition("+")
    version = granted.version_of(name)
    with refused("act_out_of_order", index=0):
        granted.correct(version, void=not moved, **({"effective_on": "2026-03-06"} if moved else {}))


def test_an_acceptance_may_be_voided_under_a_grant_that_then_is_one_at_the_counter(granted: Scenario) -> None:
    granted.correct(granted.version_of("ApplicationAccepted"), void=True)
    assert granted.matter(PERMIT).attempts[0].accepted_on == day("03-05")


def test_a_whole_application_is_moved_by_one_list_of_corrections(granted: Scenario) -> None:
    """Ruling 4."""
    versions = [granted.version_of(topic) for topic in ("ApplicationReceived", "ApplicationAccepted")]
    granted.do(
        *(
            CorrectRecord(version=version, reason="整件录错", changes={"effective_on": "2026-03-10"})
            for version in (*versions, grant(granted))
        )
    )
    assert granted.matter(PERMIT).attempts[0].received_on == day("03-10")
    assert granted.matter(PERMIT, "03-09").attempts == ()


def test_a_voided_acts_own_children_are_voided_in_the_same_list(granted: Scenario) -> None:
    topics = ("ApplicationReceived", "ApplicationAccepted", "MatterGranted")
    versions = [granted.version_of(topic, PERMIT) for topic in topics]
    granted.do(*(CorrectRecord(version=version, reason="录错项目", void=True) for version in versions))
    assert granted.matter(PERMIT).phase is Phase.PLANNED


def test_a_correction_is_not_refused_because_of_another_matter(granted: Scenario) -> None:
    granted.act("construction_waste_disposal", "receive", "03-09", receipt_no="1")
    granted.act("construction_waste_disposal", "accept", "03-10")
    granted.correct(grant(granted), effective_on="2026-03-20")
    assert granted.codes_now("ApplicationAccepted", "construction_waste_disposal") == ["accepted_before_dependency"]
    assert granted.event("ApplicationAccepted", "construction_waste_disposal").irregularities == ()


def test_the_landing_and_the_name_are_correctable_and_the_registration_is_never_void(granted: Scenario) -> None:
    granted.correct(1, name="叁旺液压二期", effective_on="2026-01-04")
    assert (granted.read().name, granted.read().landed_on) == ("叁旺液压二期", day("01-04"))
    with refused("not_correctable", topic="ProjectRegistered"):
        granted.correct(1, void=True)


def test_what_was_known_before_the_correction_is_still_read_so(granted: Scenario) -> None:
    granted.at("04-02 10:00").correct(grant(granted), effective_on="2026-03-06")
    assert granted.matter(PERMIT, "03-05", "04-01").phase is Phase.GRANTED
    assert granted.matter(PERMIT, "03-05", "04-02").phase is Phase.ACCEPTED


def test_known_at_the_very_moment_of_recording(granted: Scenario) -> None:
    granted.at("04-02 10:00").correct(grant(granted), effective_on="2026-03-06")
    moment = granted.log[-1].recorded_at
    before, _ = granted.projects.read(granted.project, day("03-05"), moment - timedelta(microseconds=1))
    after, _ = granted.projects.read(granted.project, day("03-05"), moment)
    assert (before.matters[PERMIT].phase, after.matters[PERMIT].phase) == (Phase.GRANTED, Phase.ACCEPTED)


def test_corrections_never_reach_the_fold(granted: Scenario) -> None:
    granted.correct(grant(granted), effective_on="2026-03-06")
    assert {event.TOPIC for event in facts(granted.log)}.isdisjoint({"RecordCorrected"})


def test_deferred_materials_are_corrected_as_a_whole(received: Scenario) -> None:
    received.act(PERMIT, "accept", "03-03", deferred={"日照": "03-20"})
    right = [{"material": "日照分析", "due_on": "2026-03-25"}]
    received.correct(received.version_of("ApplicationAccepted"), deferred=right)
    assert [(item.material, item.due_on) for item in received.matter(PERMIT).attempts[0].deferred] == [
        ("日照分析", day("03-25"))
    ]
    with refused("bad_correction", field="deferred"):
        received.correct(received.version_of("ApplicationAccepted"), deferred=[{"material": "日照分析"}])
