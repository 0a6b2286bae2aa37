"""The audit of what goes out as a whole: lists for who takes over or is back, summaries, and digests of nothing.

What a digest tells of is judged rung by rung; here it is who should have had a list or a summary and did not, and who
had one that nothing called for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.event import SHANGHAI, shanghai_date
from domain.projects import Projects
from domain.reminders.digests import Digest, DigestKind, DigestSent, is_closed
from domain.staff.directory import Directory
from scheduler.audit.findings import SLOW, Finding
from scheduler.audit.replay import Replayed
from scheduler.due.dispatch import Dispatch
from scheduler.due.open_items import open_items
from scheduler.due.outlook import Outlook, Reading
from scheduler.due.succession import LISTS, LookBack
from scheduler.sending.addressbook import AddressBook
from scheduler.sending.delivery import GIVE_UP_AFTER

NOBODYS = UUID(int=0)
OF_RUNGS = frozenset({DigestKind.DAILY, DigestKind.RECURRING})


@dataclass(frozen=True)
class LetterAudit:
    """Judges lists and summaries of all projects; `outlook`: by the policy and the rules of a moment."""

    projects: Projects
    all: Sequence[UUID]
    replayed: Replayed
    outlook: Callable[[datetime], Outlook]
    book: AddressBook
    directory: Directory | None

    def missing(self, day: date, known: datetime, swept: datetime) -> Iterator[Finding]:
        """Who got no list or summary on a day, called for by what was known when somebody swept and before it.

        The replay stands at the close of the day.
        """
        wanted = self.wanted(swept)
        before = self.wanted(known) if wanted else {}
        for digest, project in wanted.items():
            if digest in before and not self.tried(digest.staff, day):
                yield found(digest, project, known, "not_sent")

    def tried(self, staff: str, day: date) -> bool:
        """Whether it was not taken and is tried again, or its line was left alone."""
        return self.replayed.failures[day] >= GIVE_UP_AFTER or (staff, day) in self.replayed.untaken

    def superfluous(self, first: date) -> Iterator[Finding]:
        """Digests, lists and summaries that nothing called for."""
        for event in list(self.replayed.digests.values()):
            if event.effective_on >= first:
                self.replayed.before(self.replayed.places[event.digest])
                if code := self.wrong(event):
                    digest = Digest(event.district, event.staff, event.kind, event.period)
                    yield found(digest, NOBODYS, event.recorded_at, code)

    def wrong(self, event: DigestSent) -> str:
        """Why a digest should not have gone out, as a code; empty when it should."""
        if not self.outlook(event.recorded_at).window_open(event.recorded_at):
            return "outside_window"
        if event.kind in OF_RUNGS:
            return "" if event.rungs else "empty_digest"
        called = (self.called_for(event, event.recorded_at - back) for back in (timedelta(), SLOW))
        return "" if any(called) else "not_called_for"

    def called_for(self, event: DigestSent, moment: datetime) -> bool:
        """Whether a sweep at a moment would have sent it."""
        wanted = self.wanted(moment)
        return (event.kind, event.staff) in {(digest.kind, digest.staff) for digest in wanted}

    def wanted(self, moment: datetime) -> dict[Digest, UUID]:
        """The lists and summaries that a sweep at a moment would send, each with a project it is about."""
        return {**self.lists(moment), **self.summaries(moment)}

    def lists(self, moment: datetime) -> dict[Digest, UUID]:
        """The lists of who turned up; each by the day on which he did."""
        outlook, wanted = self.outlook(moment), dict[Digest, UUID]()
        if self.directory is None or not outlook.policy.digests.keys() & LISTS:
            return wanted
        replayed, policy, calendar = self.replayed, outlook.policy, outlook.rules.calendar
        concerns = self.projects.concerns
        back = LookBack(self.directory, concerns, replayed.stream, replayed.sent_since, policy, calendar, moment)
        reading = Reading(shanghai_date(moment), moment.astimezone(SHANGHAI).time(), moment)
        for project in self.all:
            log = self.projects.ledger.load(project)
            if log[0].known_at <= moment and back.may_turn(log):
                state, last = outlook.state_as_known(project, moment)
                for item in open_items(outlook, state, reading, last, back):
                    wanted.setdefault(Digest(self.projects.district, item.to.staff, item.kind, item.on), project)
        return wanted

    def summaries(self, moment: datetime) -> dict[Digest, UUID]:
        """The summaries of a day that begins a week or a month, as far as they are not sent."""
        outlook = self.outlook(moment)
        dispatch = Dispatch(outlook, self.book, shanghai_date(moment), moment)
        for project in self.all if dispatch.kinds else ():
            if self.projects.ledger.load(project)[0].known_at <= moment:
                dispatch.add(*outlook.state_as_known(project, moment))
        wanted = {dispatch.digest(kind, staff): some[0].project.id for (kind, _, staff), some in dispatch.lines.items()}
        return {
            digest: project for digest, project in wanted.items() if not is_closed(self.replayed.stream(digest.stream))
        }


def found(digest: Digest, project: UUID, at: datetime, code: str) -> Finding:
    """A digest as a finding: its kind stands for the node, its day for the due date."""
    return Finding(project, digest.id, digest.kind.value, "", digest.period, "", digest.staff, at, code)
