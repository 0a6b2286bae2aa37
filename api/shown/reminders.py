"""Reminders as the API and the page show them on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.locale import text
from api.words.history_lines import Words
from domain.dates.terms import days_left
from domain.project.model.rules import Rules
from domain.project.model.scoping import scope_names

PLAIN = ("rung", "role", "step", "due_on", "state", "channel", "problem", "policy", "sent_at", "recorded_at")
ANSWERS = ("acknowledged_at", "acknowledged_by", "snoozed_until", "superseded_by")


def reminder_view(row: Mapping[str, Any], rules: Rules, today: date, language: str) -> dict[str, Any]:
    """One row: what was told to whom, and what became of it; `left` is negative when overdue."""
    words = Words(language, rules.catalogue, scopes=scope_names(row["scopes"], row["keepers"]))
    return {
        **{name: row[name] for name in PLAIN},
        "recipient": row["staff"] or None,
        "project": {"id": row["project"], "code": row["code"], "name": row["name"]},
        "matter": row["matter"] or None,
        "matter_name": words.matter(row["matter"]) if row["matter"] else None,
        "kind": row["kind"],
        "kind_name": text(f"node.{row['kind']}", language),
        "detail": row["detail"],
        "left": days_left(rules.calendar, today, row["due_on"]),
        **{name: row[name] for name in ANSWERS},
    }
