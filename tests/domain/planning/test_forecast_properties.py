"""Properties of the forecast over generated lives of small projects."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dates.terms import Term, Unit, due
from domain.planning.forecast import forecast
from domain.planning.foreseen import Foreseen
from domain.planning.network import build_network, kept_network
from domain.planning.schedule import plan
from domain.planning.timing import Clock
from domain.project.model.state import Project
from tests.domain.planning.lives import CALENDAR, SETTLED, Life, delays, lives, with_fact


def on(day: Foreseen | None) -> date | None:
    return day and day.on


@settings(deadline=None)
@given(life=lives(SETTLED))
def test_once_all_is_granted_the_forecast_is_the_actual(life: Life) -> None:
    project = life.project()
    told = forecast(project, life.rules)
    for key, found in told.matters.items():
        matter = project.matters[key]
        assert found.granted
        assert found.granted.actual
        assert found.granted.on == (matter.granted_on or matter.exempted_on)
    assert told.critical_chain == ()
    for as_of in (life.landed, life.landed + timedelta(days=90)):
        rolled = forecast(project, life.rules, as_of)
        assert rolled.matters == told.matters
        assert rolled.milestones["project_initiation"] == told.milestones["project_initiation"]


@settings(deadline=None)
@given(life=lives(["planned"]))
def test_without_acts_the_forecast_is_the_escorted_plan(life: Life) -> None:
    project = life.project()
    told = forecast(project, life.rules)
    planned = plan(
        life.catalogue,
        project.profile or {},
        list(life.catalogue.matters),
        CALENDAR,
        life.landed,
        life.preparation,
        life.construction_days,
    ).escorted
    for key, found in told.matters.items():
        assert (on(found.begins), on(found.granted)) == (planned.matters[key].begins, planned.matters[key].granted)
    assert {stage: on(day) for stage, day in told.milestones.items()} == dict(planned.milestones)
    assert on(told.construction_permit) == planned.construction_permit
    assert on(told.construction_start) == planned.construction_start
    assert told.critical_chain == planned.critical_path


def started_at_once(life: Life) -> Project:
    return with_fact(life.project(), "construction_started", life.landed)


@settings(deadline=None)
@given(pair=delays(), rolled=st.one_of(st.none(), st.integers(0, 90)), started=st.booleans())
def test_delaying_one_actual_date_makes_no_date_earlier(
    pair: tuple[Life, Life], rolled: int | None, started: bool
) -> None:
    as_of = None if rolled is None else pair[0].landed + timedelta(days=rolled)
    before, after = (forecast(started_at_once(life) if started else life.project(), life.rules, as_of) for life in pair)
    for key, found in before.matters.items():
        if found.granted and (moved := after.matters[key].granted):
            assert moved.on >= found.granted.on
    if before.construction_permit:
        assert after.construction_permit
        assert after.construction_permit.on >= before.construction_permit.on


@settings(deadline=None)
@given(life=lives(), rolled=st.integers(0, 200))
def test_rolled_forward_nothing_open_comes_before_the_day(life: Life, rolled: int) -> None:
    as_of = life.landed + timedelta(days=rolled)
    told = forecast(life.project(), life.rules, as_of)
    every = [day for found in told.matters.values() for day in (found.begins, found.granted)]
    every += [*told.milestones.values(), told.construction_permit, told.construction_start]
    assert all(day.actual or day.on >= as_of for day in every if day)


@settings(deadline=None)
@given(life=lives(), rolled=st.integers(0, 200))
def test_rolling_forward_makes_nothing_earlier(life: Life, rolled: int) -> None:
    project = life.project()
    stored = forecast(project, life.rules)
    told = forecast(project, life.rules, life.landed + timedelta(days=rolled))
    for key, found in stored.matters.items():
        if found.granted:
            assert told.matters[key].granted
            assert (on(told.matters[key].granted) or date.min) >= found.granted.on


@settings(deadline=None)
@given(life=lives())
def test_the_same_facts_give_the_same_forecast(life: Life) -> None:
    assert forecast(life.project(), life.rules) == forecast(life.project(), life.rules)


@settings(deadline=None)
@given(life=lives(), rolled=st.one_of(st.none(), st.integers(0, 90)))
def test_every_date_has_its_ground_and_the_chain_ends_at_the_target(life: Life, rolled: int | None) -> None:
    as_of = None if rolled is None else life.landed + timedelta(days=rolled)
    told = forecast(life.project(), life.rules, as_of)
    for found in told.matters.values():
        for day in (found.begins, found.granted):
            assert day is None or day.because.on is not None
            if day and day.because.matter:
                assert day.because.matter in told.matters
    if told.critical_chain:
        last = told.matters[told.critical_chain[-1]].granted
        assert told.construction_permit
        assert last
        assert last.on == told.construction_permit.on
        assert told.held_by
        assert told.held_by.matter == told.critical_chain[0]


@settings(deadline=None)
@given(start=st.dates(date(2024, 1, 1), date(2028, 1, 1)), count=st.integers(0, 400), unit=st.sampled_from(list(Unit)))
def test_the_planners_clock_is_the_date_engine(start: date, count: int, unit: Unit) -> None:
    term = Term(count, unit)
    assert Clock(CALENDAR).end(start, (term,)) == due(CALENDAR, start, term).due_on


@settings(deadline=None)
@given(life=lives())
def test_a_kept_network_is_the_network(life: Life) -> None:
    profile = life.project().profile or {}
    chosen = tuple(life.catalogue.matters)
    assert kept_network(life.catalogue, profile, chosen) == build_network(life.catalogue, profile, chosen)
