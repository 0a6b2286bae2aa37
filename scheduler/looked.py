"""What a sweep found of one project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.log.ledger import Job
from scheduler.due.baskets import Basket
from scheduler.sending.errands import Errand


@dataclass(frozen=True)
class Looked:
    """A project that was looked at: whom to tell, what to mark superseded, what went up, what waits in which digests.

    `open`: something is left for the next sweep; else it comes again at `next_at`, or with its next news.
    """

    project: UUID
    errands: Sequence[Errand] = ()
    older: Sequence[Job] = ()
    up: Sequence[Job] = ()
    baskets: frozenset[Basket] = frozenset()
    open: bool = False
    next_at: datetime | None = None
