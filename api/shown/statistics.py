"""Statistics as the API shows them: per matter, per department and altogether, rates beside what they count."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from api.shown.plan import Namer
from api.shown.project import promised_assumed
from domain.catalogue.model import Catalogue
from domain.dates.terms import Term
from projections.board.standings import DepartmentStanding, TeamStanding
from projections.board.standings import by_department as summed_by_department
from projections.views.headstarts import HeadStarts
from projections.views.statistics import Statistics
from projections.views.statistics_rows import LATE, UNCONFIRMED
from projections.views.tallies import QUANTILES, Tally, quantile, rate, total


def statistics_view(found: Statistics, catalogue: Catalogue, language: str) -> dict[str, Any]:
    """All figures; matters and departments in the catalogue's order."""
    return {
        "position": found.position,
        "promised_limits_assumed": promised_assumed(catalogue),
        "total": tally_view(total(found.tallies.values())),
        "departments": department_rows(found, catalogue, language),
        "matters": matter_rows(found, catalogue, language),
        "entries": entries_view(found),
        "head_starts": head_starts_view(found.head_starts),
    }


def department_rows(found: Statistics, catalogue: Catalogue, language: str) -> list[dict[str, Any]]:
    """One row per department with an attempt that ended."""
    summed = summed_by_department(found.tallies)
    return [
        {"department": one, "name": department_name(catalogue, one, language), **tally_view(summed[one])}
        for one in in_order(list(summed), list(catalogue.departments))
    ]


def matter_rows(found: Statistics, catalogue: Catalogue, language: str) -> list[dict[str, Any]]:
    """One row per matter with an attempt that ended, with the limits that the catalogue sets it now."""
    summed: defaultdict[str, Tally] = defaultdict(Tally)
    for (_, matter), tally in found.tallies.items():
        summed[matter] += tally
    namer = Namer(catalogue, language)
    rows = []
    for one in in_order(list(summed), list(catalogue.matters)):
        known = catalogue.matters.get(one)
        limits = {
            "department": known.department if known else None,
            "promised_limit": limit_view(known.promised) if known else None,
            "statutory_limit": limit_view(known.statutory) if known else None,
        }
        rows.append({"matter": one, "name": namer.matter(one), **limits, **tally_view(summed[one])})
    return rows


def in_order(found: list[str], known: list[str]) -> list[str]:
    """In the catalogue's order; what it does not know any more comes last."""
    return [one for one in known if one in found] + sorted(set(found) - set(known))


def department_name(catalogue: Catalogue, department: str, language: str) -> str:
    """What a department is called."""
    found = catalogue.departments.get(department)
    return (found.zh if language == "zh" else found.en) if found else department


def limit_view(term: Term | None) -> dict[str, Any] | None:
    """A limit as so many of a unit."""
    return {"count": term.count, "unit": term.unit.value} if term else None


def tally_view(tally: Tally) -> dict[str, Any]:
    """The figures of some attempts."""
    return {
        "attempts": tally.outcomes.total(),
        "outcomes": dict(tally.outcomes),
        "department_working_days": days_view(tally.used),
        "enterprise_calendar_days": days_view(tally.waited),
        "promised": kept_view(tally.promised_in_time, tally.promised_judged),
        "statutory": kept_view(tally.statutory_in_time, tally.statutory_judged),
        "stopped": {"attempts": tally.stopped_attempts, "working_days": tally.stopped_days},
        "left_out": {"prior": tally.prior, "unconfirmed": tally.unconfirmed},
    }


def days_view(often: Counter[int]) -> dict[str, Any]:
    """How many were measured, and their quantiles."""
    return {"measured": often.total(), **{name: quantile(often, percent) for name, percent in QUANTILES.items()}}


def kept_view(in_time: int, judged: int) -> dict[str, Any]:
    """How many decisions kept a limit, of how many that had one."""
    return {"judged": judged, "in_time": in_time, "rate": rate(in_time, judged)}


def entries_view(found: Statistics) -> dict[str, Any]:
    """The entries that need an eye."""
    codes = {mark: count for mark, count in sorted(found.marks.items()) if mark not in (LATE, UNCONFIRMED)}
    return {
        "late": found.marks.get(LATE, 0),
        "unconfirmed": found.marks.get(UNCONFIRMED, 0),
        "irregularities": codes,
    }


def head_starts_view(found: HeadStarts) -> dict[str, Any]:
    """How many matters overlapped what they wait for, and how many opinions held, beside what is counted."""
    return {
        "overlap": {
            "waited": found.waited,
            "overlapped": found.overlapped,
            "rate": rate(found.overlapped, found.waited),
        },
        "pre_review": {
            "reviewed": found.reviewed,
            "judged": found.judged,
            "held": found.held,
            "rate": rate(found.held, found.judged),
        },
        "left_out": {"prior": found.prior, "unconfirmed": found.unconfirmed},
    }


def team_view(one: TeamStanding, names: Mapping[str, str]) -> dict[str, Any]:
    """A task force by its name; `team` null for the projects that nobody has in charge."""
    return {
        "team": one.team or None,
        "name": names.get(one.team),
        "projects": one.projects,
        "lights": one.lights,
        "due_this_week": one.due_this_week,
        "over_promised": one.over_promised,
        "over_statutory": one.over_statutory,
        "start_on_land": {"met": one.start_on_land_met, "of": one.start_on_land_of},
        "ahead_days": {"median": one.median_ahead, "of": one.ahead_of},
        "unconfirmed": one.unconfirmed,
        "late_entries": one.late_entries,
    }


def department_view(one: DepartmentStanding, catalogue: Catalogue, language: str) -> dict[str, Any]:
    """A department with its name."""
    return {
        "department": one.department,
        "name": department_name(catalogue, one.department, language),
        "open_matters": one.open_matters,
        "due_soon": one.due_soon,
        "over_promised": one.over_promised,
        "over_statutory": one.over_statutory,
        "unconfirmed": one.unconfirmed,
        "promised": kept_view(one.promised_in_time, one.promised_judged),
        "statutory": kept_view(one.statutory_in_time, one.statutory_judged),
        "median_working_days": one.median_days,
    }
