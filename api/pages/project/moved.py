"""What a previewed command would record and move, in words, for the page on which it is confirmed."""

from collections.abc import Mapping
from typing import Any

from api.locale import text
from api.runtime import Runtime
from api.shown.differences import differences
from api.words.history_lines import Words, event_words
from domain.dates.calendar import WorkingCalendar
from domain.planning.forecast import aims_at_permit, forecast
from domain.project.events.corrections import RecordCorrected
from domain.project.model.evolution import ProjectEvent
from domain.project.model.rules import Rules
from domain.projects import Preview

SHOWN = 12  # reminders named one by one


def moved(here: Runtime, preview: Preview, rules: Rules, language: str) -> dict[str, Any]:
    """Events, dates, light, forecast of the permit, reminders, irregularities and whether a reason is missing."""
    today, after = here.projects.today(), preview.judgement.project
    words = Words(language, rules.catalogue, scopes=after.scopes.names)
    found = differences(preview, here.sweeper.outlook, today)
    events = [event for event in preview.judgement.events if isinstance(event, ProjectEvent | RecordCorrected)]
    codes = {code for event in events if isinstance(event, ProjectEvent) for code in event.irregularities}
    missing = sorted({code.value for _, known in preview.judgement.needs_reason for code in known})
    return {
        "events": [
            {
                "on": event.effective_on,
                "what": event_words(event, words, preview.judgement.record.log),
                "derived": bool(event.cause),
            }
            for event in events
        ],
        "dates": [named(item, words) for item in found["dates"]],
        "lights": found["lights"],
        "permit": permit(preview, rules, rules.calendar, today),
        "reminders": [named(item, words) for item in found["reminders"][:SHOWN]],
        "reminders_count": len(found["reminders"]),
        "irregularities": [text(f"irregularity.{code}", language) for code in sorted({*codes, *missing})],
        "needs_reason": bool(missing),
        "unconfirmed": any(getattr(event, "unconfirmed", False) for event in events),
    }


def named(item: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """With the name of its matter, or of the stage whose milestone is aimed at."""
    return {**item, "name": words.about(item["matter"], item.get("of"))}


def permit(preview: Preview, rules: Rules, calendar: WorkingCalendar, today: Any) -> dict[str, Any] | None:
    """The forecast of the construction permit, or of the start where none applies, before and after; None: it stays."""
    if preview.before.landed_on is None:
        return None
    before, after = (
        forecast(state, rules, today).construction_permit for state in (preview.before, preview.judgement.project)
    )
    if (before and before.on) == (after and after.on):
        return None
    days = calendar.working_days(before.on, after.on) if before and after else None
    applies = aims_at_permit(preview.judgement.project, rules)
    return {"applies": applies, "before": before and before.on, "after": after and after.on, "working_days": days}
