"""Five working days of silence after a receipt (行政许可法 §32): which receipts were followed by them."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.dates.terms import due
from domain.project.events.applications import ApplicationReceived, MaterialsSupplemented
from domain.project.model.evolution import MatterEvent
from domain.project.model.limits import ANSWER_DAYS
from domain.project.model.phases import Act
from domain.project.model.rules import Rules

NO_ANSWER = frozenset({Act.PRE_REVIEW, Act.PRE_REVIEW_OPINION, Act.SUBMIT, Act.EXTEND, Act.DEEM_ACCEPTED})


def silences(
    acts: Sequence[MatterEvent], rules: Rules, today: date, swept: bool, deemed: frozenset[date]
) -> Iterator[tuple[date, date]]:
    """The receipts of one matter that five working days of silence followed, each with the last of them."""
    accepted = False
    for place, act in enumerate(acts):
        if act.ACT is Act.ACCEPT:
            accepted = True
        if isinstance(act, ApplicationReceived):
            accepted = False
        if accepted or not opens_answer(act):
            continue
        later = acts[place + 1 :]
        last = due(rules.calendar, act.effective_on, ANSWER_DAYS).due_on
        if last is None or last >= today or not silent(later, last):
            continue
        if swept or act.effective_on in deemed or any(event.effective_on > last for event in later):
            accepted = True
            yield act.effective_on, last


def opens_answer(event: MatterEvent) -> bool:
    """A receipt that starts the five days: with a number or the department's word, or a complete supplement."""
    if isinstance(event, ApplicationReceived):
        return bool(event.receipt_no) or not event.unconfirmed
    return isinstance(event, MaterialsSupplemented) and event.complete


def silent(later: Sequence[MatterEvent], last: date) -> bool:
    """Nothing done by the end of the last day answers the receipt; the notice of a stop does, a late opinion not."""
    return not any(event.effective_on <= last and event.ACT not in NO_ANSWER for event in later)
