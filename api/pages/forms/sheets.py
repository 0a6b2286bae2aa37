"""The other forms of a project: facts, people, profile, list, targets, corrections, the departments' word."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from api.access.rights import Right
from api.pages.forms.course import catalogue_sheet, course_sheet, reopen_sheet
from api.pages.forms.fields import Field, Option, Scene, Sheet
from api.pages.forms.lists import day_sheet, duty_sheet
from api.pages.forms.scopes import bundle_sheet, close_scope_sheet, scope_sheet
from api.pages.forms.who_is_who import NOBODY
from api.schemas.directing import TargetBody
from api.schemas.projects import (
    AssignmentBody,
    ConfirmBody,
    ContestBody,
    CorrectionBody,
    FactBody,
    ProfileBody,
    ServiceListBody,
)
from api.shown.scopes import scope_words
from domain.catalogue.model import Catalogue, ProfileField
from domain.catalogue.profile import complete_profile
from domain.catalogue.vocabulary import FieldType
from domain.deciding.commands import (
    AssignSpecialist,
    ConfirmRecord,
    ContestRecord,
    CorrectRecord,
    EnterProfile,
    ExpectPermit,
    IssueServiceList,
    MoveTarget,
    ProjectCommand,
    RecordFact,
)
from domain.project.events.targets import WORKING_DAYS_LEFT, current_target, may_move
from domain.project.model.state import StageState

SheetOf = Callable[[Scene], Sheet]


def fact_sheet(scene: Scene) -> Sheet:
    """A project fact: works started, land contract signed and the like."""
    kinds = tuple((kind.id, scene.of(kind.zh, kind.en)) for kind in scene.rules.catalogue.fact_kinds.values())
    scopes = tuple((scope.id, scope_words(scope, scene.language)) for scope in scene.state.scopes.open)
    fields = [
        Field("kind", scene.say("form.fact"), "select", required=True, options=kinds),
        scene.day("on"),
        Field("due", scene.label("due"), "date", hint=scene.say("form.due")),
        *([Field("scope", scene.label("scope"), "select", options=scopes)] if scopes else []),
        Field("document", scene.label("document")),
        Field("value", scene.label("value"), hint=scene.say("form.value")),
        scene.reason(),
    ]

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        kind = str(values.get("kind", ""))
        body = FactBody.model_validate({name: value for name, value in values.items() if name != "kind"})
        own = {"due": body.due, "scope": body.scope or "", "document": body.document, "value": body.value or ""}
        return [RecordFact(kind=kind, effective_on=body.on, reason=body.reason, values=own)]

    return Sheet(scene.say("form.title.fact"), scene.state.name, Right.RECORD_FACT, fields, commands)


def assign_sheet(scene: Scene) -> Sheet:
    """The specialist and the task force in charge."""
    fields = [
        scene.day(),
        known("specialist", scene.known.serving, scene),
        known("team", scene.known.teams, scene),
        scene.reason(),
    ]

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        return [AssignSpecialist(**dict(AssignmentBody.model_validate(dict(values))))]

    return Sheet(scene.say("form.title.assign"), scene.state.name, Right.ASSIGN, fields, commands)


def known(name: str, options: tuple[Option, ...], scene: Scene) -> Field:
    """A question for one of those who are known; where nobody is, the code is written."""
    kind = "select" if options else "text"
    hint = scene.say(f"form.{name}_unknown") if options else ""
    value = getattr(scene.state, name)
    offered = (NOBODY, *options) if options and not value else options
    return Field(name, scene.label(name), kind, required=True, value=value, options=offered, hint=hint)


def profile_sheet(scene: Scene) -> Sheet:
    """The profile, each question with its answer so far, and the expected date."""
    catalogue = scene.rules.catalogue
    known = scene.state.profile or complete_profile(catalogue, {})
    questions = [question(one, known.get(one.id, one.default), scene) for one in catalogue.profile_fields.values()]
    expected = scene.state.expected
    paper = expected.document if expected else ""
    fields = [
        scene.day(),
        Field("expected_on", scene.say("form.expected_on"), "date", value=expected.on if expected else ""),
        Field("expected_document", scene.say("form.expected_document"), value=paper),
        *questions,
    ]

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        return list(profile_commands(values, catalogue))

    return Sheet(scene.say("form.title.profile"), scene.state.name, Right.PROFILE, fields, commands)


def question(one: ProfileField, answer: Any, scene: Scene) -> Field:
    """A question of the profile."""
    label = scene.of(one.label_zh, one.label_en)
    if one.type is FieldType.BOOLEAN:
        return Field(one.id, label, "check", value=bool(answer))
    if one.allowed_values:
        words = one.value_labels_zh if scene.language == "zh" else one.value_labels_en
        options = tuple((value, words.get(value, value)) for value in one.allowed_values)
        return Field(one.id, label, "select", required=True, value=answer, options=options)
    return Field(one.id, label, "number", value=answer)


def profile_commands(values: Mapping[str, Any], catalogue: Catalogue) -> Iterator[ProjectCommand]:
    """All answers (what is not ticked is no), and the expected date where one is written down."""
    answers = {
        one.id: values.get(one.id, False if one.type is FieldType.BOOLEAN else one.default)
        for one in catalogue.profile_fields.values()
    }
    expected = {"on": values.get("expected_on"), "document": values.get("expected_document")}
    body = ProfileBody.model_validate(
        {
            "effective_on": values.get("effective_on"),
            "answers": answers,
            "expected": expected if any(expected.values()) else None,
        }
    )
    yield EnterProfile(effective_on=body.effective_on, answers=body.answers)
    if body.expected:
        yield ExpectPermit(effective_on=body.effective_on, on=body.expected.on, document=body.expected.document)


def list_sheet(scene: Scene) -> Sheet:
    """The service list from the profile as known now; the first one freezes the yardsticks."""
    fields = [
        scene.day(),
        Field("preparation", scene.say("form.preparation"), "number", value=0),
        Field("construction_days", scene.say("form.construction_days"), "number"),
        scene.reason(),
    ]

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        return [IssueServiceList(**dict(ServiceListBody.model_validate(dict(values))))]

    return Sheet(scene.say("form.title.list"), scene.state.name, Right.ISSUE_LIST, fields, commands)


def target_sheet(scene: Scene) -> Sheet:
    """Another target of a stage's milestone: of those still to come the ones that are his to move."""
    state_of = scene.state.stages.get
    ahead = [stage for stage in scene.rules.catalogue.stages if not state_of(stage.id, StageState()).milestone_on]
    his = [stage for stage in ahead if movable(scene, stage.id)]
    offered = tuple(
        (stage.id, f"{scene.of(stage.name_zh, stage.name_en)} {current_target(scene.state, stage.id) or '—'}")
        for stage in scene.rules.catalogue.stages
        if stage in his or stage.id == scene.first("stage")  # asked for all the same: the refusal says whose it is
    )
    hint = scene.say("form.not_his", **dict(WORKING_DAYS_LEFT)) if len(his) < len(ahead) else ""
    fields = [
        Field("stage", scene.say("form.stage"), "select", required=True, options=offered, hint=hint),
        Field("on", scene.say("form.target_on"), "date", required=True),
        scene.reason(required=True),
    ]

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        body = TargetBody.model_validate({name: value for name, value in values.items() if name != "stage"})
        return [MoveTarget(stage=str(values.get("stage", "")), **dict(body))]

    return Sheet(scene.say("form.title.target"), scene.state.name, Right.MOVE_TARGET, fields, commands)


