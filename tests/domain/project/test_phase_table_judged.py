"""Ruling 1 and §5 through the real judging: a matter is brought into each phase by acts, then every act is tried there.

The matter is a technical review whose clock runs from receipt: of all kinds the one for which the fewest footnotes
forbid anything (e, f). What the footnotes forbid the others stands with their acts: (c) `test_deemed_acceptance`,
(e) `test_suspend`, (f) `test_grant`.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from domain.deciding.commands import ConfirmRecord, ContestRecord, RecordAct
from domain.errors import DomainError
from domain.project.model.phases import SHORT, Act, Phase
from domain.projects import Preview
from tests.domain.project.test_phase_table import cells
from tests.scenario import Scenario, an_act, as_officer, as_specialist

REVIEW = "seismic_evaluation"  # 技术审查; clock from receipt, 10 working days promised, 15 calendar days by law
APPLIES: dict[str, Any] = {"seismic_evaluation_required": True, "area_assessment_covered": False}
LICENCE = "eia_form_approval"  # 行政许可, so that silence accepts; clock from receipt
DAY = "03-06"  # on which every act is tried; what went before ended on 03-05
STOP = {"kind": "expert_review", "notice_no": "1号", "notice_on": "03-04"}
DEFERRED = {"图": "03-20"}
RECEIVED: list[tuple[str, str, dict[str, Any]]] = [("receive", "03-02", {"receipt_no": "1"})]
REQUESTED = [*RECEIVED, ("request-supplement", "03-03", {"materials": ("表",)})]
ACCEPTED = [*RECEIVED, ("accept", "03-03", {"deferred": DEFERRED})]
GRANTED = [*ACCEPTED, ("grant", "03-04", {"document": "1"})]
WAYS: dict[Phase, list[tuple[str, str, dict[str, Any]]]] = {
    Phase.PLANNED: [],
    Phase.SUBMITTED: [("submit", "03-02", {})],
    Phase.RECEIVED: RECEIVED,
    Phase.SUPPLEMENT_REQUESTED: REQUESTED,
    Phase.SUPPLEMENTED: [*REQUESTED, ("supplement", "03-04", {})],
    Phase.ACCEPTED: ACCEPTED,
    Phase.SUSPENDED: [*ACCEPTED, ("suspend", "03-04", STOP)],
    Phase.GRANTED: GRANTED,
    Phase.LAPSED: [*GRANTED, ("lapse", "03-05", {})],
    Phase.ANNULLED: [*GRANTED, ("annul", "03-05", {"kind": "annulled", "document": "1"})],
    Phase.NOT_ACCEPTED: [*RECEIVED, ("not-accept", "03-03", {"document": "1"})],
    Phase.REFUSED: [*ACCEPTED, ("refuse", "03-04", {"document": "1"})],
    Phase.WITHDRAWN: [*RECEIVED, ("withdraw", "03-03", {})],
    Phase.CLOSED: [*RECEIVED, ("close", "03-03", {})],
    Phase.WAIVED: [("waive", "03-02", {})],
    Phase.NOT_APPLICABLE: [("not-applicable", "03-02", {})],
}
VALUES: dict[Act, dict[str, Any]] = {
    Act.PRE_REVIEW_OPINION: {"result": "favourable"},
    Act.RECEIVE: {"receipt_no": "2"},
    Act.REQUEST_SUPPLEMENT: {"materials": ("表",)},
    Act.MATERIAL_RECEIVED: {"material": "图"},
    Act.SUSPEND: {**STOP, "kind": "testing"},  # (e) a second open stop is of another kind
    Act.EXTEND: {"days": 2, "approved_by": "局长", "document": "1"},
    Act.RENEW: {"step": "applied"},
    Act.ANNUL: {"kind": "cancelled", "document": "1"},
    **{act: {"document": "1"} for act in (Act.NOT_ACCEPT, Act.GRANT, Act.REFUSE)},
}
MARKING = {Act.REQUEST_SUPPLEMENT}  # the row that marks some of its cells with an irregularity (!)


class Office:
    """One store; per phase (and what the act needs besides) one project whose matter stands there."""

    def __init__(self, url: str) -> None:
        self.scenario = as_specialist(Scenario(url).at("01-05 09:00"))
        self.lives: dict[tuple[Phase, Act | None], UUID] = {}

    def standing(self, phase: Phase, act: Act) -> Scenario:
        """The scenario, at the project whose matter stands in the phase, ready for what a footnote asks of the act."""
        need = act if act in (Act.PRE_REVIEW_OPINION, Act.SUPPLEMENT) else None
        if (phase, need) not in self.lives:
            self.lives[phase, need] = self.live(phase, need)
        self.scenario.project = self.lives[phase, need]
        return self.scenario

    def live(self, phase: Phase, need: Act | None) -> UUID:
        scenario = as_specialist(self.scenario).at("01-05 09:00").registered().listed(**APPLIES)
        scenario.at(f"{DAY} 17:00")
        if need is Act.PRE_REVIEW_OPINION:  # (a) a review that was begun
            scenario.act(REVIEW, "pre-review", "02-27")
        for act, on, values in WAYS[phase]:
            scenario.act(REVIEW, act, on, "按事实登记", **values)
        if need is Act.SUPPLEMENT and phase in (Phase.ACCEPTED, Phase.SUSPENDED):  # (b) a request that is open
            scenario.act(REVIEW, "request-supplement", "03-05", "漏看", materials=("表",))
        assert scenario.matter(REVIEW).phase is phase
        return scenario.project


@pytest.fixture(scope="module")
def office(shared_url: str) -> Iterator[Office]:
    office = Office(shared_url)
    yield office
    office.scenario.close()


def tried(scenario: Scenario, act: Act) -> Preview:
    return scenario.preview(the_act(act, reason="按事实登记"))


def the_act(act: Act, reason: str = "") -> RecordAct:
    return an_act(REVIEW, act.value, DAY, reason, **VALUES.get(act, {}))


ACTS = [cell for cell in cells() if cell[0] is not Act.DEEM_ACCEPTED]
IMPOSSIBLE = [cell for cell in ACTS if cell[2].startswith("·")]
POSSIBLE = [cell for cell in ACTS if not cell[2].startswith("·")]
MARKED = [cell for cell in POSSIBLE if cell[0] in MARKING]


@pytest.mark.parametrize(("act", "phase", "cell"), POSSIBLE)
def test_a_possible_act_leads_where_the_table_says(office: Office, act: Act, phase: Phase, cell: str) -> None:
    after = tried(office.standing(phase, act), act).judgement.project.matters[REVIEW].phase
    followed = cell.partition("(")[0].rstrip("!")
    expected = {"=": phase, "back": Phase.ACCEPTED}.get(followed) or SHORT[followed]
    assert after is expected


@pytest.mark.parametrize(("act", "phase", "cell"), IMPOSSIBLE)
def test_an_impossible_act_is_out_of_order(office: Office, act: Act, phase: Phase, cell: str) -> None:
    scenario = office.standing(phase, act)
    with pytest.raises(DomainError) as refusal:
        tried(scenario, act)
    assert (refusal.value.code, refusal.value.params["phase"]) == ("act_out_of_order", phase)


@pytest.mark.parametrize(("act", "phase", "cell"), MARKED)
def test_a_marked_cell_asks_for_a_reason(office: Office, act: Act, phase: Phase, cell: str) -> None:
    assert bool(office.standing(phase, act).needed(the_act(act))) is cell.endswith("!")


@pytest.mark.parametrize(("act", "phase", "cell"), [cell for cell in cells() if cell[0] is Act.DEEM_ACCEPTED])
def test_silence_accepts_only_where_an_answer_is_due(scenario: Scenario, act: Act, phase: Phase, cell: str) -> None:
    scenario.at("01-05 09:00").registered().listed().at(f"{DAY} 17:00")
    for name, on, values in WAYS[phase]:
        scenario.act(LICENCE, name, on, "按事实登记", **values)
    assert ("AcceptanceDeemed" in scenario.topics(scenario.at("03-31 09:00").deem())) is (cell == "acc")


@pytest.mark.parametrize(("verdict", "topic"), [(ConfirmRecord, "RecordConfirmed"), (ContestRecord, "RecordContested")])
@pytest.mark.parametrize("phase", list(Phase))
def test_the_departments_word_is_no_part_of_the_sequence(
    office: Office, phase: Phase, verdict: type[ConfirmRecord | ContestRecord], topic: str
) -> None:
    scenario = office.standing(phase, Act.PRE_REVIEW_OPINION)
    started = scenario.version_of("PreReviewStarted", REVIEW)
    officer = as_officer(scenario, scenario.matter(REVIEW).definition.department)

    said = officer.preview(verdict(matter=REVIEW, version=started, reason="核对"))

    as_specialist(scenario)
    assert said.judgement.project.matters[REVIEW].phase is phase
    assert [event.TOPIC for event in said.judgement.events] == [topic]


def test_every_cell_is_tried() -> None:
    assert set(WAYS) == set(Phase)
    assert len(ACTS) == len(POSSIBLE) + len(IMPOSSIBLE) == (len(Act) - 1) * len(Phase)
