"""Which messages go out by themselves and which wait in a digest: the manners and caps of the policy (design §7).

A person gets one daily digest: from the first sweep of the day on, in which every project is read. What comes up later
in the day, or is over the cap by then, waits for the next one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.log.ledger import Job
from domain.reminders.digests import Digest, DigestKind, DigestSent, sent_in
from domain.reminders.rungs import Recipient, Reminders
from projections.ops.claims import Key
from scheduler.due.digest import DueDigest, Item, in_order
from scheduler.due.open_items import OpenItem
from scheduler.due.rung import DueRung
from scheduler.policy.policy import LANGUAGES, By, Policy
from scheduler.policy.saying import COMMA
from scheduler.sending.addressbook import AddressBook
from scheduler.sending.errands import Errand
from scheduler.sending.parcels import Through

KINDS = {By.DIGEST: DigestKind.DAILY, By.MERGED: DigestKind.RECURRING}
Basket = tuple[DigestKind, str]
"""A kind of digest and for whom."""


@dataclass
class Waiting:
    """What a scheduler keeps from sweep to sweep: messages over the cap, digests and summaries not taken yet."""

    carried: set[Key] = field(default_factory=set)
    digests: set[Basket] = field(default_factory=set)
    reports: list[Errand] = field(default_factory=list)


class Baskets:
    """The digests of one sweep, as they fill."""

    def __init__(
        self, reminders: Reminders, policy: Policy, today: date, told: Counter[str], waiting: Waiting, *, opening: bool
    ) -> None:
        self.reminders = reminders
        self.policy = policy
        self.today = today
        self.told = told  # messages of their own, by person
        self.waiting = waiting
        self.opening = opening
        self.items: dict[Basket, list[Item]] = defaultdict(list)
        self.capped = 0

    def manner(self, due: DueRung, to: Recipient) -> By:
        """How a person is told: as the policy says, or in the next digest when he was told often enough today."""
        by = due.by(to)
        if by in KINDS or due.uncapped:
            return by
        key, cap = (due.rung.id, to.staff), self.policy.caps.direct
        if key in self.waiting.carried:
            return By.DIGEST
        if cap is None or self.told[to.staff] < cap:
            self.told[to.staff] += 1
            return by
        self.waiting.carried.add(key)
        self.capped += 1
        return By.DIGEST

    def put(self, by: By, due: DueRung, to: Recipient) -> Basket:
        """Put a message into its digest; which one."""
        basket = (KINDS[by], to.staff)
        self.items[basket].append(Item(due, to))
        return basket

    def put_open(self, item: OpenItem) -> Basket:
        """Put an open item into the list of who takes over or is back; which one."""
        basket = (item.kind, item.to.staff)
        self.items[basket].append(Item(item.due, item.to, item.told, item.on))
        return basket

    def errands(self, book: AddressBook) -> Iterator[tuple[Basket, Errand]]:
        """The digests that go out now."""
        for basket, letter in self.letters():
            staff = basket[1]
            to, key = Recipient(letter.items[0].to.role, staff), (letter.digest.id, staff)
            yield basket, Errand(letter, to, book.ways(staff), key)

    def letters(self) -> Iterator[tuple[Basket, DueDigest]]:
        """What they say."""
        for basket, items in self.items.items():
            if self.goes_now(basket):
                some = in_order(items)
                yield basket, DueDigest(self.digest(basket), some, self.head(basket[0], some))

    def head(self, kind: DigestKind, items: Sequence[Item]) -> Mapping[str, str]:
        """The first line in each language: of today, a list of the day, or days, on which its person turned up."""
        days = sorted({item.on or self.today for item in items})
        write = self.policy.digests[kind].write
        return {one: write(on=COMMA[one].join(map(str, days)), count=len(items))[one] for one in LANGUAGES}

    def digest(self, basket: Basket) -> Digest:
        """Today's."""
        return Digest(self.reminders.district, basket[1], basket[0], self.today)

    def sent(self, basket: Basket) -> DigestSent | None:
        """That today's was taken."""
        return sent_in(self.reminders.ledger.load(self.digest(basket).stream))

    def was_sent(self, basket: Basket) -> bool:
        return self.sent(basket) is not None

    def goes_now(self, basket: Basket) -> bool:
        """Not twice a day, and a daily one from the opening on."""
        if self.was_sent(basket):
            return False
        return self.opening or basket in self.waiting.digests or basket[0] is not DigestKind.DAILY

    def untold(self) -> Iterator[Job]:
        """Rungs of a digest that went out and were not recorded: whoever sent it was killed in between."""
        for basket, items in self.items.items():
            sent = self.sent(basket)
            if sent:
                whole = DueDigest(self.digest(basket), (), {})
                by = Through(self.reminders, sent.channel, sent.policy, whole.digest.id)
                yield from (whole.told(item, by) for item in items if item.due.rung.id in sent.rungs)

    def close(self, sent: Mapping[Basket, Errand], done: Iterable[Key]) -> set[Basket]:
        """Note what was taken; the digests that are tried again today."""
        taken = set(done)
        left = {basket for basket, errand in sent.items() if errand.key not in taken}
        self.waiting.digests = (self.waiting.digests - sent.keys()) | left
        for basket in sent.keys() - left:
            self.taken(basket)
        return left

    def taken(self, basket: Basket) -> None:
        """What was over the cap has been told."""
        self.waiting.carried -= {(item.due.rung.id, item.to.staff) for item in self.items[basket]}
