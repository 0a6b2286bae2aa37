"""The Gantt of a project as shapes: the plan above what came true, stops hatched, what waits for what.

Everything here is geometry of values that the API shows too. Bars of one kind are one path, so that the picture stays
small however many matters there are.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from unicodedata import east_asian_width

from api.pages.project.axis import Axis
from domain.dates.calendar import WorkingCalendar

LEFT, WIDTH, TOP = 236.0, 940.0, 34.0
ROW, HEAD = 20.0, 24.0
PLAN, ACTUAL = (3.0, 5.0), (9.5, 7.5)  # from the top of a row, and how high
LABEL = 34  # half-width characters
MARGIN = timedelta(days=4)
Dates = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A row of the chart: a stage's head or a matter."""

    y: float
    label: str
    name: str
    head: bool = False
    critical: bool = False
    matter: Mapping[str, Any] | None = None
    schedule: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Chart:
    """The picture: its size, its axis, its rows, and a path for each kind of bar (`shapes`)."""

    height: float
    axis: Axis
    lines: Sequence[Line]
    shapes: Mapping[str, str]
    today: float | None
    width: float = LEFT + WIDTH + 4
    left: float = LEFT
    top: float = TOP


def chart(
    project: Dates,
    schedule: Dates,
    milestones: Dates,
    waits: Mapping[str, Sequence[str]],
    calendar: WorkingCalendar,
    stages: Sequence[str],
    way: str,
) -> Chart | None:
    """The chart of some stages with the plan by one way; None before there is a plan."""
    rows = [row for row in schedule["matters"] if row["stage"] in stages]
    if not rows:
        return None
    matters = {row["key"]: row for row in project["matters"]}
    today: date = project["as_of"]
    axis = Axis(*bounds(rows, project["landed_on"], way), LEFT, WIDTH)
    lines = list(lines_of(rows, matters, milestones, stages))
    height = (lines[-1].y + ROW + 6) if lines else TOP
    shapes: defaultdict[str, list[str]] = defaultdict(list)
    for kind, runs in zip(("weekend", "holiday"), axis.free_days(calendar), strict=True):
        shapes[kind] += [axis.box(first, last, TOP, height - TOP) for first, last in runs]
    for line in lines:
        if line.schedule:
            draw_plan(shapes, axis, line, way)
        if line.matter and line.schedule:
            draw_actual(shapes, axis, line, today)
    for stage in milestones["milestones"]:
        draw_milestone(shapes, axis, lines, stage)
    draw_waiting(shapes, axis, lines, waits)
    drawn = {kind: "".join(paths) for kind, paths in shapes.items()}
    seen = axis.x(today) if axis.first <= today <= axis.last else None
    return Chart(height, axis, lines, drawn, seen)


def bounds(rows: Sequence[Dates], landed_on: date, way: str) -> tuple[date, date]:
    """The first and the last day that anything has."""
    days = [landed_on, *(day for row in rows for day in days_of(row, way))]
    return min(days) - MARGIN, max(days) + MARGIN * 2


def days_of(row: Dates, way: str) -> Iterator[date]:
    """Every day of a matter's plan, forecast and course."""
    planned = (row["yardsticks"][way] or {}).values()
    foreseen = [row["forecast"][part]["on"] for part in ("begins", "granted") if row["forecast"][part]]
    yield from (day for day in (*planned, *foreseen, *row["actual"].values()) if day)


def lines_of(
    rows: Sequence[Dates], matters: Mapping[str, Any], milestones: Dates, stages: Sequence[str]
) -> Iterator[Line]:
    """A head for each stage that has matters, and its matters below."""
    y = TOP
    for stage in milestones["milestones"]:
        own = [row for row in rows if row["stage"] == stage["stage"]]
        if not own or stage["stage"] not in stages:
            continue
        yield Line(y, stage["name"], stage["name"], head=True)
        y += HEAD
        for row in own:
            matter = matters.get(row["key"])
            name = matter["name"] if matter else row["name"]
            yield Line(y, fitting(name), name, critical=row["critical"], matter=matter, schedule=row)
            y += ROW


def fitting(name: str) -> str:
    """A name as long as the column has room for; a Chinese character is as wide as two others."""
    room, kept = LABEL, ""
    for sign in name:
        room -= 2 if east_asian_width(sign) in "WF" else 1
        if room < 0:
            return kept + "…"
        kept += sign
    return kept


def draw_plan(shapes: dict[str, list[str]], axis: Axis, line: Line, way: str) -> None:
    """The frozen plan by a way."""
    dates = (line.schedule or {})["yardsticks"][way]
    if dates and dates["begins"] and dates["granted"]:
        shapes["plan"].append(axis.box(dates["begins"], dates["granted"], line.y + PLAN[0], PLAN[1]))


