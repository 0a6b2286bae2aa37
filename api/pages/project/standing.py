"""How a project stands, put together for its page from what the API shows: whose move it is, three numbers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from api.pages.forms.acts import FIRST
from domain.dates.calendar import WorkingCalendar
from domain.landstart import LandStart
from domain.lights import PERMIT_STAGE
from domain.planning.foreseen import Forecast
from domain.project.due.deadlines import DeadlineKind
from domain.project.events.targets import needed_with
from domain.project.model.phases import RUNNING, Phase
from projections.board.rows import WITHOUT_CONTRACT
from projections.ops.accounts import Role
from projections.views.portfolio_rows import LAND_ALLOCATION

OWNERS = ("department", "enterprise", "team", "above")
FAR_DUTY = 20  # working days: what is owed after a grant is nobody's move until then
LATER = frozenset({"permit_lapse", "post_permit_duty", "land_date", "idle_land"})
NEXT_ACT = {
    "acceptance_answer": "accept",
    "promised": "grant",
    "statutory": "grant",
    "pre_review_opinion": "pre-review-opinion",
    "delivery": "deliver",
    "suspension_end": "resume",
    "supplement": "supplement",
    "deferred_material": "material-received",
    "permit_lapse": "extend-start",
}
"""The act that usually meets a deadline."""

View = Mapping[str, Any]


def movers(
    project: View, milestones: View, calendar: WorkingCalendar, by_records: View | None, *, to_permit: bool
) -> dict[str, list[dict[str, Any]]]:
    """Who must act now: per owner the matters that wait for him, what is due first in front.

    `by_records`: what holds the permit by what is recorded alone, as the light names it. `to_permit`: the list has
    one; else it is the start of construction that is held.
    """
    found: dict[str, list[dict[str, Any]]] = {owner: [] for owner in OWNERS}
    due = [*waiting(project), *next_target(project, milestones, calendar)]
    known = {entry["matter"] for entry in due}
    holds = {
        hold["matter"]: hold for hold in (milestones["held_by"], by_records) if hold and hold["matter"] not in known
    }
    for entry in (*due, *held_back(project, holds.values(), "permit" if to_permit else "start")):
        found[entry["owner"] if entry["owner"] in OWNERS else "enterprise"].append(entry)
    return found


def waiting(project: View) -> Iterator[dict[str, Any]]:
    """The open deadlines of matters, those of one matter and owner as one entry."""
    stopped = {row["key"] for row in project["matters"] if row["phase"] == Phase.SUSPENDED}
    grouped: defaultdict[tuple[str, str], list[View]] = defaultdict(list)
    for item in (one for one in project["deadlines"] if one["matter"]):
        if item["kind"] not in LATER or item["left"] <= FAR_DUTY:
            grouped[item["owner"], item["matter"]].append(item)
    for (owner, matter), items in grouped.items():
        first = items[0]
        yield {
            **NOTHING,
            "owner": owner,
            "matter": matter,
            "department": first["department"],
            "kind": first["kind"],
            "detail": first["duty"] or first["detail"],
            "duty": first["detail"] if first["kind"] == DeadlineKind.POST_PERMIT_DUTY else None,
            "since": first["start"] if first["start"] <= project["as_of"] else None,
            "due_on": first["due_on"],
            "left": first["left"],
            "provisional": first["provisional"],
            "later": [{"kind": item["kind"], "due_on": item["due_on"]} for item in items[1:]],
            "act": usual_act(first["kind"], stopped=matter in stopped),
        }


def usual_act(kind: str, *, stopped: bool) -> str | None:
    """What usually meets a deadline of a matter; one that is stopped is to be resumed before all else."""
    return NEXT_ACT["suspension_end"] if stopped else NEXT_ACT.get(kind)


def next_target(project: View, milestones: View, calendar: WorkingCalendar) -> Iterator[dict[str, Any]]:
    """The task force sees to the next milestone; once its target cannot be kept, another is for those above to set."""
    aimed = [row for row in milestones["milestones"] if row["target"] and not row["actual"]]
    if not aimed or project["status"] != "active":
        return
    row = min(aimed, key=lambda item: item["target"])
    forecast = row["forecast"]["on"] if row["forecast"] else None
    left = calendar.working_days(project["as_of"], row["target"])
    entry = {
        **NOTHING,
        "stage": row["name"],
        "aim": row["stage"],
        "due_on": row["target"],
        "left": left,
        "forecast": forecast,
    }
    for_above = forecast and forecast > row["target"] and needed_with(left) == Role.LEADERSHIP.value
    yield {**entry, "owner": "team", "kind": "milestone", "aim": None if for_above else row["stage"]}
    if for_above:
        yield {**entry, "owner": "above", "kind": "target"}


def held_back(project: View, holds: Iterable[View], what: str) -> Iterator[dict[str, Any]]:
    """The matters that hold the permit or the start, where nothing is due of them; of one under way, until when."""
    rows = {row["key"]: row for row in project["matters"]}
    for hold in holds if project["status"] == "active" else ():
        row = rows.get(hold["matter"])
        how = under_way(row) if row and row["phase"] in RUNNING else {"kind": "holds", "act": "receive"}
        yield {**NOTHING, **hold, **how, "kind": f"{how['kind']}_{what}"}


def under_way(row: View) -> dict[str, Any]:
    """Since when a matter is dealt with and until when; a shortest period that has passed is nobody's delay."""
    dates = [limit for limit in (row["promised"], row["statutory"]) if limit and limit["due_on"]]
    first = min(dates, key=lambda limit: limit["due_on"], default=None)
    found = {
        "kind": "holding",
        "act": FIRST[Phase(row["phase"])].value,
        "since": row["accepted_on"] or row["received_on"],
    }
    if first is None:
        return found
    left = first["left"] if first["overrun"] or first["left"] >= 0 else None
    return {**found, "due_on": first["due_on"], "left": left, "provisional": first["provisional"]}


