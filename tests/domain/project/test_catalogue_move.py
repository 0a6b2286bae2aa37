"""A project is pinned to its catalogue; moving it is an explicit act that leaves what is under way (design §6)."""

import json
from typing import Any

import pytest

from domain.catalogue.loader import canonical_text, read_catalogue, shipped_catalogue, shipped_content
from domain.catalogue.model import Catalogue
from domain.dates.official import official_calendar
from domain.dates.terms import Term, Unit
from domain.deciding.commands import IssueServiceList, MoveCatalogue
from domain.planning.forecast import forecast
from domain.project.events.cataloguemoves import LimitChange, effect_of
from domain.project.model.rules import Rules
from domain.projects import Projects
from tests.scenario import Scenario, day, refused

NEW = "district-2"
MATTER = "project_filing"
EIA = "eia_form_approval"


def revised() -> Catalogue:
    """The filing is promised in 9 working days; the form for the environment is no longer asked for."""
    content: Any = json.loads(canonical_text(shipped_content()))
    content["meta"]["version"] = NEW
    for matter in content["matters"]:
        if matter["id"] in (MATTER, EIA):
            matter["promised_days"] = 9
        if matter["id"] == EIA:
            matter["applies_when"] = "self_water_intake"
    return read_catalogue(content)


@pytest.fixture
def two(scenario: Scenario) -> Scenario:
    """A project registered under the shipped catalogue while the district's own is loaded as well."""
    shipped, new = shipped_catalogue(), revised()
    scenario.rules = Rules(shipped, official_calendar(), {shipped.version: shipped, NEW: new})
    scenario.projects = Projects(scenario.ledger, scenario.rules, "jimo")
    return scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")


def move(scenario: Scenario, on: str = "03-10", version: str = NEW, reason: str = "新版目录公布") -> None:
    scenario.do(MoveCatalogue(version=version, effective_on=day(on), reason=reason))


def test_a_move_is_read_from_its_day_on(two: Scenario) -> None:
    move(two)
    assert (two.read("03-09").catalogue, two.read("03-10").catalogue) == (shipped_catalogue().version, NEW)
    assert two.read("03-09").matters[MATTER].definition.promised.count != 9
    assert two.matter(MATTER).definition.promised == Term(9, Unit.WORKING_DAYS)


def test_what_is_under_way_or_granted_keeps_its_terms(two: Scenario) -> None:
    two.act(MATTER, "receive", "03-02", "补录", receipt_no="1")
    two.act(EIA, "receive", "03-02", "补录", receipt_no="2")
    two.act(EIA, "grant", "03-03", "补录", document="2")
    before = (two.matter(MATTER).definition, two.matter(EIA).definition)
    move(two)
    assert (two.matter(MATTER).definition, two.matter(EIA).definition) == before


def test_the_list_stays_until_the_next_one_which_marks_what_changed(two: Scenario) -> None:
    """依据已变: the limit of an application under way is another in the new list."""
    two.act(MATTER, "receive", "03-02", "补录", receipt_no="1")
    move(two)
    assert two.read().list_version == 1
    assert two.matter(EIA).listed
    two.do(IssueServiceList(effective_on=day("03-11"), reason="新版目录"))
    assert two.matter(MATTER).basis_changed_on == day("03-11")
    assert not two.matter(EIA).listed
    assert two.event("ServiceListIssued").catalogue == NEW


def test_the_effect_is_known_before_the_move(two: Scenario) -> None:
    effect = effect_of(two.read(), two.rules, NEW)
    assert (effect.added, effect.removed) == ((), (EIA,))
    old = shipped_catalogue().matters[MATTER].promised
    assert effect.limits == (LimitChange(MATTER, "promised", old, Term(9, Unit.WORKING_DAYS)),)


def test_the_forecast_follows(two: Scenario) -> None:
    before = forecast(two.read(), two.projects.rules_of(two.read()))
    move(two)
    after = forecast(two.read(), two.projects.rules_of(two.read()))
    assert before.milestones != after.milestones


def test_the_same_version_changes_nothing_and_an_unknown_one_is_refused(two: Scenario) -> None:
    before = len(two.log)
    move(two, version=shipped_catalogue().version)
    assert len(two.log) == before
    with refused("unknown_catalogue", version="2"):
        move(two, version="2")
    with refused("reason_required"):
        move(two, reason=" ")


def test_a_voided_move_leaves_no_trace_in_the_reading(two: Scenario) -> None:
    before = two.read().matters[MATTER].definition
    move(two)
    two.correct(two.version_of("CatalogueMoved"), void=True)
    assert two.matter(MATTER).definition == before
