"""What is allowed but worth a second look: said with a preview and with the answer to a write."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from api.locale import LIST, listed, text
from api.runtime import Runtime
from domain.event import Event
from domain.project.events.corrections import RecordCorrected
from domain.project.events.projectfacts import FactRecorded
from domain.project.model.state import Project
from projections.lists.doubles import same_national_code

NATIONAL_CODE = "code_assigned"


def warnings(here: Runtime, project: UUID, state: Project, events: Sequence[Event], language: str) -> dict[str, Any]:
    """The warnings of a save, under their key; nothing when there are none."""
    if not any(names_the_code(event, state) for event in events):
        return {}
    others = same_national_code(here.views, project, state.national_code)
    if not others:
        return {}
    params = {"national_code": state.national_code, "projects": LIST.join(others)}
    title = text("warning.national_code_double", language, **listed(params, language))
    return {"warnings": [{"code": "national_code_double", "title": title, "params": params}]}


def may_name_the_code(event: Event) -> bool:
    """Whether it is worth looking: a correction may be of anything."""
    return isinstance(event, RecordCorrected) or (isinstance(event, FactRecorded) and event.kind == NATIONAL_CODE)


def names_the_code(event: Event, state: Project) -> bool:
    """The national code entered, yielded by its filing, or corrected."""
    if isinstance(event, RecordCorrected):
        fact = state.fact(NATIONAL_CODE)
        return fact is not None and fact.version == event.corrects
    return isinstance(event, FactRecorded) and event.kind == NATIONAL_CODE
