"""Telling one person about one rung: claim, look again, send, record, release; and what to do when it is not taken."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from domain.owed import closed_for
from domain.reminders import Recipient, Reminders
from projections.ops.claims import Claims
from scheduler.addressbook import Way
from scheduler.channels import Answer, Message, Outcome, sent
from scheduler.due import DueRung
from scheduler.links import Links
from scheduler.retry import passed_on, turn, wait

GIVE_UP_AFTER = 3  # failures in a row after which a line is left alone until the next sweep


class Lines:
    """The lines that asked to be left alone for a while, across sweeps."""

    def __init__(self) -> None:
        self.resting: dict[str, datetime] = {}

    def rest(self, line: str, until: datetime) -> None:
        """Leave a line alone until then."""
        self.resting[line] = until

    def until(self, line: str, now: datetime) -> datetime:
        """From when a line may be used; now when it may be used now."""
        return max(self.resting.get(line, now), now)


class Delivery:
    """The messages of one sweep; `counts` tells what became of them."""

    def __init__(
        self,
        reminders: Reminders,
        claims: Claims,
        policy: str,
        lines: Lines,
        clock: Callable[[], datetime],
        counts: Counter[str],
        links: Links,
    ) -> None:
        self.reminders = reminders
        self.claims = claims
        self.policy = policy
        self.lines = lines
        self.clock = clock
        self.counts = counts
        self.links = links
        self.failures: Counter[str] = Counter()  # in a row, by line
        self.posted: set[tuple[UUID, str]] = set()  # what groups have read

    def tell(self, due: DueRung, to: Recipient, ways: Sequence[Way]) -> bool:
        """Whether the person was told or every way refused. What is not taken keeps its claim until its next try."""
        if not any(self.usable(way) for way in ways):
            self.counts["postponed"] += 1
            return False
        claim = self.claims.take(due.rung.id, to.staff, self.clock())
        if claim is None:
            self.counts["held"] += 1
            return False
        log = self.reminders.log(due.rung)
        done = closed_for(log, to.staff, to.again) or self.along(due, to, ways, claim.tries)
        if done:
            self.claims.release(due.rung.id, to.staff)
        return done

    def usable(self, way: Way) -> bool:
        """Whether a line is neither down nor resting."""
        now = self.clock()
        return self.failures[way.line] < GIVE_UP_AFTER and self.lines.until(way.line, now) <= now

    def along(self, due: DueRung, to: Recipient, ways: Sequence[Way], tries: int) -> bool:
        """Try the ways from the one whose turn it is, until one takes the message or asks for later."""
        for refusals in range(1, len(ways) + 1):
            way = ways[turn(tries, len(ways))]
            if not self.usable(way):
                self.counts["postponed"] += 1
                self.defer(due, to, self.lines.until(way.line, self.clock()), tries)
                return False
            outcome = self.send(due, to, way)
            if outcome.answer is Answer.SENT:
                return self.accepted(due, to, way)
            if outcome.answer is Answer.LATER:
                return self.not_now(due, to, way, outcome, tries + 1, len(ways))
            tries = passed_on(tries)
            self.turned_down(due, to, way, outcome, final=refusals == len(ways))
        return True

    def send(self, due: DueRung, to: Recipient, way: Way) -> Outcome:
        """Send once; a group that has read the rung does not get it again for another of its members."""
        if (due.rung.id, way.line) in self.posted:
            return sent()
        delivery, content = due.rung.delivery(to.staff, to.again), due.content(to)
        if not way.channel.shared:  # who is no more than one of a group is not to answer for another
            content |= self.links.content(due.rung, to, self.clock())
        return way.channel.send(Message(delivery, content, way.address, way.language))

    def accepted(self, due: DueRung, to: Recipient, way: Way) -> bool:
        self.reminders.sent(due.rung, to, way.channel.name, self.policy)
        self.failures[way.line] = 0
        self.counts["sent"] += 1
        if way.channel.shared:
            self.posted.add((due.rung.id, way.line))
        return True

    def not_now(self, due: DueRung, to: Recipient, way: Way, outcome: Outcome, tries: int, channels: int) -> bool:
        self.reminders.failed(due.rung, to, way.channel.name, outcome.problem, final=False)
        self.failures[way.line] += 1
        self.counts["failed"] += 1
        now = self.clock()
        if outcome.after:
            self.lines.rest(way.line, now + outcome.after)
        delay = wait(tries, channels, due.rung.delivery(to.staff, to.again), outcome.after)
        self.defer(due, to, now + delay, tries)
        return False

    def turned_down(self, due: DueRung, to: Recipient, way: Way, outcome: Outcome, *, final: bool) -> None:
        self.reminders.failed(due.rung, to, way.channel.name, outcome.problem, final=final)
        self.failures[way.line] = 0
        self.counts["refused" if final else "passed_on"] += 1

    def defer(self, due: DueRung, to: Recipient, until: datetime, tries: int) -> None:
        self.claims.defer(due.rung.id, to.staff, until, tries)
