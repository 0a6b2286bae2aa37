"""Forms that stand for several commands or for what follows a grant: a day's acts as one, a duty that was done."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from api.access.rights import Right
from api.pages.forms.acts import FIRST, WITH_DOCUMENT
from api.pages.forms.fields import Field, Option, Scene, Sheet
from api.schemas.acts import ACT_BODIES, act_command
from api.schemas.projects import DutyDoneBody
from api.shown.scopes import matter_name
from domain.deciding.commands import CompleteDuty, ProjectCommand
from domain.errors import DomainError
from domain.project.model.phases import Act, Phase

ROWS = 6
PLAIN = (
    Act.RECEIVE,
    Act.ACCEPT,
    Act.GRANT,
    Act.DELIVER,
    Act.PRE_REVIEW,
    Act.SUPPLEMENT,
    Act.RESUME,
    Act.NOT_ACCEPT,
    Act.REFUSE,
)
"""Acts that need no more than a day and a number."""

OVER = frozenset({Phase.WAIVED, Phase.NOT_APPLICABLE})


def day_sheet(scene: Scene) -> Sheet:
    """Several acts of one day, all or none: a row for each, its number a receipt's or a document's."""
    matters = [one for one in scene.state.matters.values() if one.listed and one.phase not in OVER]
    keys = tuple((one.key, matter_name(scene.state, one, scene.language)) for one in matters)
    acts = tuple((act.value, scene.say(f"act.{act}")) for act in PLAIN)
    waiting = [one for one in matters if one.phase in FIRST and one.phase not in (Phase.PLANNED, Phase.GRANTED)]
    first = [(one.key, FIRST[one.phase].value) for one in waiting] if len(waiting) == 1 else []
    rows = [one for number in range(1, ROWS + 1) for one in row(number, keys, acts, scene, first)]
    return Sheet(
        title=scene.say("form.title.day"),
        about=scene.state.name,
        right=Right.ACT,
        fields=[replace(scene.day(), alone=True), *rows, scene.reason(hint=scene.say("form.reason"))],
        commands=lambda values: list(day_commands(values)),
    )


def row(
    number: int, keys: tuple[Option, ...], acts: tuple[Option, ...], scene: Scene, first: list[Option]
) -> Iterator[Field]:
    """The three questions of a row; the first row may say what comes next by itself."""
    matter, act = first[number - 1] if number <= len(first) else ("", "")
    yield Field(f"matter_{number}", f"{number} {scene.say('project.matter')}", "select", options=keys, value=matter)
    yield Field(f"act_{number}", scene.say("form.act"), "select", options=acts, value=act)
    yield Field(f"number_{number}", scene.say("form.number"))


def day_commands(values: Mapping[str, Any]) -> Iterator[ProjectCommand]:
    """The acts of the rows that name a matter. Raises ValidationError; DomainError field_required without any."""
    rows = [number for number in range(1, ROWS + 1) if values.get(f"matter_{number}")]
    if not rows:
        raise DomainError("field_required", field="matter_1")
    for number in rows:
        wanted = values.get(f"act_{number}") or Act.RECEIVE
        if wanted not in PLAIN:
            raise DomainError("unknown_act", act=wanted)
        act = Act(wanted)
        said = {"effective_on": values.get("effective_on"), "reason": values.get("reason", "")}
        if paper := values.get(f"number_{number}"):
            said |= {"receipt_no": paper} if act is Act.RECEIVE else {"document": paper} if act in WITH_DOCUMENT else {}
        yield act_command(act, str(values[f"matter_{number}"]), ACT_BODIES[act].model_validate(said))


def duty_sheet(scene: Scene) -> Sheet:
    """A duty after a grant was done."""
    key, duty = scene.first("matter"), scene.first("duty")
    matter = scene.state.matters.get(key)
    if matter is None:
        raise DomainError("unknown_matter", matter=key)
    known = next((one for one in scene.rules.catalogue.duties.get(matter.definition.id, ()) if one.id == duty), None)
    if known is None:
        raise DomainError("unknown_duty", matter=key, duty=duty)

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        return [CompleteDuty(matter=key, duty=duty, **dict(DutyDoneBody.model_validate(dict(values))))]

    return Sheet(
        title=scene.of(known.what_zh, known.what_en),
        about=matter_name(scene.state, matter, scene.language),
        right=Right.ACT,
        fields=[scene.day(), Field("document", scene.label("document")), scene.reason()],
        commands=commands,
        department=matter.definition.department,
        hidden=(("matter", key), ("duty", duty)),
    )
