"""The form of acts on a matter: made from the acts' own bodies, offering what the phase allows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, get_args
from urllib.parse import urlencode

from api.access.rights import Right
from api.pages.forms.fields import Choice, Field, Option, Scene, Sheet
from api.routers.writes import BY_THE_ENTERPRISE
from api.schemas.acts import ACT_BODIES, DeferredMaterialBody, act_command
from api.shown.scopes import matter_name
from domain.deciding.commands import ProjectCommand
from domain.deciding.opening import open_for_acts
from domain.errors import DomainError
from domain.project.events.clocks import CORRECTION
from domain.project.model.evolution import matter_of
from domain.project.model.phases import Act, Phase, follow
from domain.project.model.state import Matter
from domain.staff.posts import Post

FIRST: Mapping[Phase, Act] = {
    Phase.PLANNED: Act.RECEIVE,
    Phase.SUBMITTED: Act.RECEIVE,
    Phase.RECEIVED: Act.ACCEPT,
    Phase.SUPPLEMENTED: Act.ACCEPT,
    Phase.SUPPLEMENT_REQUESTED: Act.SUPPLEMENT,
    Phase.ACCEPTED: Act.GRANT,
    Phase.SUSPENDED: Act.RESUME,
    Phase.GRANTED: Act.DELIVER,
}
"""What usually comes next."""

SAME_DAY = (Act.RECEIVE, Act.ACCEPT, Act.GRANT, Act.DELIVER)
"""What may be done on one day, in this order."""

WITH_DOCUMENT = frozenset({Act.GRANT, Act.REFUSE, Act.NOT_ACCEPT, Act.EXTEND, Act.ANNUL, Act.CHANGE, Act.EXTEND_START})
SHARED = frozenset({"effective_on", "reason", "decided_by", "document"})
RARE = frozenset({"prior", "certificate_on", "valid_until", "interval_months", "deferred", "started_on"})
ALSO = "also"


def act_sheet(scene: Scene, base: str) -> Sheet:
    """The form of the act that is asked for, or of the one that usually comes next."""
    key, asked = scene.first("matter"), scene.first("act")
    matter = matter_of(scene.state, key, scene.rules)
    if matter is None or not open_for_acts(scene.state, key, scene.rules):
        raise DomainError("unknown_matter", matter=key)
    offered = [act for act in possible(matter) if right_to(act, scene) in scene.rights]
    act = wanted_act(asked, matter, offered, scene)
    later = list(SAME_DAY[SAME_DAY.index(act) + 1 :]) if act in SAME_DAY else []
    also = [one for one in later if one.value in scene.given.get(ALSO, ())]
    return Sheet(
        title=matter_name(scene.state, matter, scene.language),
        about=f"{department_name(scene, matter)} · {scene.say(f'phase.{matter.phase}')}",
        right=right_to(act, scene),
        department=matter.definition.department,
        fields=list(fields_of(act, later, also, matter, scene)),
        commands=lambda values: commands([act, *also], key, values),
        choices=[
            Choice(f"{base}?{urlencode({'matter': key, 'act': one.value})}", scene.say(f"act.{one}"), one is act)
            for one in offered
        ],
        hidden=(("matter", key), ("act", act.value)),
    )


def right_to(act: Act, scene: Scene) -> Right:
    """The right an act takes: an enterprise hands in its own applications and supplements."""
    return Right.SUBMIT if act in BY_THE_ENTERPRISE and Right.ACT not in scene.rights else Right.ACT


def wanted_act(asked: str, matter: Matter, offered: Sequence[Act], scene: Scene) -> Act:
    """The act that is asked for, where it is possible or not his to record, else the usual one."""
    known = {act.value: act for act in ACT_BODIES}
    act = known.get(asked)
    if act and (act in offered or right_to(act, scene) not in scene.rights):
        return act
    return first_of(matter, offered)


def department_name(scene: Scene, matter: Matter) -> str:
    """Whose matter it is."""
    found = scene.rules.catalogue.departments.get(matter.definition.department)
    return scene.of(found.zh, found.en) if found else matter.definition.department


def possible(matter: Matter) -> list[Act]:
    """The acts that the phase allows, the usual one first."""
    found = [act for act in ACT_BODIES if follow(matter.phase, act, matter.back) is not None and sensible(act, matter)]
    usual = FIRST.get(matter.phase)
    if usual in found:
        found.remove(usual)
        found.insert(0, usual)
    return found


def sensible(act: Act, matter: Matter) -> bool:
    """Whether there is anything for the act to meet, beyond the phase."""
    attempt = matter.attempt
    if act is Act.PRE_REVIEW_OPINION:
        return matter.review_open
    if act is Act.PRE_REVIEW:
        return not matter.review_open
    if act is Act.MATERIAL_RECEIVED:
        return attempt is not None and any(one.received_on is None for one in attempt.deferred)
    if act in (Act.ACCEPT, Act.NOT_ACCEPT) and matter.phase is Phase.ACCEPTED:
        return attempt is not None and attempt.deemed
    if act is Act.SUPPLEMENT:
        return attempt is not None and attempt.open_request is not None
    return act is not Act.DELIVER or matter.delivered_on is None


def first_of(matter: Matter, offered: Sequence[Act]) -> Act:
    """The act to begin with: an open pre-review waits for its opinion before anything else."""
    if Act.PRE_REVIEW_OPINION in offered and matter.phase is Phase.PLANNED:
        return Act.PRE_REVIEW_OPINION
    return offered[0] if offered else Act.RECEIVE


def fields_of(act: Act, later: Sequence[Act], also: Sequence[Act], matter: Matter, scene: Scene) -> Iterator[Field]:
    """The day, what the act asks for, what else was done that day, and the reason."""
    yield scene.day()
    if not {act, *later}.isdisjoint(WITH_DOCUMENT):
        yield Field("document", scene.label("document"), hint=scene.say("form.document"))
    yield from own_fields(act, matter, scene)
    for one in later:
        label = scene.say("form.also", act=scene.say(f"act.{one}"))
        yield Field(ALSO, label, "option", value=one in also, options=((one.value, label),))
    yield scene.reason(hint=scene.say("form.reason"))


def own_fields(act: Act, matter: Matter, scene: Scene) -> Iterator[Field]:
    """The fields of the act's body that no other act has."""
    for name, info in ACT_BODIES[act].model_fields.items():
        if name in SHARED:
            continue
        options = options_of(name, info.annotation, matter, scene)
        kind = "select" if options is not None else kind_of(info.annotation)
        if kind == "lines":
            options = [(one, one) for one in matter.definition.materials]
        hint = scene.say(f"form.{kind}") if kind in ("lines", "dated") else ""
        ticked = kind == "check" and info.default is True
        if name == "approved_by":
            kind, options = (
                "suggest",
                list(scene.known.holding([Post.HEAD_OF_DEPARTMENT], matter.definition.department)),
            )
        asked = Field(name, scene.label(name), kind, info.is_required(), ticked, tuple(options or ()), hint)
        yield replace(asked, value=ticked if kind == "check" else "", rare=name in RARE)


