"""企业微信应用消息: a text to one member, named by his userid.

An access token opens the interface for two hours; it is fetched when first needed, renewed five minutes before it ends,
and once more when the vendor says it does not count (40014, 42001). The vendor drops a repetition of the same text
within half an hour; the text holds the delivery's number, so only real repetitions are dropped.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from domain.log.ledger import Clock, system_clock
from scheduler.channels import Message, Outcome, refused, sent
from scheduler.channels.http import TIMEOUT, Reply, UnansweredError, Vendor, judged
from scheduler.channels.wecom_robot import HOST, LONGEST
from scheduler.channels.wording import plain

WAITS = {-1: None, 45009: timedelta(minutes=1), 45033: None}  # busy; too often; too many at once
TOKEN_INVALID = frozenset({40014, 42001})
MARGIN = timedelta(minutes=5)
LIFETIME = timedelta(hours=2)
NO_REPETITION = 1800  # seconds
NOT_REACHED = ("invaliduser", "unlicenseduser")  # named beside errcode 0


@dataclass(frozen=True, slots=True)
class WecomAccount:
    """The application that writes: corporation, agent, and the application's secret."""

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What opens the interface until then."""

    value: str = field(repr=False)
    until: datetime


class WecomApp(Vendor):
    """One application of WeCom."""

    name = "wecom_app"

    def __init__(
        self, account: WecomAccount, host: str = HOST, clock: Clock = system_clock, timeout: float = TIMEOUT
    ) -> None:
        super().__init__(host, timeout)
        self.account = account
        self.clock = clock
        self.token: AccessToken | None = None
        self.lock = Lock()

    def deliver(self, message: Message) -> Outcome:
        """0: sent, unless the member is unknown; too often or busy: later; everything else: refused."""
        reply = self.post(message, self.access_token())
        if reply.values.get("errcode") in TOKEN_INVALID:
            self.token = None
            reply = self.post(message, self.access_token())
        unreached = next((name for name in NOT_REACHED if reply.values.get(name)), None)
        failed = judged(reply, reply.values.get("errcode"), WAITS)
        return failed or (refused(unreached) if unreached else sent())

    def post(self, message: Message, token: str) -> Reply:
        body: dict[str, Any] = {
            "touser": message.address,
            "msgtype": "text",
            "agentid": self.account.agent_id,
            "text": {"content": plain(message, LONGEST)},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": NO_REPETITION,
        }
        return self.ask("POST", "/cgi-bin/message/send", {"access_token": token}, body)

    def access_token(self) -> str:
        """The token in force, or a new one. Raises UnansweredError."""
        with self.lock:
            if self.token is None or self.token.until <= self.clock():
                self.token = self.fetched()
            return self.token.value

    def fetched(self) -> AccessToken:
        """A token from the vendor; its own errors are the message's."""
        params = {"corpid": self.account.corp_id, "corpsecret": self.account.secret}
        reply = self.ask("GET", "/cgi-bin/gettoken", params)
        failed = judged(reply, reply.values.get("errcode"), WAITS)
        value, seconds = reply.values.get("access_token"), reply.values.get("expires_in")
        if failed or not isinstance(value, str):
            raise UnansweredError(failed or refused("no_access_token"))
        lifetime = timedelta(seconds=seconds) if isinstance(seconds, int) else LIFETIME
        return AccessToken(value, self.clock() + max(lifetime - MARGIN, timedelta()))
