"""A row of the board in HTML, written by hand: a page has fifty, and a template takes several times as long for them.

Everything that goes in is escaped here or by `Said`, or is a date or a number.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from typing import Any

from api.locale import text
from api.words.history_lines import Words, scope_of
from api.words.remaining import remaining
from domain.project.due.deadlines import Owner
from projections.board.rows import WITHOUT_CONTRACT, BoardRow, Land, PermitDates

DASH = "—"
SOON = 3  # working days
WARNING = ("concerns", "irregular")
LATE = ' class="late"'


class Said:
    """The words of a page's rows in one language on one day, safe to put into HTML; what has no values is looked up
    once."""

    def __init__(self, words: Words, stages: Mapping[str, str], departments: Mapping[str, str], today: date) -> None:
        self.words = words
        self.today = today
        self.stages = {key: escape(name) for key, name in stages.items()}
        self.departments = {key: escape(name) for key, name in departments.items()}
        self.plain: dict[str, str] = {}

    def __call__(self, key: str, **params: object) -> str:
        if params:
            return escape(text(key, self.words.language, **params))
        found = self.plain.get(key)
        if found is None:
            found = self.plain[key] = escape(text(key, self.words.language))
        return found

    def matter(self, key: str, scopes: Mapping[str, str]) -> str:
        return self.about(key, None, scopes)

    def about(self, matter: str, stage: str | None, scopes: Mapping[str, str]) -> str:
        """The matter, with what its scope is, or the stage whose milestone is aimed at."""
        scope = scope_of(matter, scopes)
        place = f"about {matter} {stage} {scope} {scopes.get(scope)}"
        found = self.plain.get(place)
        if found is None:
            found = self.plain[place] = escape(self.words.about(matter, stage, scopes))
        return found

    def owner(self, department: str | None, owner: str | None) -> str:
        """The department by its name where it is in its hands, else the kind of owner."""
        named = self.departments.get(department or "") if owner == Owner.DEPARTMENT else None
        return named or self(f"owner.{owner}")


def board_line(row: BoardRow, specialist: str, substitute: str, concerns: int, team: str, say: Said) -> str:
    """One project's row; its specialist, who stands in and its task force by their names, empty for none."""
    code = escape(row.code)
    belongs = f"<br>{escape(team)}" if team else ""
    return (
        f'<tr id="p-{code}" data-version="{row.version}"><td class="cell-light">{light(row, say)}</td>'
        f'<td class="name"><a href="/projects/{code}">{escape(row.name)}</a>'
        f'<div class="sub">{code} · {escape(row.enterprise)}{belongs}</div></td>'
        f'<td><ol class="rail">{"".join(rail(row, say))}</ol>'
        f'<div class="sub">{say.stages.get(row.stage) or escape(row.stage)}</div></td>'
        f'<td data-label="{say("board.stuck")}">{stuck(row, say)}</td>'
        f'<td data-label="{say("board.next")}">{next_due(row, say)}</td>'
        f'<td class="dates" data-label="{say("board.permit")}"><dl>{permit(row.permit, say)}</dl></td>'
        f'<td class="dates" data-label="{say("board.ahead")}">{ahead(row.permit, say)}</td>'
        f'<td class="dates" data-label="{say("board.land")}">{land(row.land, say)}</td>'
        f'<td class="chips" data-label="{say("board.marks")}">{marks(row, concerns, say)}</td>'
        f'<td data-label="{say("board.specialist")}">{people(row, specialist, substitute, say)}</td></tr>'
    )


def light(row: BoardRow, say: Said) -> str:
    """The light, whose move it is, and why."""
    shown = row.light
    mark = f'<span class="light {shown.light}">{say(f"light.{shown.light}")}</span>'
    if not shown.cause:
        return mark
    elsewhere = shown.matter and (not row.stuck or row.stuck.matter != shown.matter)
    matter = f"<br>{say.matter(shown.matter, row.scope_names)}" if shown.matter and elsewhere else ""
    owner = say.owner(shown.department, shown.owner)
    return f'{mark}<div class="cause"><em>{owner}</em><br>{say(f"cause.{shown.cause}")}{matter}</div>'


def rail(row: BoardRow, say: Said) -> Iterator[str]:
    """The eight stages."""
    for number, stop in enumerate(row.rail, 1):
        state = "closed" if stop["closed_on"] else "open" if stop["opened_on"] else "pending"
        target = f" · {say('rail.target')} {stop['target']}" if stop["target"] else ""
        reached = f" {stop['milestone_on']}" if stop["milestone_on"] else ""
        title = f"{say.stages[stop['id']]}{say('history.colon')}{say(f'rail.{state}')}{reached}{target}"
        parts = scopes(stop, say) if stop["scopes"] else ""
        yield (
            f'<li class="{state}" title="{title}"><span>{number}</span>'
            f"<small>{stop['done']}/{stop['total']}</small>{parts}</li>"
        )


