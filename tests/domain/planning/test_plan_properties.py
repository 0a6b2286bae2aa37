"""Properties of the plan over generated catalogues, judged by a second, slower reading of design §5.

The catalogues have one unit, promised limits no longer than the statutory ones, and no `minimum`.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue.model import Catalogue, Gate, MatterDefinition, Semantics
from domain.dates.official import official_calendar
from domain.dates.terms import Term, Unit, due
from domain.planning.model import Plan, Way, WayName
from tests.domain.planning.smallplans import COMPLETION, EXECUTION, OPERATION, PERMIT, matter, plan_of, small

CALENDAR = official_calendar()
AFTER_WORKS = (COMPLETION, OPERATION)
Dates = dict[str, date]


EITHER = st.booleans()


@st.composite
def matters(draw: st.DrawFn, unit: str, count: int, permit: st.SearchStrategy[bool] = EITHER) -> list[MatterDefinition]:
    """Matters that wait for some of those before them; one of them may be the construction permit."""
    names = [f"m{index}" for index in range(count)]
    if draw(permit):
        names[draw(st.integers(0, count - 1))] = PERMIT
    found = []
    for index, name in enumerate(names):
        earlier = st.lists(st.sampled_from(names[:index]), unique=True, max_size=3) if index else st.just([])
        promised, longer = draw(st.integers(0, 6)), draw(st.integers(0, 6))
        found.append(
            matter(
                name,
                f"{promised}{unit}",
                draw(st.sampled_from([None, f"{promised + longer}{unit}"])),
                after=draw(earlier),
                prereview=draw(earlier),
                stage=draw(st.sampled_from(["project_initiation", EXECUTION, *AFTER_WORKS])),
                gate=draw(st.sampled_from([None, None, Gate.CONSTRUCTION_START])),
                semantics=draw(st.sampled_from([Semantics.MAXIMUM, Semantics.MAXIMUM, Semantics.DUTY])),
            )
        )
    return draw(st.permutations(found))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Catalogue, Plan]:
    """A generated catalogue and the plan of all its matters, from some day of 2026."""
    found = draw(matters(draw(st.sampled_from("wcm")), draw(st.integers(1, 7))))
    catalogue = small(*found, milestones={"project_initiation": tuple(item.id for item in found)})
    start = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    construction = draw(st.one_of(st.none(), st.integers(0, 60)))
    return catalogue, plan_of(catalogue, start, preparation=draw(st.integers(0, 3)), construction_days=construction)


class Reading:
    """The rules read once more, matter by matter and without a thought for speed; grants can be put in place."""

    def __init__(self, catalogue: Catalogue, told: Plan, name: WayName, given: Mapping[str, date]) -> None:
        self.catalogue, self.told, self.way, self.given = catalogue, told, name, given
        self.works: date | None = None
        self.begins: Dates = {}
        self.grants: Dates = {}

    def read(self) -> "Reading":
        """Date everything twice: the second time with works complete."""
        self._date_all()
        start = self.construction_start()
        if start and self.told.construction_days is not None:
            self.works = self._end(start, Term(self.told.construction_days, Unit.CALENDAR_DAYS))
            self.begins, self.grants = {}, {}
            self._date_all()
        return self

    def construction_start(self) -> date | None:
        gates = [item.id for item in self.catalogue.matters.values() if item.id == PERMIT or item.gate is not None]
        known = [self.grants[id_] for id_ in gates if id_ in self.grants]
        return max(known) if gates and len(known) == len(gates) else None

    def target(self) -> date | None:
        return self.grants.get(PERMIT) if PERMIT in self.catalogue.matters else self.construction_start()

    def _date_all(self) -> None:
        left = list(self.catalogue.matters.values())
        while left:
            ready = [
                item
                for item in left
                if not any(other.id in (*item.depends_on, *item.can_prereview_after) for other in left)
            ]
            for item in ready:
                self._date(item)
                left.remove(item)

    def _date(self, item: MatterDefinition) -> None:
        held = item.stage in AFTER_WORKS
        if (held and self.works is None) or any(other not in self.grants for other in item.depends_on):
            return
        ready = max([self.told.start, *(self.grants[other] for other in item.depends_on)])
        prereviewed = self.way is WayName.ESCORTED and bool(item.can_prereview_after)
        if prereviewed:
            ready = min(ready, max(self.begins.get(other, date.max) for other in item.can_prereview_after))
        begins = CALENDAR.nth_after(ready, self.told.preparation) if self.told.preparation else ready
        if held and not prereviewed and self.works:
            begins = max(begins, self.works)
        statutory = self.way is WayName.STATUTORY and item.semantics is not Semantics.DUTY
        limit = (item.statutory if statutory else None) or item.promised
        granted = self._end(begins, limit)
        if prereviewed:
            lag = 1 if limit.count else 0
            issued = [self.grants[other] for other in item.depends_on]
            granted = max([granted, *(CALENDAR.nth_after(day, 1) if lag else day for day in issued)])
            granted = max(granted, self.works) if held and self.works else granted
        self.begins[item.id], self.grants[item.id] = begins, self.given.get(item.id, granted)

    @staticmethod
    def _end(start: date, term: Term) -> date:
        ended = due(CALENDAR, start, term).due_on
        assert ended is not None
        return ended


def moved(catalogue: Catalogue, told: Plan, name: WayName, id_: str, working_days: int) -> bool:
    """Whether granting one matter so many working days later moves the target."""
    way = told.ways()[name]
    granted = way.matters[id_].granted
    assert granted is not None
    later = CALENDAR.nth_after(granted, working_days) if working_days else granted
    reading = Reading(catalogue, told, name, {id_: later})
    reading.works = way.milestones[EXECUTION]
    reading._date_all()
    return reading.target() != way.construction_permit


@settings(deadline=None)
@given(case=cases())
def test_the_plan_is_what_the_rules_say(case: tuple[Catalogue, Plan]) -> None:
    catalogue, told = case
    for name, way in told.ways().items():
        reading = Reading(catalogue, told, name, {}).read()
        for id_, planned in way.matters.items():
            assert (planned.begins, planned.granted) == (reading.begins.get(id_), reading.grants.get(id_))
        assert way.construction_start == reading.construction_start()
        assert way.construction_permit == reading.target()
        assert way.milestones[EXECUTION] == reading.works


@settings(deadline=None)
@given(case=cases())
def test_nothing_comes_later_escorted_than_promised_nor_promised_than_statutory(case: tuple[Catalogue, Plan]) -> None:
    _, told = case
    for later, earlier in ((told.statutory, told.promised), (told.promised, told.escorted)):
        for id_ in later.matters:
            slow, fast = later.matters[id_], earlier.matters[id_]
            assert (slow.granted is None) is (fast.granted is None)
            if slow.begins and fast.begins and slow.granted and fast.granted:
                assert (fast.begins <= slow.begins, fast.granted <= slow.granted) == (True, True)
        for stage, day in later.milestones.items():
            other = earlier.milestones[stage]
            assert (day is None and other is None) or (day is not None and other is not None and other <= day)


@settings(deadline=None)
@given(case=cases())
def test_a_float_is_exact(case: tuple[Catalogue, Plan]) -> None:
    catalogue, told = case
    for name, way in told.ways().items():
        for id_, planned in way.matters.items():
            if planned.granted is None or way.construction_permit is None:
                assert planned.float is None
            elif planned.float is None:
                assert not moved(catalogue, told, name, id_, 700)
            else:
                assert not moved(catalogue, told, name, id_, planned.float)
                assert moved(catalogue, told, name, id_, planned.float + 1)


@settings(deadline=None)
@given(case=cases())
def test_the_critical_path_is_one_chain_of_dates_that_set_each_other(case: tuple[Catalogue, Plan]) -> None:
    catalogue, told = case
    for name, way in told.ways().items():
        path = way.critical_path
        if way.construction_permit is None:
            assert path == ()
            continue
        assert len(set(path)) == len(path)
        assert way.matters[path[-1]].granted == way.construction_permit
        assert way.matters[path[0]].begins == after_preparation(told.start, told.preparation)
        for before, after in pairwise(path):
            assert sets(catalogue, told, name, before, after)


def after_preparation(day: date, working_days: int) -> date:
    return CALENDAR.nth_after(day, working_days) if working_days else day


def sets(catalogue: Catalogue, told: Plan, name: WayName, before: str, after: str) -> bool:
    """Whether the grant or the begin of one matter set the begin or the grant of the next."""
    way: Way = told.ways()[name]
    item, first, second = catalogue.matters[after], way.matters[before], way.matters[after]
    assert first.begins
    assert first.granted
    by_grant, by_begin = (after_preparation(day, told.preparation) for day in (first.granted, first.begins))
    lagged = CALENDAR.nth_after(first.granted, 1) if item.promised.count else first.granted
    escorted = name is WayName.ESCORTED
    return (before in item.depends_on and second.begins == by_grant) or (
        escorted
        and (
            (before in item.depends_on and second.granted == lagged)
            or (before in item.can_prereview_after and second.begins == by_begin)
        )
    )
