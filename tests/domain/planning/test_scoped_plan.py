"""The plan where there are scopes: each scope its own chain, resolved as the record resolves it (ruling 27)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.model import Catalogue, Gate
from domain.catalogue.profile import complete_profile
from domain.dates.official import official_calendar
from domain.planning.forecast import forecast
from domain.planning.model import Plan
from domain.planning.network import build_network
from domain.planning.schedule import plan
from domain.project.model.rules import Rules
from domain.project.model.scoping import Scope, ScopeKind, Scoping
from domain.project.model.state import Fact, Project
from tests.domain.planning.lives import Life, lives
from tests.domain.planning.smallplans import COMPLETION, EXECUTION, PERMIT, matter, permit, small
from tests.domain.planning.test_plan_properties import matters

START = date(2026, 3, 2)  # a Monday
CALENDAR = official_calendar()
PROFILE = complete_profile(shipped_catalogue(), {})


def scope(id_: str, *named: str, within: str = "", main: bool = False, **answers: Any) -> Scope:
    return Scope(id_, ScopeKind.SECTION, within, main, named, tuple(answers.items()))


def scoped(catalogue: Catalogue, *scopes: Scope, **values: Any) -> Plan:
    scoping = Scoping(scopes)
    chosen = [key for id_ in catalogue.matters for key in scoping.keys(id_).values()]
    return plan(catalogue, PROFILE, chosen, CALENDAR, START, scoping=scoping, **values)


def granted(told: Plan) -> dict[str, str]:
    return {key: f"{item.granted:%m-%d}" for key, item in told.promised.matters.items() if item.granted}


SITE = small(
    matter("filing", "2w"),
    matter("review", "3w", after=["filing"]),
    permit("1w", after=["review", "filing"]),
    matter("road", "1w", after=[PERMIT], stage=EXECUTION),
    matter("acceptance", "5w", after=[PERMIT], stage=COMPLETION),
    milestones={"construction_permitting": (PERMIT,), COMPLETION: ("acceptance",)},
)


def test_each_section_follows_its_own_chain() -> None:
    told = scoped(SITE, scope("s1", "review", PERMIT), scope("s2", PERMIT))
    assert granted(told) == {
        "filing": "03-04",
        "review:s1": "03-09",
        f"{PERMIT}:s1": "03-10",
        f"{PERMIT}:s2": "03-05",  # no review of its own, none of the project's
        "road": "03-11",
    }


def test_a_matter_of_the_project_waits_for_all_sections_and_a_milestone_too() -> None:
    told = scoped(SITE, scope("s1", "review", PERMIT), scope("s2", "review", PERMIT))
    assert told.promised.matters["road"].begins == date(2026, 3, 10)
    assert told.promised.milestones["construction_permitting"] == date(2026, 3, 10)


def test_an_enclosing_scope_stands_in_for_those_within_it() -> None:
    told = scoped(SITE, scope("p", "review"), scope("b1", PERMIT, within="p"), scope("b2", PERMIT))
    scoping = Scoping((scope("p", "review"), scope("b1", PERMIT, within="p"), scope("b2", PERMIT)))
    network = build_network(SITE, PROFILE, ["filing", "review:p", f"{PERMIT}:b1", f"{PERMIT}:b2"], scoping)
    assert network.nodes[f"{PERMIT}:b1"].depends_on == ("filing", "review:p")
    assert network.nodes[f"{PERMIT}:b2"].depends_on == ("filing",)
    assert granted(told)[f"{PERMIT}:b1"] == "03-10"


def test_the_main_scope_carries_the_headline() -> None:
    told = scoped(SITE, scope("s1", "review", PERMIT), scope("s2", PERMIT, main=True))
    assert told.promised.construction_permit == date(2026, 3, 5)
    assert told.promised.construction_start == date(2026, 3, 5)
    assert told.promised.critical_path == ("filing", f"{PERMIT}:s2")
    assert told.promised.matters["review:s1"].float is None


def test_works_are_complete_section_by_section_and_in_the_whole_with_the_last() -> None:
    """Ten days after each section's own start."""
    sections = (scope("s1", "review", PERMIT, "acceptance"), scope("s2", PERMIT, "acceptance"))
    told = scoped(SITE, *sections, construction_days=10)
    assert told.promised.matters["acceptance:s1"].begins == date(2026, 3, 20)
    assert told.promised.matters["acceptance:s2"].begins == date(2026, 3, 16)  # the 15th is a Sunday
    assert told.promised.milestones[EXECUTION] == date(2026, 3, 20)


