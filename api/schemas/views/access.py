"""The access table and its digests."""

from datetime import date, datetime

from api.schemas.views.base import View


class AccessView(View):
    """One entry."""

    id: int
    at: datetime
    actor: str | None
    role: str | None
    kind: str
    code: str | None
    method: str
    path: str
    request_id: str
    times: int


class AccessPage(View):
    """Entries, the newest first."""

    items: list[AccessView]
    next: str | None


class AccessDigestView(View):
    """A day's digest, and whether the table still comes to it."""

    on: date
    first: int
    last: int
    entries: int
    refusals: int
    readings: int
    sha256: str
    intact: bool


class AccessDigestsView(View):
    """Digests, the newest first."""

    next: str | None
    items: list[AccessDigestView]
