"""What somebody has before him on a day: what is overdue, due today, due soon, and what waits for others.

Of the projects within reach; an officer's are the matters of his department.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.locale import text
from api.runtime import Runtime
from api.shown.deadlines import across_view
from api.words.history_lines import scope_called
from domain.project.due.deadlines import DeadlineKind
from domain.project.model.phases import Phase
from projections.lists.waiting import LIMIT, waiting
from projections.ops.accounts import Account, Role
from projections.views.deadlines import MAX_LIMIT, across

AHEAD = 10  # working days
DUTY = DeadlineKind.POST_PERMIT_DUTY.value  # the enterprise's own, after a grant


def agenda(here: Runtime, account: Account, language: str) -> dict[str, Any]:
    """The agenda of today; what enterprises owe after a grant stands apart.

    `complete` is false where more was due, `waiting_complete` where more waits.
    """
    today, reach = here.projects.today(), here.reaches.of(account)
    until = here.rules.calendar.nth_after(today, AHEAD)
    department = account.department if account.role is Role.OFFICER else None
    page = across(here.views, due_before=until, department=department, limit=MAX_LIMIT, reach=reach)
    items = [across_view(row, here.rules, today, language) for row in page.rows]
    held_up = waiting(here.views, reach, department, LIMIT + 1)
    own = [item for item in items if item["kind"] != DUTY]
    return {
        "as_of": today,
        "until": until,
        "position": page.position,
        "complete": page.next is None,
        "overdue": [item for item in own if item["left"] < 0],
        "today": [item for item in own if item["left"] >= 0 and item["due_on"] <= today],
        "soon": [item for item in own if item["left"] >= 0 and item["due_on"] > today],
        "duties": [item for item in items if item["kind"] == DUTY],
        "waiting": [waiting_view(row, here, today, language) for row in held_up[:LIMIT]],
        "waiting_complete": len(held_up) <= LIMIT,
    }


def dated(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All of an agenda that has a due date."""
    return [item for part in ("overdue", "today", "soon", "duties") for item in found[part]]


def since(row: Mapping[str, Any]) -> date:
    """The day from which a matter waits."""
    found: date = row["stopped_since"] or row["requested_on"] or row["received_on"] or date.max
    return found


def waiting_view(row: Mapping[str, Any], here: Runtime, today: date, language: str) -> dict[str, Any]:
    """A matter that waits, and for whom."""
    catalogue = here.rules.catalogue
    found = catalogue.matters.get(row["matter"])
    name = (found.name_zh if language == "zh" else found.name_en) if found else row["matter"]
    scope = scope_called(row["scope"], row["scopes"].get(row["scope"]), language)
    stopped = row["phase"] == Phase.SUSPENDED.value
    day = since(row)
    return {
        "project": row["project"],
        "code": row["code"],
        "name": row["name"],
        "matter": row["key"],
        "matter_name": text("history.scoped", language, name=name, scope=scope) if scope else name,
        "department": row["department"],
        "owner": "department" if stopped else "enterprise",
        "phase": row["phase"],
        "since": day,
        "days": here.rules.calendar.working_days(day, today),
        "materials": list(requested(row)) if not stopped else [],
        "expected_end": row["stop_expected_end"] if stopped else row["request_due_on"],
    }


def requested(row: Mapping[str, Any]) -> Sequence[str]:
    """The materials that were asked for and have not come."""
    found = row["requested"]
    return found if isinstance(found, list) else []
