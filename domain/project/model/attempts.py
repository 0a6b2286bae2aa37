"""One application and its pre-review as frozen records: the clock's stops and extensions, supplements, deferrals."""

from datetime import date

from msgspec import Struct


class Deferred(Struct, frozen=True, gc=False):
    """A material accepted as missing (容缺): promised by a date, received on one."""

    material: str
    due_on: date
    received_on: date | None = None


class Stop(Struct, frozen=True, gc=False):
    """A special procedure (特别程序): its days count on neither clock. `ended_on` None while it is open."""

    kind: str
    started_on: date
    ended_on: date | None
    expected_end: date | None
    lawful: bool  # a kind the catalogue allows, with a written notice; else only the promised clock stops


class Extension(Struct, frozen=True, gc=False):
    """Days added to the limits by the head of the deciding agency (延长办理期限)."""

    on: date
    days: int


class Request(Struct, frozen=True, gc=False):
    """One request for supplements (补正告知) and its answer."""

    requested_on: date
    materials: tuple[str, ...]
    due_on: date | None
    supplemented_on: date | None = None


class Attempt(Struct, frozen=True, gc=False):
    """One application with its own clock; a refusal ends it and a new receipt begins the next."""

    number: int
    received_on: date
    receipt_no: str
    complete_on: date | None  # receipt of complete materials: withdrawn by a request, set by the supplement
    waiting_since: date | None  # the receipt or supplement still without an answer
    accepted_on: date | None = None
    deemed: bool = False
    answered_in_writing_on: date | None = None  # a written acceptance after a deemed one
    by_commitment: bool = False
    deferred: tuple[Deferred, ...] = ()
    requests: tuple[Request, ...] = ()
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    ended_on: date | None = None
    bundle: str = ""  # handed in as a member of this bundle

    @property
    def open_request(self) -> Request | None:
        """The last request, while it is unanswered."""
        last = self.requests[-1] if self.requests else None
        return last if last and last.supplemented_on is None else None

    @property
    def open_stops(self) -> tuple[Stop, ...]:
        return tuple(stop for stop in self.stops if stop.ended_on is None)


class Review(Struct, frozen=True, gc=False):
    """The pre-review of a matter (提前预审): an opinion without legal force."""

    started_on: date
    result: str | None = None
    opinion_on: date | None = None
    lapsed_from: str | None = None  # what the opinion was before it lapsed with the land