def test_own_answers_choose_the_statutory_limit() -> None:
    catalogue = shipped_catalogue()
    for item in (item for item in catalogue.matters.values() if item.statutory_variants):
        for value in answers_to(catalogue, field := item.statutory_variants[0].when.fields[0]):
            scoping = Scoping((scope("s1", item.id, **{field: value}),))
            here = build_network(catalogue, PROFILE, [f"{item.id}:s1"], scoping)
            everywhere = build_network(catalogue, {**PROFILE, field: value}, [item.id])
            assert here.nodes[f"{item.id}:s1"].limits == everywhere.nodes[item.id].limits


def answers_to(catalogue: Catalogue, field: str) -> list[Any]:
    return list(catalogue.profile_fields[field].allowed_values) or [True, False]


def test_a_gate_of_one_section_holds_only_that_section() -> None:
    site = small(permit("1w"), matter("gate", "9w", gate=Gate.CONSTRUCTION_START))
    told = scoped(site, scope("s1", PERMIT, "gate"), scope("s2", PERMIT, main=True))
    assert told.promised.construction_start == date(2026, 3, 3)


@settings(deadline=None)
@given(st.data())
def test_one_scope_with_everything_is_planned_as_no_scope(data: st.DataObject) -> None:
    found = data.draw(matters(data.draw(st.sampled_from("wcm")), data.draw(st.integers(1, 7))))
    catalogue = small(*found, milestones={"project_initiation": tuple(item.id for item in found)})
    building = data.draw(st.sampled_from([None, 0, 40]))
    values: dict[str, Any] = {"preparation": data.draw(st.integers(0, 3)), "construction_days": building}
    plain = plan(catalogue, PROFILE, list(catalogue.matters), CALENDAR, START, **values)
    whole = scoped(catalogue, scope("all", *catalogue.matters), **values)
    for one, other in zip(plain.ways().values(), whole.ways().values(), strict=True):
        assert {f"{key}:all": item for key, item in one.matters.items()} == dict(other.matters)
        assert one.milestones == other.milestones
        assert one.construction_permit == other.construction_permit
        assert one.construction_start == other.construction_start
        assert tuple(f"{key}:all" for key in one.critical_path) == other.critical_path


def in_one_scope(life: Life) -> Project:
    """The same life with every matter in the scope `all`."""
    project = life.project()
    return replace(
        project,
        scopes=Scoping((scope("all", *life.catalogue.matters, main=True),)),
        listed=tuple(replace(item, key=f"{item.key}:all") for item in project.listed),
        matters={f"{key}:all": replace(item, key=f"{key}:all") for key, item in project.matters.items()},
    )


@settings(deadline=None)
@given(life=lives(), rolled=st.sampled_from([None, 0, 60]))
def test_one_scope_with_everything_is_forecast_as_no_scope(life: Life, rolled: int | None) -> None:
    as_of = None if rolled is None else life.landed + timedelta(days=rolled)
    plain, whole = (forecast(project, life.rules, as_of) for project in (life.project(), in_one_scope(life)))
    for key, found in plain.matters.items():
        other = whole.matters[f"{key}:all"]
        assert [day and day.on for day in (found.begins, found.granted)] == [
            day and day.on for day in (other.begins, other.granted)
        ]
    for one, other_day in zip(plain.milestones.values(), whole.milestones.values(), strict=True):
        assert (one and one.on) == (other_day and other_day.on)
    assert (plain.construction_permit and plain.construction_permit.on) == (
        whole.construction_permit and whole.construction_permit.on
    )


@pytest.mark.parametrize("kind", ["construction_started", "works_completed"])
def test_facts_of_one_section_are_forecast_for_that_section_alone(kind: str) -> None:
    life = Life(SITE, START, 0, 10, dict.fromkeys(SITE.matters, ("planned", ())))
    named = ("review", PERMIT, "acceptance")
    scopes = Scoping((scope("s1", *named, main=True), scope("s2", *named)))
    project = life.project()
    keys = [key for id_ in SITE.matters for key in scopes.keys(id_).values()]
    project = replace(
        project,
        scopes=scopes,
        listed=tuple(replace(project.listed[0], key=key, matter=key.partition(":")[0]) for key in keys),
        matters={key: replace(project.matters[key.partition(":")[0]], key=key) for key in keys},
        facts=(Fact(kind, date(2026, 3, 12), "s1", None, 1),),
    )
    told = forecast(project, Rules(SITE, CALENDAR))
    days = {key: item.begins and item.begins.on for key, item in told.matters.items() if "acceptance" in key}
    assert days["acceptance:s2"] == date(2026, 3, 20)
    assert days["acceptance:s1"] == (date(2026, 3, 23) if kind == "construction_started" else date(2026, 3, 12))
    assert told.milestones[EXECUTION]