def movable(scene: Scene, stage: str) -> bool:
    """Whether the target of a stage is still his to move."""
    return may_move(scene.role, current_target(scene.state, stage), scene.today, scene.rules.calendar)


def correct_sheet(scene: Scene) -> Sheet:
    """One recorded entry put right, or made void."""
    version = scene.first("version_of")
    fields = [
        Field("version_of", scene.say("form.version"), "number", required=True, value=version),
        Field("effective_on", scene.say("form.right_day"), "date"),
        Field("document", scene.say("history.field.document")),
        Field("void", scene.say("form.void"), "check"),
        scene.reason(required=True),
    ]

    def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
        changes = {name: values[name] for name in ("effective_on", "document") if name in values}
        how = {"void": True} if values.get("void") else {"set": changes}
        body = CorrectionBody.model_validate(
            {"version": values.get("version_of"), "reason": values.get("reason", ""), **how}
        )
        return [CorrectRecord(version=body.version, reason=body.reason, void=bool(body.void), changes=body.set or {})]

    return Sheet(scene.say("form.title.correct"), scene.state.name, Right.CORRECT, fields, commands)


def verdict_sheet(title: str, *, contest: bool) -> SheetOf:
    """The department's word on an entry made on its behalf."""

    def sheet(scene: Scene) -> Sheet:
        key, version = scene.first("matter"), scene.first("version_of")
        fields = [
            Field("version_of", scene.say("form.version"), "number", required=True, value=version),
            scene.reason(required=contest),
        ]

        def commands(values: Mapping[str, Any]) -> list[ProjectCommand]:
            said = {"version": values.get("version_of"), "reason": values.get("reason", "")}
            if contest:
                return [ContestRecord(matter=key, **dict(ContestBody.model_validate(said)))]
            return [ConfirmRecord(matter=key, **dict(ConfirmBody.model_validate(said)))]

        return Sheet(scene.say(title), scene.state.name, Right.CONFIRM, fields, commands, hidden=(("matter", key),))

    return sheet


SHEETS: Mapping[str, SheetOf] = {
    "course": course_sheet,
    "reopen": reopen_sheet,
    "catalogue": catalogue_sheet,
    "scope": scope_sheet,
    "close-scope": close_scope_sheet,
    "bundle": bundle_sheet,
    "day": day_sheet,
    "duty": duty_sheet,
    "fact": fact_sheet,
    "assign": assign_sheet,
    "profile": profile_sheet,
    "list": list_sheet,
    "target": target_sheet,
    "correct": correct_sheet,
    "confirm": verdict_sheet("form.title.confirm", contest=False),
    "contest": verdict_sheet("form.title.contest", contest=True),
}