def scopes(stop: Mapping[str, Any], say: Said) -> str:
    """In how many of several scopes the milestone is reached."""
    return f'<small class="scopes" title="{say("rail.scopes")}">{"/".join(map(str, stop["scopes"]))}</small>'


def stuck(row: BoardRow, say: Said) -> str:
    if not row.stuck:
        return DASH
    owner, waited = say.owner(row.stuck.department, row.stuck.owner), say("board.day_n", count=row.stuck.day)
    return f'{say.matter(row.stuck.matter, row.scope_names)}<div class="sub">{owner} · {waited}</div>'


def next_due(row: BoardRow, say: Said) -> str:
    """What comes next, and how many days are left."""
    due = row.next_due
    if not due:
        return DASH
    left = due.days_left
    about = "" if row.stuck and row.stuck.matter == due.matter else say.about(due.matter, due.stage, row.scope_names)
    provisional = say("provisional.mark") if due.provisional else ""
    mark = "late" if left < 0 else "soon" if left <= SOON else ""
    return (
        f'{about}<div class="sub">{say(f"kind.{due.kind}")} <span class="dates">{due.on}</span>{provisional}</div>'
        f'<b class="{mark}">{remaining(say, left, due.on, say.today)}</b>'
    )


def permit(dates: PermitDates, say: Said) -> str:
    """Expected, and forecast or actual."""
    expected = (
        f"<dd>{dates.expected_on}</dd>" if dates.expected_on else f'<dd class="sub">{say("board.no_expected")}</dd>'
    )
    first = f"<dt>{say('board.expected')}</dt>{expected}"
    if dates.granted_on:
        return f'{first}<dt>{say("board.actual")}</dt><dd><b class="done">{dates.granted_on}</b></dd>'
    late = dates.expected_on and dates.forecast_on and dates.forecast_on > dates.expected_on
    mark = ' class="late"' if late else ""
    foreseen = say("board.forecast" if dates.applies else "board.may_start")
    return f"{first}<dt>{foreseen}</dt><dd{mark}>{dates.forecast_on or DASH}</dd>"


def ahead(dates: PermitDates, say: Said) -> str:
    """Days ahead of what was expected, or as foreseen so far; the statutory and the promised way beside."""
    days, mark = dates.ahead_days, ""
    if days is not None:
        mark = f'<b class="{"done" if days >= 0 else "late"}">{by_days(days, say)}</b>'
    elif dates.expected_on and dates.forecast_on and not dates.granted_on and not dates.later:
        days = (dates.expected_on - dates.forecast_on).days
        mark = f"<span{'' if days >= 0 else LATE}>{say('board.foreseen', days=by_days(days, say))}</span>"
    return f'{mark}<div class="sub">S {dates.statutory_on or DASH}<br>P {dates.promised_on or DASH}</div>'


def by_days(days: int, say: Said) -> str:
    return say("board.ahead_days", count=days) if days >= 0 else say("board.behind_days", count=-days)


def land(found: Land, say: Said) -> str:
    """The land contract, how long since, and the start; of land without one, what it is instead."""
    if not found.contract_signed_on:
        if found.mode not in WITHOUT_CONTRACT:
            return DASH
        day = f"{found.allocated_on} " if found.allocated_on else ""
        return f'{day}{say(f"land.{found.mode}")}<div class="sub">{say("land.no_contract")}</div>'
    days, start = found.start_on_land_days, found.construction_started_on
    since = say("board.since_land", count=found.days_since) if days is None else say("board.permit_in", count=days)
    if start:
        started = f"<br>{say('board.started', day=start)}"
    else:
        started = f'<br><span class="late">{say("board.start_missed")}</span>' if found.start_missed else ""
    return f'{found.contract_signed_on}<div class="sub">{since}{started}</div>'


def marks(row: BoardRow, concerns: int, say: Said) -> str:
    """Stops, deferred materials and the rest, each with its number."""
    counted = (
        ("stops", row.open_stops),
        ("deferred", row.deferred_materials),
        ("requests", row.open_requests),
        ("unconfirmed_short", row.unconfirmed),
        ("concerns", concerns),
        ("irregular", sum(row.irregularities.values())),
    )
    shown = [
        f'<span class="tag{" warn" if name in WARNING else ""}">{say(f"board.{name}")} {count}</span> '
        for name, count in counted
        if count
    ]
    return "".join(shown) or f'<span class="sub">{DASH}</span>'


def people(row: BoardRow, specialist: str, substitute: str, say: Said) -> str:
    instead = f'<div class="sub">{say("board.substitute", staff=substitute)}</div>' if substitute else ""
    last = row.last_activity_on or DASH
    return f'{escape(specialist) or DASH}{instead}<div class="sub dates">{last}</div>'
