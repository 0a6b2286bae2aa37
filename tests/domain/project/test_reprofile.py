"""A second profile and list: added, left out, kept; what was done stays and is marked (design §4, ruling 8)."""

import pytest

from domain.deciding.commands import EnterProfile, IssueServiceList
from domain.project.model.state import ListedMatter
from tests.domain.project.conftest import PERMIT
from tests.scenario import SEED_PROFILE, Scenario, day, refused

ADDED = "civil_air_defence_review"
EIA = "eia_form_approval"  # rests on eia_class
CODE = "list_changed_after_grant"


@pytest.fixture
def listed(scenario: Scenario) -> Scenario:
    return scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")


def line(scenario: Scenario, key: str) -> ListedMatter:
    return next(item for item in scenario.read().listed if item.key == key)


def granted(scenario: Scenario, key: str = EIA) -> None:
    scenario.act(key, "receive", "03-02", "补录", receipt_no="1")
    scenario.act(key, "grant", "03-03", "补录", document="1")


def needed_by(scenario: Scenario, **changes: object) -> list[str]:
    """The codes a new list would need a reason for."""
    scenario.do(EnterProfile(effective_on=day("03-20"), answers={**SEED_PROFILE, **changes}))
    return scenario.needed(IssueServiceList(effective_on=day("03-20")))


def test_a_second_list_adds_and_leaves_out(listed: Scenario) -> None:
    listed.listed("03-20", civil_air_defence_required=True, eia_class="none")
    project = listed.read()
    assert project.list_version == 2
    assert line(listed, ADDED).applies
    assert project.matters[ADDED].listed
    assert not line(listed, EIA).applies
    assert not project.matters[EIA].listed
    assert {item.key for item in project.listed_before} == {item.key for item in project.listed}


def test_first_targets_and_baselines_stay(listed: Scenario) -> None:
    before = listed.read().yardsticks
    listed.listed("03-20", civil_air_defence_required=True)
    assert listed.read().yardsticks == before
    assert listed.event("ServiceListIssued").baselines == ()


def test_an_application_under_way_stays_and_is_marked(listed: Scenario) -> None:
    """依据已变."""
    listed.act(EIA, "receive", "03-02", "补录", receipt_no="1")
    listed.listed("03-20", eia_class="none")
    matter = listed.matter(EIA)
    assert (matter.phase, matter.listed) == ("received", False)
    assert (matter.basis_changed_on, matter.review_needed_on) == (day("03-20"), None)
    assert listed.matter(EIA, "03-19").basis_changed_on is None
    listed.act(EIA, "accept", "03-23", "补录")
    assert listed.matter(EIA).phase == "accepted"


def test_a_granted_matter_that_no_longer_applies_needs_a_review(listed: Scenario) -> None:
    """需复核, and the list carries the code with its reason."""
    granted(listed)
    assert needed_by(listed, eia_class="none") == [CODE]
    listed.listed("03-20", eia_class="none")
    matter = listed.matter(EIA)
    assert (matter.phase, matter.granted_on, matter.review_needed_on) == ("granted", day("03-03"), day("03-20"))
    assert listed.event("ServiceListIssued").irregularities == (CODE,)


def test_without_a_reason_such_a_list_is_refused(listed: Scenario) -> None:
    granted(listed)
    needed_by(listed, eia_class="none")
    with refused("reason_required", codes=CODE):
        listed.do(IssueServiceList(effective_on=day("03-20")))


def test_a_granted_matter_whose_statutory_limit_changes_needs_a_review(listed: Scenario) -> None:
    """The reason or the limit of the permit's own line changes with its fields only."""
    listed.act(PERMIT, "receive", "03-02", "补录", receipt_no="1")
    listed.act(PERMIT, "grant", "03-03", "补录", document="1")
    basis = listed.matter(PERMIT).basis
    assert basis is not None
    assert basis.promised == listed.rules.catalogue.matters[PERMIT].promised
    assert needed_by(listed, civil_air_defence_required=True) == []


def test_a_planned_matter_takes_its_new_basis_without_a_mark(listed: Scenario) -> None:
    assert needed_by(listed, eia_class="none") == []
    listed.listed("03-20", eia_class="none")
    matter = listed.matter(EIA)
    assert (matter.basis_changed_on, matter.review_needed_on) == (None, None)


def test_a_list_as_the_grant_was_takes_the_review_away(listed: Scenario) -> None:
    granted(listed)
    listed.listed("03-20", eia_class="none")
    listed.listed("03-25")
    assert listed.matter(EIA).review_needed_on is None
    assert listed.event("ServiceListIssued").irregularities == ()


def test_an_unchanged_review_is_raised_once(listed: Scenario) -> None:
    granted(listed)
    listed.listed("03-20", eia_class="none")
    listed.listed("03-25", eia_class="none", night_work=True)
    assert listed.codes_now("ServiceListIssued") == []
    assert listed.matter(EIA).review_needed_on == day("03-20")


def test_a_grant_entered_late_raises_the_code_on_the_list_that_stands(listed: Scenario) -> None:
    """The codes are computed from the facts as they are known now (ruling 10)."""
    listed.listed("03-20", eia_class="none")
    assert listed.event("ServiceListIssued").irregularities == ()
    granted(listed)
    assert listed.codes_now("ServiceListIssued") == [CODE]


def test_matters_with_acts_are_merged_into_the_list(listed: Scenario) -> None:
    """Ruling 8: evolving the list merges into matters already there."""
    granted(listed)
    listed.listed("03-20", civil_air_defence_required=True)
    matter = listed.matter(EIA)
    assert (matter.listed, matter.granted_on, matter.review_needed_on) == (True, day("03-03"), None)
