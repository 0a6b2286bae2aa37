"""The steps of the date engine in words, for the command line, the API and the pages alike."""

from collections.abc import Sequence

from api.locale import text
from domain.dates.terms import Step


def explain(step: Step, language: str = "zh") -> str:
    """One step as a sentence (`step.<rule>`), with lengths, spans and holidays as people say them."""
    params = dict(step.params)
    if "unit" in params:
        params["length"] = text(f"unit.{params['unit']}", language, count=params["count"])
    if "until" in params:
        span = text("step.span", language, first=step.on, last=params["until"])
        params["span"] = step.on if params["until"] == step.on else span
    if "holiday" in params:
        params["holiday"] = text(f"holiday.{params['holiday']}", language)
    return text(f"step.{step.rule}", language, on=step.on, **params)


def explained(steps: Sequence[Step], language: str) -> list[str]:
    """The rules that moved a date, in words."""
    return [explain(step, language) for step in steps]
