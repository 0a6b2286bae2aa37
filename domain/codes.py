"""The bureau's codes: each has a stream of its own, so that no two projects ever hold one (ruling 29)."""

from collections.abc import Sequence
from uuid import UUID

from domain.errors import DomainError
from domain.event import Event, Stamp, stream_id
from domain.log.ledger import Ledger
from domain.log.logs import Log
from domain.project.events.corrections import RecordCorrected
from domain.project.events.lifecycle import CodeClaimed, CodeReleased, ProjectRegistered
from domain.project.record.reading import corrected


class Codes:
    """All codes of a district."""

    def __init__(self, ledger: Ledger, district: str) -> None:
        self.ledger = ledger
        self.district = district

    def stream(self, code: str) -> UUID:
        return stream_id(f"{self.district}/code/{code}")

    def holder(self, code: str) -> UUID | None:
        """The project that holds a code; None when nobody does, or does any more."""
        log = self.ledger.load(self.stream(code))
        return UUID(log[-1].project) if log and isinstance(log[-1], CodeClaimed) else None

    def claim(self, code: str, stamp: Stamp, project: UUID) -> CodeClaimed:
        """The claim of a code; DomainError code_taken when another project holds it."""
        if self.holder(code) is not None:
            raise DomainError("code_taken", code=code)
        return CodeClaimed(**self.next_in(code, stamp), code=code, project=str(project))

    def claim_made(self, year: int, stamp: Stamp, project: UUID) -> CodeClaimed:
        """The claim of the year's next free number; one that another takes meanwhile is a conflict, tried again."""
        code = self.next_made(year)
        first = stamp | {"originator_id": self.stream(code), "originator_version": 1}
        return CodeClaimed(**first, code=code, project=str(project))

    def moves(self, project: UUID, log: Log, save: Sequence[Event], stamp: Stamp) -> list[Event]:
        """What a save that corrects the registration's code does to the codes: the old released, the new claimed."""
        if not any(isinstance(event, RecordCorrected) for event in save):
            return []
        before, after = registered_code(log), registered_code((*log, *save))
        if not before or before == after:
            return []
        released = CodeReleased(**self.next_in(before, stamp), code=before, project=str(project))
        return [released, self.claim(after, stamp, project)]

    def next_in(self, code: str, stamp: Stamp) -> Stamp:
        """The envelope of the next event in a code's stream."""
        stream = self.stream(code)
        version = len(self.ledger.load(stream)) + 1
        return stamp | {"originator_id": stream, "originator_version": version}

    def next_made(self, year: int) -> str:
        """The first free number of a year: numbers are given densely, so the search gallops."""

        def taken(number: int) -> bool:
            return self.ledger.exists(self.stream(made_code(year, number)))

        low, high = 0, 1
        while taken(high):
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if taken(middle) else (low, middle)
        return made_code(year, high)


def made_code(year: int, number: int) -> str:
    """The bureau's own number."""
    return f"HH-{year}-{number:04d}"


def registered_code(log: Sequence[Event]) -> str:
    """The code of the registration as it reads today."""
    return next((event.code for event in corrected(log) if isinstance(event, ProjectRegistered)), "")
