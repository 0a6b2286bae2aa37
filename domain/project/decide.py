"""Commands answered with events: each checked for what cannot be true, before the facts judge it.

A refusal here names the field; what depends on the matter's other acts is refused by `judging`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from domain.catalogue.answers import canonical
from domain.catalogue.profile import choose_matters, complete_profile
from domain.codec import CodecError, codec_of, decode, encode
from domain.errors import DomainError
from domain.event import Event, Stamp, stamped
from domain.planning.schedule import plan
from domain.project.commands import (
    ACT_EVENTS,
    NOT_THE_DEPARTMENTS,
    AssignSpecialist,
    CorrectRecord,
    EnterProfile,
    ExpectPermit,
    IssueServiceList,
    ProjectCommand,
    RecordAct,
    RecordFact,
)
from domain.project.corrections import Change, RecordCorrected
from domain.project.evolution import Consequence, ProjectEvent, Rules, catalogue_id, matter_of
from domain.project.lifecycle import (
    PermitExpected,
    ProfileAnswer,
    ProjectProfiled,
    SpecialistAssigned,
)
from domain.project.projectfacts import FactRecorded
from domain.project.servicelist import WAYS, PermitPlan, ServiceListIssued
from domain.project.state import Baseline, ListedMatter, Project

FIRST_STAGE = "project_landing"
# A telephone, an identity number or an e-mail has no place in the log: the log is never erased (design §2).
PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?![\dXx])|[\w.+-]+@[\w-]+\.\w+")


@dataclass(frozen=True)
class Actor:
    """Who acts: his role and, for an officer, his department; `confirms` when his word is the department's own."""

    role: str
    department: str = ""

    def speaks_for(self, department: str, via: str) -> bool:
        return via == "import" or (self.role == "officer" and self.department == department)


@dataclass(frozen=True)
class Case:
    """What a command is decided on: the project as known now, its log, and the day."""

    project: Project
    log: Sequence[Event]
    rules: Rules
    stamp: Stamp
    today: date
    actor: Actor


def decide(case: Case, command: ProjectCommand) -> list[Event]:
    """The events of one command; none when it changes nothing. Raises DomainError."""
    refuse_personal_data(getattr(command, "reason", ""))
    effective_on = getattr(command, "effective_on", None)
    if effective_on is not None:
        refuse_future(case, "effective_on", effective_on)
    return DECIDERS[type(command)](case, command)


def refuse_future(case: Case, field: str, day: date) -> None:
    """What has not happened is no fact."""
    if day > case.today:
        raise DomainError("future_date", field=field, on=day.isoformat(), today=case.today.isoformat())


def refuse_personal_data(text: str) -> None:
    if PERSONAL.search(text):
        raise DomainError("personal_data", field="reason")


