"""How the rows of a project's open deadlines are worked out from its facts. Nothing here depends on today."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from domain.project.deadlines import Deadline
from projections.batches import Touched
from projections.tables import Row

DIGITS = 12  # of the digest that stands for a detail: it may be longer than an index takes


def deadline_rows(touched: Touched) -> Iterator[Row]:
    """One row per open deadline, the earliest first."""
    met = Counter[str]()
    for item in touched.agenda.rows:
        own = key_of(item)
        met[own] += 1
        yield {
            "number": touched.number,
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
