"""飞书群机器人: a text into a group, signed (签名校验).

The signature: Base64 of HMAC-SHA256, key = "seconds\\nsecret", over nothing; it counts for an hour and stands in the
body. By the vendor's rules: 20 KB a body, 100 messages a minute, 5 a second; errors come with HTTP 200, 400 or 429.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.log.ledger import Clock, system_clock
from scheduler.channels import Message, Outcome, sent
from scheduler.channels.http import TIMEOUT, judged
from scheduler.channels.robots import Robot, RobotChannel
from scheduler.channels.wording import plain

HOST = "https://open.feishu.cn"
LONGEST = 18000  # bytes of text, so that the whole body stays below 20 KB
MINUTE = timedelta(minutes=1)
WAITS = {11232: MINUTE, 99991400: MINUTE, 9499: None}  # too often; too often; too many at once


class FeishuRobot(RobotChannel):
    """The group robots of Feishu."""

    name = "feishu"

    def __init__(
        self, robots: Mapping[str, Robot], host: str = HOST, clock: Clock = system_clock, timeout: float = TIMEOUT
    ) -> None:
        super().__init__(host, robots, timeout)
        self.clock = clock

    def say(self, robot: Robot, message: Message) -> Outcome:
        """0: sent; too often: later; 19021 (signature), 19001 (robot gone) and everything else: refused."""
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": plain(message, LONGEST)}}
        body |= signed(robot.secret, self.clock()) if robot.secret else {}
        reply = self.ask("POST", f"/open-apis/bot/v2/hook/{robot.key}", body=body)
        code = reply.values.get("code", reply.values.get("StatusCode"))
        return judged(reply, code, WAITS) or sent()


def signed(secret: str, now: datetime) -> dict[str, str]:
    """The fields that prove who writes, and when."""
    stamp = str(int(now.timestamp()))
    mac = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": base64.b64encode(mac).decode()}
