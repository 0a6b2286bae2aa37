"""Who watches the scheduler: any process of the installation, in a thread of its own, by nothing but the pulse.

Whoever finds first that no sweep has been for too long tells the administrators. An outage is known by the last sweep
before it; its claim is kept, so that nobody is told twice of the same, whichever process looks.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from domain.event import SHANGHAI, stream_id
from domain.log.ledger import Clock
from projections.ops.claims import Claims
from projections.ops.pulse import Pulse
from scheduler.channels import Answer, Message
from scheduler.policy.policy import LANGUAGES
from scheduler.sending.addressbook import AddressBook

logger = logging.getLogger(__name__)

LOOK_EVERY = 60.0  # seconds
AGAIN = timedelta(minutes=5)  # after which a message that nobody took is tried again
FOR_GOOD = timedelta(days=36500)
WORDS: Mapping[str, str] = {
    "zh": "【巡检中断】发送时段内已{minutes}分钟没有巡检，提醒不会发出。上次巡检：{last}。"
    "请检查 huhang serve 或 huhang scheduler 是否在运行。",
    "en": "[No sweep] No sweep for {minutes} minutes of window time: no reminders go out. The last one: {last}."
    " Check that huhang serve or huhang scheduler is running.",
}
NEVER: Mapping[str, str] = {"zh": "从未", "en": "never"}


@dataclass(frozen=True, slots=True)
class Outage:
    """No sweep since a moment, None: never one; `lag` is how long, in window time."""

    district: str
    last: datetime | None
    lag: timedelta

    @property
    def id(self) -> UUID:
        """The same for whoever notices it."""
        return stream_id(f"{self.district}/outage/{self.last.isoformat() if self.last else 'first'}")

    def words(self, language: str) -> str:
        last = f"{self.last.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if self.last else NEVER[language]
        return WORDS[language].format(minutes=int(self.lag.total_seconds() // 60), last=last)


class Watch:
    """Looks at the pulse of the sweeps and tells the administrators of an outage."""

    def __init__(
        self,
        pulse: Pulse,
        name: str,
        claims: Claims,
        book: AddressBook,
        administrators: Callable[[], Sequence[str]],
        window_time: Callable[[datetime, datetime], timedelta],
        clock: Clock,
        district: str,
        patience: timedelta,
    ) -> None:
        """`window_time`: how much of the time between two moments sweeps should have been in."""
        self.pulse = pulse
        self.name = name
        self.claims = claims
        self.book = book
        self.administrators = administrators
        self.window_time = window_time
        self.clock = clock
        self.district = district
        self.patience = patience
        self.since = clock()

    def look(self) -> int:
        """How many were told just now."""
        outage = self.outage()
        if outage is None:
            return 0
        logger.error("%s", outage.words("en"))
        return sum(self.tell(outage, staff) for staff in self.administrators())

    def outage(self) -> Outage | None:
        """That no sweep has been for too long."""
        beat, now = self.pulse.read(self.name), self.clock()
        lag = self.window_time(beat.beaten_at if beat else self.since, now)
        return Outage(self.district, beat.beaten_at if beat else None, lag) if lag >= self.patience else None

    def tell(self, outage: Outage, staff: str) -> bool:
        """Tell one person, once, by the first of his ways that takes it."""
        ways, now = self.book.ways(staff), self.clock()
        claim = self.claims.take(outage.id, staff, now) if ways else None
        if claim is None:
            return False
        content = self.content(outage, staff)
        for way in ways:
            answer = way.channel.send(Message(uuid5(outage.id, staff), content, way.address, way.language)).answer
            if answer is Answer.SENT:
                self.claims.defer(outage.id, staff, now + FOR_GOOD, claim.tries)
                return True
        self.claims.defer(outage.id, staff, now + AGAIN, claim.tries + 1)
        return False

    def content(self, outage: Outage, staff: str) -> dict[str, object]:
        """The message: nothing of any project in it."""
        words = {language: outage.words(language) for language in LANGUAGES}
        return {
            "district": self.district,
            "kind": "outage",
            "staff": staff,
            "role": "admin",
            "since": outage.last,
            "text": words,
            "lines": {language: [said] for language, said in words.items()},
        }


class Watcher:
    """A watch in a thread of its own; its first look comes after a while, when a scheduler that starts has swept."""

    def __init__(self, watch: Watch, every: float = LOOK_EVERY) -> None:
        self.watch = watch
        self.every = every
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.work, name="watch", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """End; a look under way is finished first."""
        self.stopping.set()
        self.thread.join()

    def work(self) -> None:
        while not self.stopping.wait(self.every):
            try:
                self.watch.look()
            except Exception:
                logger.exception("the watch could not look, and tries again")
