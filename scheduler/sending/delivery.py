"""Telling people: claim many messages, look again, send them side by side, record, release; and what is not taken.

It begins with one message and doubles as long as all goes well: a receiver that is down meets few at a time. While some
messages are on the wire, the outcomes of those before are recorded, and, once all goes well, the next are claimed.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import groupby, zip_longest
from threading import Lock
from time import monotonic
from uuid import UUID

from domain.log.ledger import Job
from domain.reminders.rungs import Reminders
from projections.ops.claims import Claims, Key
from scheduler.channels import Answer, Message, Outcome, sent
from scheduler.sending.addressbook import Way
from scheduler.sending.errands import Books, Course, Errand, Lines, Stripe, Taken
from scheduler.sending.links import Links
from scheduler.sending.parcels import Through
from scheduler.sending.retry import passed_on, turn, wait

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 3  # failures in a row after which a line is left alone until the next sweep
BATCH = 500  # messages claimed and recorded at once
THREADS = 8
RECORD_AFTER = 1.0  # seconds: what was sent is recorded at least so often


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
        in_time: Callable[[], bool],
    ) -> None:
        self.reminders = reminders
        self.claims = claims
        self.policy = policy
        self.lines = lines
        self.clock = clock
        self.counts = counts
        self.links = links
        self.in_time = in_time
        self.failures: Counter[str] = Counter()  # in a row, by line
        self.lock = Lock()
        self.posted: set[tuple[UUID, str]] = set()  # what groups have read
        self.done: set[Key] = set()  # told, or refused by every way
        self.broken: set[UUID] = set()  # projects and digests with a message that could not be written
        self.width = 1
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="delivery")
        self.clerk = ThreadPoolExecutor(1, thread_name_prefix="delivery-clerk")  # claims and records beside the sending
        self.settling: Future[None] | None = None

    def close(self) -> None:
        """Nothing more is sent."""
        self.pool.shutdown()
        self.clerk.shutdown()

    def deliver(self, errands: Sequence[Errand]) -> None:
        """Tell them; those of one rung stand together. What is not taken keeps its claim until its next try."""
        portions = [errands[place : place + BATCH] for place in range(0, len(errands), BATCH)]
        ahead: Future[Taken] | None = None
        for portion, following in zip_longest(portions, portions[1:]):
            taken = self.in_turn(ahead.result()) if ahead else self.taking(portion).result()
            ahead = self.taking(following) if following and self.width == BATCH else None
            self.batch(taken)
        self.settled()

    def taking(self, errands: Sequence[Errand]) -> "Future[Taken]":
        """Claim what may go, while the window is open and a line neither down nor resting, and look again."""
        in_time = self.in_time()
        going = [one for one in errands if in_time and any(self.usable(way) for way in one.ways)]
        self.counts["postponed"] += len(errands) - len(going)
        return self.clerk.submit(self.take, going)

    def take(self, errands: Sequence[Errand]) -> Taken:
        began = self.clock()
        claimed = self.claims.take_all([one.key for one in errands], began)
        ours = [
            Course(one, one.due.delivery(one.to), claim.tries) for one in errands if (claim := claimed.get(one.key))
        ]
        return self.looked(len(errands), ours, began)

    def looked(self, asked: int, ours: Sequence[Course], began: datetime) -> Taken:
        return Taken(asked, ours, self.reminders.logs([one.errand.due.stream for one in ours]), began)

    def in_turn(self, taken: Taken) -> Taken:
        """What was claimed ahead; when it waited long for the batch before, its time runs from now on."""
        if self.clock() - taken.began <= self.claims.lease / 4:
            return taken
        return self.clerk.submit(self.renew, taken).result()

    def renew(self, taken: Taken) -> Taken:
        """Claim anew what is still ours, and look again."""
        began = self.clock()
        still = self.claims.renew([one.errand.key for one in taken.ours], began)
        return self.looked(taken.asked, [one for one in taken.ours if one.errand.key in still], began)

    def batch(self, taken: Taken) -> None:
        """Send what is claimed and still owed; its outcomes are on their way into the record."""
        books, left = Books(), []
        self.counts["held"] += taken.asked - len(taken.ours)
        for course in taken.ours:
            one = course.errand
            if one.due.closed(taken.logs[one.due.stream], one.to):
                self.finished(one, books)
            else:
                left.append(course)
        self.send_all(left, taken.began + self.claims.lease / 2, books)
        self.settle(books)

    def send_all(self, courses: Iterable[Course], until: datetime, books: Books) -> None:
        """Wave by wave, as long as the claims are good and the window is open."""
        waiting = deque(list(some) for _, some in groupby(courses, key=lambda one: one.errand.key[0]))
        while waiting and self.in_time() and self.clock() < until:
            wave = [waiting.popleft() for _ in range(min(self.width, len(waiting)))]
            smooth = True
            for stripe in self.carried(wave):
                for course in stripe.courses:
                    self.note(course, books)
                    smooth = smooth and course.until is None and not course.broken
                waiting.extendleft(reversed(stripe.left))
            self.width = min(2 * self.width, BATCH) if smooth else 1
            if monotonic() - books.since > RECORD_AFTER:
                self.settle(books)
        for course in (one for some in waiting for one in some):
            self.postpone(course, self.clock(), books)

    def carried(self, wave: Sequence[list[Course]]) -> Iterable[Stripe]:
        """A wave, rungs side by side; those of one rung in their order."""
        if len(wave) == 1:
            return [self.carry(wave)]
        return self.pool.map(self.carry, [wave[place::THREADS] for place in range(min(THREADS, len(wave)))])

    def carry(self, waiting: Sequence[list[Course]]) -> Stripe:
        """One thread's share: told one after the other, until it is time to record."""
        stripe, began = Stripe(), monotonic()
        for place, courses in enumerate(waiting):
            if place and monotonic() - began > RECORD_AFTER:
                stripe.left = waiting[place:]
                break
            for course in courses:
                self.run(course)
            stripe.courses += courses
        return stripe

    def run(self, course: Course) -> None:
        """Try the ways; a message that cannot be written costs only its project."""
        try:
            self.along(course)
        except Exception:
            logger.exception("a message of %s failed", course.errand.due.about)
            course.broken = True

    def along(self, course: Course) -> None:
        """Try the ways from the one whose turn it is, until one takes the message or asks for later."""
        errand = course.errand
        for _ in errand.ways:
            way = errand.ways[turn(course.tries, len(errand.ways))]
            if not self.usable(way):
                course.until = self.lines.until(way.line, self.clock())
                return
            outcome = self.send(course, way)
            self.heard(way, outcome)
            course.tried.append((way, outcome))
            if outcome.answer is Answer.SENT:
                return
            if outcome.answer is Answer.LATER:
                course.tries += 1
                course.until = self.clock() + wait(course.tries, len(errand.ways), course.delivery, outcome.after)
                return
            course.tries = passed_on(course.tries)

    def usable(self, way: Way) -> bool:
        """Whether a line is neither down nor resting."""
        now = self.clock()
        return self.failures[way.line] < GIVE_UP_AFTER and self.lines.until(way.line, now) <= now

    def heard(self, way: Way, outcome: Outcome) -> None:
        """What an answer says of the line, to all who use it."""
        with self.lock:
            self.failures[way.line] = self.failures[way.line] + 1 if outcome.answer is Answer.LATER else 0
            if outcome.after:
                self.lines.rest(way.line, self.clock() + outcome.after)

    def send(self, course: Course, way: Way) -> Outcome:
        """Send once; a group that has read the rung does not get it again for another of its members."""
        errand = course.errand
        due, to = errand.due, errand.to
        if way.channel.shared and (errand.key[0], way.line) in self.posted:
            return sent()
        content = due.content(to)
        if due.answers and not way.channel.shared:  # who is no more than one of a group is not to answer for another
            content |= self.links.content(due.answers, to, self.clock())
        outcome = way.channel.send(Message(course.delivery, content, way.address, way.language))
        if way.channel.shared and outcome.answer is Answer.SENT:
            self.posted.add((errand.key[0], way.line))
        return outcome

    def note(self, course: Course, books: Books) -> None:
        """Count an errand's course and put it down."""
        errand = course.errand
        for place, (way, outcome) in enumerate(course.tried, 1):
            books.jobs += self.recorded(course, way, outcome, last=place == len(errand.ways))
        if course.broken:  # its lease runs out, then it is tried again
            self.broken.add(errand.due.about)
        elif course.until is None:
            self.finished(errand, books)
        elif course.tried and course.tried[-1][1].answer is Answer.LATER:
            books.deferred[errand.key] = (course.until, course.tries)
        else:
            self.postpone(course, course.until, books)

    def recorded(self, course: Course, way: Way, outcome: Outcome, *, last: bool) -> Sequence[Job]:
        """Count an answer; what it is for the record."""
        errand = course.errand
        by = Through(self.reminders, way.channel.name, self.policy, course.delivery)
        if outcome.answer is Answer.SENT:
            self.counts["sent"] += 1
            return errand.due.sending(errand.to, by)
        final = outcome.answer is Answer.REFUSED and last
        again = "failed" if outcome.answer is Answer.LATER else "passed_on"
        self.counts["refused" if final else again] += 1
        return errand.due.failing(errand.to, by, outcome.problem, final=final)

    def finished(self, errand: Errand, books: Books) -> None:
        self.done.add(errand.key)
        books.released.append(errand.key)

    def postpone(self, course: Course, until: datetime, books: Books) -> None:
        self.counts["postponed"] += 1
        books.deferred[course.errand.key] = (until, course.tries)

    def settle(self, books: Books) -> None:
        """Have the books recorded beside the sending, and begin new ones; not before the last ones are."""
        self.settled()
        self.settling = self.clerk.submit(self.write, replace(books))
        books.jobs, books.released, books.deferred, books.since = [], [], {}, monotonic()

    def settled(self) -> None:
        """Wait until what was handed over is recorded; raises what went wrong with it."""
        if self.settling:
            settling, self.settling = self.settling, None
            settling.result()

    def write(self, books: Books) -> None:
        """Record first; a claim that outlives it is only looked at again."""
        self.reminders.record_all(books.jobs)
        self.claims.settle(books.released, books.deferred)
