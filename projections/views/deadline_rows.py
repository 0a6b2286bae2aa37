"""How the rows of a project's open deadlines are worked out from its facts. Nothing here depends on today."""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

from domain.project.due.deadlines import Deadline, in_order
from projections.rows.batches import Touched
from projections.rows.sheets import Values
from projections.rows.tables import Row

DIGITS = 12  # of the digest that stands for a detail: it may be longer than an index takes
MATTER = 3  # the place of the matter in a row


def deadline_rows(touched: Touched) -> Iterator[Row | Values]:
    """One row per open deadline; those of matters that nothing moved are as they were."""
    agenda, before = touched.agenda, touched.before
    known = before.rows.get("deadlines") if before else None
    if known is not None:
        kept = agenda.by_matter.keys() - agenda.renewed
        yield from (row for row in known.values() if row[MATTER] in kept)
    for matter in agenda.renewed if known is not None else agenda.by_matter:
        yield from rows_of_matter(touched.number, in_order(agenda.by_matter[matter]))


def rows_of_matter(number: int, items: Sequence[Deadline]) -> Iterator[Row]:
    """The rows of one matter's deadlines."""
    met = Counter[str]()
    for item in items:
        own = key_of(item)
        met[own] += 1
        yield {
            "number": number,
            "key": f"{own} {met[own]}",
            "kind": item.kind.value,
            "matter": item.matter,
            "start": item.start,
            "due_on": item.due_on,
            "owner": item.owner.value,
            "department": item.department,
            "detail": item.detail,
            "provisional": item.provisional,
            "overrun": item.overrun,
            "recurring": item.recurring,
        }


def key_of(item: Deadline) -> str:
    """What a deadline is called within its project; sorted as text the keys are in the order of the due dates."""
    detail = sha256(item.detail.encode()).hexdigest()[:DIGITS]
    return f"{item.due_on} {item.matter} {item.kind} {detail}"
