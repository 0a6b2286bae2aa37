"""The submission of a bundle answered with events (design §4, ruling 24)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.catalogue.flaws import nearest
from domain.catalogue.model import Bundle
from domain.deciding.case import Case
from domain.deciding.commands import RecordAct, SubmitBundle
from domain.errors import DomainError
from domain.event import Event, stamped
from domain.project.events.applications import ApplicationReceived
from domain.project.events.bundles import BundleSubmitted, bundle_of
from domain.project.model.evolution import catalogue_id
from domain.project.model.phases import Act, follow
from domain.project.model.state import Project

Record = Callable[[Case, RecordAct], list[Event]]


def submit_bundle(case: Case, command: SubmitBundle, record: Record) -> list[Event]:
    """One receipt for all members in one save. `record` is how an act is decided.

    Raises DomainError: unknown_bundle, not_in_bundle, bundle_member_taken, bundle_empty, receipt_required.
    """
    bundle = known_bundle(case, command.bundle)
    if not command.receipt_no.strip():
        raise DomainError("receipt_required", bundle=bundle.id)
    members = applying(case.project, bundle, command.members)
    for key in members:
        taken = bundle_of(case.project, key)
        if taken not in ("", bundle.id):
            raise DomainError("bundle_member_taken", matter=key, bundle=taken)
    received = [key for key in members if can_be_received(case.project, key)]
    if not received:
        raise DomainError("bundle_empty", bundle=bundle.id)
    receipts = [event for key in received for event in record(case, receipt_of(command, key))]
    submitted = BundleSubmitted(
        **stamped(case.stamp, effective_on=command.effective_on, reason=command.reason),
        bundle=bundle.id,
        members=tuple(received),
        receipt_no=command.receipt_no,
        left_out=tuple(key for key in members if key not in received),
    )
    of_bundle = (replace(item, bundle=bundle.id) for item in receipts if isinstance(item, ApplicationReceived))
    return [submitted, *of_bundle]


def known_bundle(case: Case, bundle: str) -> Bundle:
    known = case.rules.catalogue.bundles
    if bundle not in known:
        raise DomainError("unknown_bundle", bundle=bundle, suggestion=nearest(bundle, known))
    if not case.project.listed:
        raise DomainError("list_missing")
    return known[bundle]


def applying(project: Project, bundle: Bundle, wanted: Sequence[str] | None) -> list[str]:
    """The members as keys, all that apply or those named; what does not apply is ignored."""
    for key in wanted or ():
        if catalogue_id(key) not in bundle.matters:
            raise DomainError("not_in_bundle", matter=key, bundle=bundle.id)
    every = [key for matter in bundle.matters for key in project.scopes.visible(matter)]
    keys = every if wanted is None else list(wanted)
    on_list = {matter.key for matter in project.matters.values() if matter.listed}
    return [key for key in dict.fromkeys(keys) if key in on_list]


def can_be_received(project: Project, key: str) -> bool:
    """No application is under way and nothing stands granted."""
    matter = project.matters[key]
    return not matter.settled and follow(matter.phase, Act.RECEIVE, matter.back) is not None


def receipt_of(command: SubmitBundle, key: str) -> RecordAct:
    return RecordAct(
        act=Act.RECEIVE,
        matter=key,
        effective_on=command.effective_on,
        reason=command.reason,
        values={"receipt_no": command.receipt_no},
    )


def bundling(record: Record) -> Mapping[type, Callable[[Any, Any], list[Event]]]:
    """The decider of submissions, given how an act is decided."""
    return {SubmitBundle: lambda case, command: submit_bundle(case, command, record)}
