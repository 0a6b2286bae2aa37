"""Commands answered with events: each checked for what cannot be true, before the facts judge it.

A refusal here names the field; what depends on the matter's other acts is refused by `judging`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.catalogue.answers import canonical
from domain.catalogue.profile import complete_profile
from domain.deciding import possible
from domain.deciding.bundling import bundling
from domain.deciding.case import Case
from domain.deciding.commands import (
    ACT_EVENTS,
    AssignSpecialist,
    CorrectRecord,
    EnterProfile,
    ExpectPermit,
    IssueServiceList,
    ProjectCommand,
    RecordAct,
    RecordFact,
    is_the_departments,
)
from domain.deciding.completing import COMPLETING
from domain.deciding.confirming import CONFIRMING
from domain.deciding.directing import DIRECTING
from domain.deciding.dividing import DIVIDING, refuse_lost_scope, refuse_unknown_scope
from domain.deciding.opening import open_for_acts, refuse_unfounded_second, unknown_matter
from domain.errors import DomainError
from domain.event import Event, stamped
from domain.log.codec import CodecError, codec_of, decode
from domain.personal_data import refuse_personal_data
from domain.planning.baseline import baselines_of
from domain.planning.schedule import plan
from domain.project.events.corrections import Change, RecordCorrected, change
from domain.project.events.lifecycle import (
    PermitExpected,
    ProfileAnswer,
    ProjectProfiled,
    SpecialistAssigned,
)
from domain.project.events.listing import listed_for
from domain.project.events.projectfacts import FactRecorded
from domain.project.events.servicelist import WAYS, PermitPlan, ServiceListIssued
from domain.project.model.evolution import Consequence, ProjectEvent, matter_of
from domain.project.model.phases import Act
from domain.project.model.state import Baseline, ListedMatter
from domain.project.record.reading import apply

NEED_A_REASON = frozenset({Act.WAIVE, Act.NOT_APPLICABLE})


def decide(case: Case, command: ProjectCommand) -> list[Event]:
    """The events of one command; none when it changes nothing. Raises DomainError."""
    refuse_personal_data(getattr(command, "reason", ""))
    effective_on = getattr(command, "effective_on", None)
    if effective_on is not None:
        possible.refuse_future("effective_on", effective_on, case.today)
    return DECIDERS[type(command)](case, command)


def record_act(case: Case, command: RecordAct) -> list[Event]:
    """An act on a matter of the list."""
    event_type = ACT_EVENTS[command.act]
    matter = matter_of(case.project, command.matter, case.rules)
    if matter is None or not open_for_acts(case.project, command.matter, case.rules):
        raise unknown_matter(case.project, command.matter)
    refuse_unfounded_second(case.project, command.matter, command.effective_on, command.reason, case.rules)
    values = dict(command.values)
    department = values.pop("decided_by", "") or matter.definition.department
    possible.refuse_unknown_fields(event_type, values)
    if command.act in NEED_A_REASON:
        possible.refuse_unfounded(command.act.value, command.reason)
    unconfirmed = is_the_departments(command.act, values) and not case.actor.speaks_for(department, case.stamp["via"])
    event = event_type(
        **stamped(
            case.stamp,
            **values,
            effective_on=command.effective_on,
            reason=command.reason,
            matter=command.matter,
            decided_by=department,
            unconfirmed=unconfirmed,
        )
    )
    possible.refuse_impossible_values(event, case.today, case.rules.catalogue)
    return [event]


def record_fact(case: Case, command: RecordFact) -> list[Event]:
    """A project fact; some agree on a day (`due`), the others have none."""
    kind = case.rules.catalogue.fact_aliases.get(command.kind, command.kind)
    values = {**command.values, "kind": kind}
    possible.refuse_unknown_fields(FactRecorded, values)
    if values.get("scope"):
        refuse_unknown_scope(case.project.scopes, values["scope"])
    event = FactRecorded(**stamped(case.stamp, effective_on=command.effective_on, reason=command.reason, **values))
    possible.refuse_impossible_values(event, case.today, case.rules.catalogue)
    return [event]


def expect_permit(case: Case, command: ExpectPermit) -> list[Event]:
    """The expected date, when it is another than the one that stands."""
    standing = case.project.expected
    if standing and (standing.on, standing.document) == (command.on, command.document):
        return []
    return [
        PermitExpected(
            **stamped(case.stamp, effective_on=command.effective_on), on=command.on, document=command.document
        )
    ]


def enter_profile(case: Case, command: EnterProfile) -> list[Event]:
    """The whole profile, when any answer is another than before."""
    profile = complete_profile(case.rules.catalogue, command.answers)
    if profile == case.project.profile:
        return []
    answers = tuple(ProfileAnswer(name, canonical(value)) for name, value in profile.items())
    return [ProjectProfiled(**stamped(case.stamp, effective_on=command.effective_on), answers=answers)]


def issue_service_list(case: Case, command: IssueServiceList) -> list[Event]:
    """The next version of the list; the first freezes the yardsticks."""
    project, catalogue = case.project, case.rules.catalogue
    if project.profile is None:
        raise DomainError("profile_missing")
    matters = listed_for(project, catalogue)
    if matters == project.listed:
        return []
    yardsticks = first_yardsticks(case, command, matters) if project.yardsticks is None else {}
    return [
        ServiceListIssued(
            **stamped(case.stamp, effective_on=command.effective_on, reason=command.reason),
            number=project.list_version + 1,
            profile_version=project.profile_version,
            catalogue=catalogue.version,
            calendar=case.rules.calendar.version,
            matters=matters,
            start=project.landed_on or command.effective_on,
            preparation=command.preparation,
            construction_days=command.construction_days,
            **yardsticks,
        )
    ]


def first_yardsticks(case: Case, command: IssueServiceList, matters: Sequence[ListedMatter]) -> Mapping[str, Any]:
    """E as entered, S, P and T as planned from the landing."""
    project, rules = case.project, case.rules
    planned = plan(
        rules.catalogue,
        project.profile or {},
        [item.key for item in matters if item.applies],
        rules.calendar,
        project.landed_on or command.effective_on,
        preparation=command.preparation,
        construction_days=command.construction_days,
        scoping=project.scopes,
        with_floats=False,
    )
    ways = [(way, getattr(planned, way)) for way in WAYS]
    return {
        "expected_on": project.expected.on if project.expected else None,
        "expected_document": project.expected.document if project.expected else "",
        "permits": tuple(PermitPlan(name, way.construction_permit) for name, way in ways),
        "baselines": baselines_of(planned),
        "milestones": tuple(
            Baseline(stage, name, None, on) for name, way in ways for stage, on in way.milestones.items()
        ),
    }


def assign_specialist(case: Case, command: AssignSpecialist) -> list[Event]:
    """A specialist and a team, unless they are in charge already."""
    if (case.project.specialist, case.project.team) == (command.specialist, command.team):
        return []
    stamp = stamped(case.stamp, effective_on=command.effective_on, reason=command.reason)
    return [SpecialistAssigned(**stamp, specialist=command.specialist, team=command.team)]


def correct_record(case: Case, command: CorrectRecord) -> list[Event]:
    """A correction of a fact event, its values checked as the event's own (ruling 9)."""
    event = next((event for event in case.log if event.originator_version == command.version), None)
    if event is None:
        raise DomainError("unknown_version", version=command.version, last=len(case.log))
    if not isinstance(event, ProjectEvent) or isinstance(event, Consequence):
        raise DomainError("not_correctable", version=command.version, topic=event.TOPIC)
    if command.void and not event.VOIDABLE:
        raise DomainError("not_correctable", version=command.version, topic=event.TOPIC)
    possible.refuse_unfounded("correction", command.reason)
    if command.void:
        refuse_lost_scope(case.project, event)
    changes = tuple(checked_change(event, name, value) for name, value in sorted(command.changes.items()))
    stamp = stamped(case.stamp, effective_on=event.effective_on, reason=command.reason)
    correction = RecordCorrected(**stamp, corrects=command.version, void=command.void, changes=changes)
    if not command.void:
        possible.refuse_impossible_values(apply(event, correction), case.today, case.rules.catalogue)
    return [] if reads_so_already(case.log, event, correction) else [correction]


