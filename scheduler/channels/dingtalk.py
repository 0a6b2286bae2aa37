"""钉钉群机器人: a text into a group, signed (加签).

The signature: Base64 of HMAC-SHA256, key = the secret, over "milliseconds\\nsecret"; it counts for an hour. By the
vendor's rules: 20000 bytes a message, 20 messages a minute and robot, then ten minutes of silence; errors come with
HTTP 200.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.log.ledger import Clock, system_clock
from scheduler.channels import Message, Outcome, sent
from scheduler.channels.http import TIMEOUT, judged
from scheduler.channels.robots import Robot, RobotChannel
from scheduler.channels.wording import plain

HOST = "https://oapi.dingtalk.com"
LONGEST = 18000  # bytes of text, so that the whole body stays below 20000
SILENCE = timedelta(minutes=10)
WAITS = {-1: None, 88: None, 130101: SILENCE, 410100: SILENCE}  # busy; throttled; too often


class DingtalkRobot(RobotChannel):
    """The group robots of DingTalk."""

    name = "dingtalk"

    def __init__(
        self, robots: Mapping[str, Robot], host: str = HOST, clock: Clock = system_clock, timeout: float = TIMEOUT
    ) -> None:
        super().__init__(host, robots, timeout)
        self.clock = clock

    def say(self, robot: Robot, message: Message) -> Outcome:
        """0: sent; too often or busy: later; 310000 (signature), 300001 (robot gone) and everything else: refused."""
        params = {"access_token": robot.key} | (signed(robot.secret, self.clock()) if robot.secret else {})
        body = {"msgtype": "text", "text": {"content": plain(message, LONGEST)}}
        reply = self.ask("POST", "/robot/send", params, body)
        return judged(reply, reply.values.get("errcode"), WAITS) or sent()


def signed(secret: str, now: datetime) -> dict[str, str]:
    """The parameters that prove who writes, and when; the client encodes them for the address, once."""
    stamp = str(int(now.timestamp() * 1000))
    mac = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": base64.b64encode(mac).decode()}