NOTHING: View = {
    "matter": None,
    "stage": None,
    "aim": None,
    "forecast": None,
    "department": None,
    "detail": None,
    "duty": None,
    "since": None,
    "due_on": None,
    "left": None,
    "provisional": False,
    "later": [],
    "act": None,
}


def numbers(
    project: View, milestones: View, calendar: WorkingCalendar, land: LandStart, on_land: int
) -> dict[str, Any]:
    """The permit's day, how far ahead of what was expected, and the start on land.

    A permit that earns nothing is neither ahead nor in time, as on the board.
    """
    permit = milestones["construction_permit"]
    actual, forecast = permit["actual"], permit["forecast"]
    uncounted = land.uncounted if actual else ""
    day = actual or (forecast["on"] if forecast else None)
    expected = permit["expected"]
    signed = land.signed_on
    until = actual or project["as_of"]
    days = calendar.working_days(signed, until) if signed and signed <= until else None
    missed = bool(land.missed_on and land.missed_on <= project["as_of"])
    return {
        "day": day,
        "actual": bool(actual),
        "provisional": bool(forecast and forecast["provisional"] and not actual),
        "because": None if actual or not forecast else forecast["because"]["text"],
        "target": permit["target"],
        "expected": expected["on"] if expected else None,
        "ahead": (expected["on"] - day).days if expected and day and not uncounted else None,
        "uncounted": uncounted,
        "signed": signed,
        "land": None if signed else without_contract(project),
        "land_days": days,
        "on_land": on_land,
        "met": bool(actual and not uncounted and days is not None and days <= on_land and not missed),
        "missed": missed,
        "started": land.started_on,
    }


def without_contract(project: View) -> dict[str, Any] | None:
    """How land is used that knows no land contract, and when it was allocated; None where there is or will be one."""
    mode = (project["profile"] or {}).get("land_mode")
    if mode not in WITHOUT_CONTRACT:
        return None
    granted = (row["granted_on"] for row in project["matters"] if row["key"] == LAND_ALLOCATION)
    return {"mode": mode, "on": next(granted, None)}


def other_days(milestones: View, stored: Forecast) -> dict[str, date | None]:
    """The other days that are told of one permit, where they differ from the one that the page tells first.

    `stored`: the day by what is recorded alone, as the board and the light go by it; the page's own is rolled forward
    to today (design §5). `whole`: the day of the stage, which waits for the last of all scopes.
    """
    permit = milestones["construction_permit"]
    day = permit["actual"] or (permit["forecast"] and permit["forecast"]["on"])
    stage = next(row for row in milestones["milestones"] if row["stage"] == PERMIT_STAGE)
    alone = stored.construction_permit.on if stored.construction_permit and not permit["actual"] else None
    whole = stage["forecast"]["on"] if stage["forecast"] and not stage["actual"] else None
    return {"stored": alone if alone != day else None, "whole": whole if whole != day else None}


def certificates(project: View) -> list[dict[str, Any]]:
    """What was granted and lives on, with what is owed after it, the first to act on in front."""
    owed: defaultdict[str, list[View]] = defaultdict(list)
    for item in project["deadlines"]:
        if item["kind"] in LATER:
            owed[item["matter"]].append(item)
    rows = [
        {"matter": row, "validity": row["result"]["validity"], "duties": owed[row["key"]]}
        for row in project["matters"]
        if row["result"] and (row["result"]["validity"] or row["delivered_on"] or owed[row["key"]])
    ]
    return sorted(rows, key=first_act)


def first_act(row: View) -> date:
    """The first day by which something is to be done about a result."""
    days = [item["due_on"] for item in row["duties"]]
    valid = row["validity"]
    if valid and valid["act_by"] and not valid["met_on"]:
        days.append(valid["act_by"])
    return min(days, default=date.max)