def checked_change(event: ProjectEvent, name: str, value: object) -> Change:
    """One corrected field: allowed for this event, and of the field's type."""
    if name not in event.CORRECTABLE:
        raise DomainError(
            "field_not_correctable", field=name, topic=event.TOPIC, allowed="、".join(sorted(event.CORRECTABLE))
        )
    field = next(item for item in codec_of(type(event)) if item.name == name)
    try:
        right = decode(event.TOPIC, field, value)
    except CodecError as error:
        raise DomainError("bad_correction", field=name, problem=str(error)) from error
    if name == "reason":
        refuse_personal_data(str(right))
    return change(event, name, right)


def reads_so_already(log: Sequence[Event], event: ProjectEvent, correction: RecordCorrected) -> bool:
    """The correction would change nothing."""
    earlier = [item for item in log if isinstance(item, RecordCorrected) and item.corrects == correction.corrects]
    last = earlier[-1] if earlier else None
    if correction.void or (last and last.void):
        return last is not None and last.void and correction.void
    return apply(event, last) == apply(event, correction)


DECIDERS: Mapping[type, Callable[[Case, Any], list[Event]]] = {
    ExpectPermit: expect_permit,
    EnterProfile: enter_profile,
    IssueServiceList: issue_service_list,
    AssignSpecialist: assign_specialist,
    RecordAct: record_act,
    RecordFact: record_fact,
    CorrectRecord: correct_record,
    **DIRECTING,
    **DIVIDING,
    **bundling(record_act),
    **CONFIRMING,
    **COMPLETING,
}