def draw_actual(shapes: dict[str, list[str]], axis: Axis, line: Line, today: date) -> None:
    """What came true, up to its end or today; what is foreseen from there on; its due days."""
    matter, row = line.matter or {}, line.schedule or {}
    y, height = line.y + ACTUAL[0], ACTUAL[1]
    for kind, first, last in (*reviewed(matter, today), *handled(matter, today), *foreseen(row, today)):
        shapes[kind].append(axis.box(first, last, y, height))
        if line.critical:
            shapes["critical"].append(axis.box(first, last, y, height))
    for stop in matter["stops"]:
        shapes["stop"].append(axis.box(stop["suspended_on"], before(stop["resumed_on"]) or today, y, height))
    for kind in ("promised", "statutory"):
        due = matter[kind] and matter[kind]["overrun"] and matter[kind]["due_on"]
        if due and not matter["granted_on"] and axis.first <= due <= axis.last:
            shapes[f"{kind}-due"].append(f"M{sum(axis.span(due, due)):g} {line.y + 2:g}v{ROW - 3:g}")


def before(day: date | None) -> date | None:
    """The day before: a stop's days end before the day on which the clock runs again."""
    return day - timedelta(days=1) if day else None


Piece = tuple[str, date, date]


def reviewed(matter: Dates, today: date) -> Iterator[Piece]:
    """The pre-review, until its opinion or the receipt."""
    review = matter["pre_review"]
    if review:
        yield "review", review["started_on"], review["opinion_on"] or matter["received_on"] or today


def handled(matter: Dates, today: date) -> Iterator[Piece]:
    """The last application, or the grant alone where there was none."""
    end = matter["granted_on"] or matter["refused_on"]
    begin = matter["received_on"] or (None if matter["pre_review"] else end)
    if begin is None:
        if end:
            yield "granted", end, end
        return
    running = matter["phase"] in RUNNING
    if end is None and not running:
        yield "ended", begin, begin
        return
    over = running and matter["due_on"] and matter["due_on"] < today
    kind = "late" if over else "granted" if matter["granted_on"] else "ended" if end else "running"
    yield kind, begin, max(begin, end or today)


RUNNING = frozenset({"received", "supplement_requested", "supplemented", "accepted", "suspended"})


def foreseen(row: Dates, today: date) -> Iterator[Piece]:
    """What is still to come, as the facts stand."""
    begins, granted = row["forecast"]["begins"], row["forecast"]["granted"]
    if granted and not granted["actual"]:
        first = begins["on"] if begins and not begins["actual"] else today
        yield "forecast", min(first, granted["on"]), granted["on"]


def draw_milestone(shapes: dict[str, list[str]], axis: Axis, lines: Sequence[Line], stage: Dates) -> None:
    """A diamond for the target, one for the day foreseen or come true."""
    line = next((line for line in lines if line.head and line.name == stage["name"]), None)
    if line is None:
        return
    reached = stage["forecast"]
    if stage["target"]:
        shapes["target"].append(diamond(axis, stage["target"], line.y))
    if reached:
        shapes["reached" if reached["actual"] else "expected"].append(diamond(axis, reached["on"], line.y))


def diamond(axis: Axis, day: date, y: float) -> str:
    """A diamond at the end of a day; empty outside the axis."""
    if not axis.first <= day <= axis.last:
        return ""
    return f"M{sum(axis.span(day, day)):g} {y + 6:g}l6 6l-6 6l-6-6z"


def draw_waiting(
    shapes: dict[str, list[str]], axis: Axis, lines: Sequence[Line], waits: Mapping[str, Sequence[str]]
) -> None:
    """An arrow from what is waited for to what waits; those that other arrows say already are left out."""
    place = {line.schedule["key"]: line for line in lines if line.schedule}
    for key, known in direct(waits).items():
        for other in known:
            if key not in place or other not in place:
                continue
            end, begin = edges(place[other]), edges(place[key])
            if not end or not begin:
                continue
            both = place[other].critical and place[key].critical
            shapes["arrow-critical" if both else "arrow"].append(
                arrow(axis, end[1], begin[0], place[other], place[key])
            )


def edges(line: Line) -> tuple[date, date] | None:
    """The day a matter begins and the day it is granted, as it came true or is foreseen."""
    forecast = (line.schedule or {})["forecast"]
    if not forecast["begins"] or not forecast["granted"]:
        return None
    return forecast["begins"]["on"], forecast["granted"]["on"]


def arrow(axis: Axis, end: date, begin: date, first: Line, second: Line) -> str:
    """From the end of one bar down (or up) to the begin of another."""
    x, to = sum(axis.span(end, end)), axis.x(begin)
    middle = ACTUAL[0] + ACTUAL[1] / 2
    return f"M{x:g} {first.y + middle:g}h3V{second.y + middle:g}H{to - 1:g}m-4-2.5l4 2.5l-4 2.5"


def direct(waits: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Of what each waits for, what none of the others waits for too; `waits` in an order that puts the first first."""
    behind: dict[str, set[str]] = {}
    found = {}
    for key, known in waits.items():
        beyond = set().union(*(behind.get(other, set()) for other in known))
        found[key] = [other for other in known if other not in beyond]
        behind[key] = beyond | set(known)
    return found