def record_act(case: Case, command: RecordAct) -> list[Event]:
    """An act on a matter of the list."""
    event_type = ACT_EVENTS[command.act]
    matter = matter_of(case.project, command.matter, case.rules)
    if matter is None or not open_for_acts(case.project, command.matter, case.rules):
        raise DomainError("unknown_matter", matter=command.matter)
    values = dict(command.values)
    department = values.pop("decided_by", "") or matter.definition.department
    if department not in case.rules.catalogue.departments:
        raise DomainError("unknown_department", department=department)
    refuse_wrong_span(case, command)
    refuse_unknown_stop(case, command)
    unconfirmed = command.act not in NOT_THE_DEPARTMENTS and not case.actor.speaks_for(department, case.stamp["via"])
    return [
        event_type(
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
    ]


def open_for_acts(project: Project, key: str, rules: Rules) -> bool:
    """On the list or already with acts; before the first list, the matters of the landing."""
    if key in project.matters:
        return True
    definition = rules.catalogue.matters[catalogue_id(key)]
    return not project.listed and definition.stage == FIRST_STAGE


def refuse_wrong_span(case: Case, command: RecordAct) -> None:
    """A finished stop ends on or after its begin, an opinion on or after its start; neither in the future."""
    end, start = command.values.get("resumed_on"), command.values.get("started_on")
    for first, last, field in ((command.effective_on, end, "resumed_on"), (start, command.effective_on, "started_on")):
        if first is not None and last is not None:
            refuse_future(case, field, last)
            if last < first:
                raise DomainError("end_before_beginning", field=field, begin=first.isoformat(), end=last.isoformat())


def refuse_unknown_stop(case: Case, command: RecordAct) -> None:
    kind = command.values.get("kind")
    if kind and kind not in case.rules.catalogue.clock_stop_types:
        raise DomainError("unknown_stop_kind", kind=kind, known="、".join(case.rules.catalogue.clock_stop_types))


def record_fact(case: Case, command: RecordFact) -> list[Event]:
    """A project fact; some agree on a day (`due`), the others have none."""
    kind = case.rules.catalogue.fact_aliases.get(command.kind, command.kind)
    known = case.rules.catalogue.fact_kinds.get(kind)
    if known is None:
        raise DomainError("unknown_fact", kind=command.kind)
    due = command.values.get("due")
    if known.due != (due is not None):
        raise DomainError("fact_due_required" if known.due else "fact_due_unwanted", kind=kind)
    stamp = stamped(case.stamp, effective_on=command.effective_on, reason=command.reason)
    return [FactRecorded(**stamp, **command.values, kind=kind)]


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
    choices = choose_matters(catalogue, project.profile)
    matters = tuple(ListedMatter(item.matter, item.matter, item.applies, item.because) for item in choices)
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
        [item.matter for item in matters if item.applies],
        rules.calendar,
        project.landed_on or command.effective_on,
        preparation=command.preparation,
        construction_days=command.construction_days,
    )
    ways = [(way, getattr(planned, way)) for way in WAYS]
    return {
        "expected_on": project.expected.on if project.expected else None,
        "expected_document": project.expected.document if project.expected else "",
        "permits": tuple(PermitPlan(name, way.construction_permit) for name, way in ways),
        "baselines": tuple(
            Baseline(key, name, item.begins, item.granted) for name, way in ways for key, item in way.matters.items()
        ),
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
    changes = tuple(checked_change(case, event, name, value) for name, value in command.changes.items())
    stamp = stamped(case.stamp, effective_on=event.effective_on, reason=command.reason)
    corrected = RecordCorrected(**stamp, corrects=command.version, void=command.void, changes=changes)
    return [] if stands(case.log, corrected) else [corrected]


def checked_change(case: Case, event: ProjectEvent, name: str, value: object) -> Change:
    """One corrected field: allowed for this event, and of the field's type."""
    if name not in event.CORRECTABLE:
        raise DomainError(
            "field_not_correctable", field=name, topic=event.TOPIC, allowed="、".join(sorted(event.CORRECTABLE))
        )
    field = next(item for item in codec_of(type(event)) if item.name == name)
    try:
        right = decode(event.TOPIC, field, value)
        text = orjson.dumps(encode(event.TOPIC, field, right), option=orjson.OPT_SORT_KEYS).decode()
    except CodecError as error:
        raise DomainError("bad_correction", field=name, problem=str(error)) from error
    if isinstance(right, date) and name in ("effective_on", "resumed_on", "started_on"):
        refuse_future(case, name, right)
    return Change(name, text)


def stands(log: Sequence[Event], correction: RecordCorrected) -> bool:
    """The event already reads as the correction says."""
    last = next(
        (
            event
            for event in reversed(log)
            if isinstance(event, RecordCorrected) and event.corrects == correction.corrects
        ),
        None,
    )
    if last is None:
        return not correction.void and not correction.changes
    return (last.void, last.changes) == (correction.void, correction.changes)


DECIDERS: Mapping[type, Callable[[Case, Any], list[Event]]] = {
    ExpectPermit: expect_permit,
    EnterProfile: enter_profile,
    IssueServiceList: issue_service_list,
    AssignSpecialist: assign_specialist,
    RecordAct: record_act,
    RecordFact: record_fact,
    CorrectRecord: correct_record,
}
