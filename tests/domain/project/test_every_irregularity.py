"""Rulings §6: every code once on the first day or value that raises it, and not on the one before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from domain.deciding.commands import EnterProfile, IssueServiceList, ProjectCommand, RecordFact
from domain.project.record.irregularities import Irregularity
from tests.domain.project.conftest import PERMIT
from tests.scenario import SEED_PROFILE, Scenario, an_act, day

WASTE = "construction_waste_disposal"  # 行政许可 that depends on the planning permit alone
EIA = "eia_form_approval"  # on the list for as long as the profile says eia_class: form
BUILDING_GATES = ("eia_form_approval", "soil_conservation_form", "construction_permit")
PRODUCTION_GATES = (
    "soil_conservation_acceptance",
    "pollutant_registration",
    "sewer_discharge_permit",
    "eia_acceptance",
    "occupational_health_acceptance",
)


@dataclass(frozen=True)
class Case:
    """Where it starts (a fixture, and what is entered first), what raises the code, and the near miss."""

    given: str
    raised: ProjectCommand
    missed: ProjectCommand
    before: tuple[ProjectCommand, ...] = ()


def act(name: str, on: str, matter: str = PERMIT, **values: Any) -> ProjectCommand:
    """An act with a decision's document; without a reason, so that its codes are asked for."""
    papers = {"grant": "document", "extend": "document", "receive": "receipt_no"}
    given = {papers[name]: "1号"} if name in papers else {}
    return an_act(matter, name, on, **{**given, **values})


def whole(on: str, *matters: str) -> tuple[ProjectCommand, ...]:
    """Received and granted on one day, whatever comes before it in the catalogue."""
    return tuple(
        an_act(key, name, on, "前置未齐", **{paper: "1号"})
        for key in matters
        for name, paper in (("receive", "receipt_no"), ("grant", "document"))
    )


def fact(kind: str, on: str) -> ProjectCommand:
    return RecordFact(kind=kind, effective_on=day(on))


def hearing(on: str, kind: str = "hearing") -> ProjectCommand:
    return act("suspend", on, kind=kind, notice_no="1号", notice_on="03-03")


def extension(on: str, days: int = 10) -> ProjectCommand:
    return act("extend", on, days=days, approved_by="局长")


def asked(on: str) -> ProjectCommand:
    return act("request-supplement", on, materials=("图",))


CASES = {
    Irregularity.ACCEPTED_BEFORE_DEPENDENCY: Case(
        "granted",  # on 03-05
        act("accept", "03-04", WASTE),
        act("accept", "03-05", WASTE),
        (act("receive", "03-03", WASTE),),
    ),
    Irregularity.GRANTED_BEFORE_DEPENDENCY: Case(
        "granted",
        act("grant", "03-04", WASTE),
        act("grant", "03-05", WASTE),
        (act("receive", "03-03", WASTE), an_act(WASTE, "accept", "03-04", "先受理")),
    ),
    Irregularity.GRANTED_WITH_MISSING_MATERIALS: Case(
        "received",
        act("grant", "03-05"),
        act("grant", "03-06"),
        (act("accept", "03-03", deferred={"图": "03-20"}), act("material-received", "03-06", material="图")),
    ),
    Irregularity.ANSWERED_LATE: Case("received", act("accept", "03-10"), act("accept", "03-09")),
    Irregularity.SECOND_SUPPLEMENT_REQUEST: Case("received", asked("03-04"), asked("03-03"), (asked("03-03"),)),
    Irregularity.SUPPLEMENT_AFTER_ACCEPTANCE: Case("accepted", asked("03-03"), asked("03-02")),
    Irregularity.OVER_PROMISED: Case("accepted", act("grant", "03-07"), act("grant", "03-06")),
    Irregularity.OVER_STATUTORY: Case("accepted", act("grant", "04-01"), act("grant", "03-31")),
    Irregularity.SUSPENDED_AFTER_LIMIT: Case("accepted", hearing("03-07"), hearing("03-06")),
    Irregularity.SUSPENSION_WITHOUT_BASIS: Case("accepted", hearing("03-04", kind="testing"), hearing("03-04")),
    Irregularity.EXTENDED_AFTER_LIMIT: Case("accepted", extension("03-07"), extension("03-06")),
    Irregularity.EXTENDED_BEYOND_LAW: Case("accepted", extension("03-05", days=11), extension("03-05")),
    Irregularity.DECISION_WITHOUT_DOCUMENT: Case("accepted", act("grant", "03-05", document=""), act("grant", "03-05")),
    Irregularity.CONSTRUCTION_BEFORE_PERMIT: Case(
        "ready",
        fact("construction_started", "03-19"),
        fact("construction_started", "03-20"),
        whole("03-20", *BUILDING_GATES),
    ),
    Irregularity.PRODUCTION_BEFORE_GATE: Case(
        "ready",
        fact("production_started", "03-19"),
        fact("production_started", "03-20"),
        whole("03-20", *PRODUCTION_GATES),
    ),
    Irregularity.LIST_CHANGED_AFTER_GRANT: Case(
        "ready",
        IssueServiceList(effective_on=day("03-04")),
        IssueServiceList(effective_on=day("03-03")),  # sorts before the grant of that day
        (*whole("03-03", EIA), EnterProfile(effective_on=day("03-02"), answers={**SEED_PROFILE, "eia_class": "none"})),
    ),
}


def cases() -> Iterator[Any]:
    for code, case in CASES.items():
        yield pytest.param(code, case, case.raised, True, id=f"{code}-raised")
        yield pytest.param(code, case, case.missed, False, id=f"{code}-missed")


@pytest.mark.parametrize(("code", "case", "command", "raised"), list(cases()))
def test_a_code_is_raised_and_narrowly_missed(
    request: pytest.FixtureRequest, code: Irregularity, case: Case, command: ProjectCommand, raised: bool
) -> None:
    scenario: Scenario = request.getfixturevalue(case.given)
    scenario.at("04-01 18:00")
    for entry in case.before:
        scenario.do(entry)
    assert (code.value in scenario.needed(command)) is raised


def test_every_code_has_its_case() -> None:
    assert set(CASES) == set(Irregularity)