def options_of(name: str, annotation: Any, matter: Matter, scene: Scene) -> list[Option] | None:
    """What there is to choose from; None where nothing is fixed."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [(one.value, scene.say(f"history.value.{one.value}")) for one in annotation]
    if name == "kind":
        return stop_kinds(matter, scene)
    if name == "material":
        deferred = matter.attempt.deferred if matter.attempt else ()
        return [(one.material, one.material) for one in deferred if one.received_on is None]
    return None


def kind_of(annotation: Any) -> str:
    """How a field is asked for."""
    inner = str(annotation)
    if inner.startswith("tuple"):
        return "dated" if DeferredMaterialBody.__name__ in inner else "lines"
    if "date" in inner:
        return "date"
    if annotation is bool or bool in get_args(annotation):
        return "check"
    return "number" if "int" in inner else "text"


def stop_kinds(matter: Matter, scene: Scene) -> list[Option]:
    """The kinds of stop that are open, or those the catalogue allows the matter."""
    stops = matter.attempt.open_stops if matter.attempt else ()
    kinds = [stop.kind for stop in stops] or list(matter.definition.clock_stops)
    known = scene.rules.catalogue.clock_stop_types
    return [(one, scene.of(known[one].zh, known[one].en)) for one in kinds if one != CORRECTION]


def commands(acts: Sequence[Act], key: str, values: Mapping[str, Any]) -> list[ProjectCommand]:
    """Each act takes of the answers those that its body knows. Raises ValidationError."""
    found: list[ProjectCommand] = []
    for act in acts:
        model = ACT_BODIES[act]
        own = {name: value for name, value in values.items() if name in model.model_fields}
        if act not in WITH_DOCUMENT:
            own.pop("document", None)
        found.append(act_command(act, key, model.model_validate(own)))
    return found
