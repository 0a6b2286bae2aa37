"""企业微信群机器人: a text into a group. Its key is part of the address; there is no signature.

By the vendor's rules: 2048 bytes of text, 20 messages a minute and robot; errors come with HTTP 200.
"""

from datetime import timedelta

from scheduler.channels import Message, Outcome, sent
from scheduler.channels.http import judged
from scheduler.channels.robots import Robot, RobotChannel
from scheduler.channels.wording import plain

HOST = "https://qyapi.weixin.qq.com"
LONGEST = 2048  # bytes
WAITS = {-1: None, 45009: timedelta(minutes=1), 45033: None}  # busy; 20 a minute; too many at once


class WecomRobot(RobotChannel):
    """The group robots of WeCom."""

    name = "wecom_robot"

    def say(self, robot: Robot, message: Message) -> Outcome:
        """0: sent; too often or busy: later; 93000 (the robot is gone) and everything else: refused."""
        body = {"msgtype": "text", "text": {"content": plain(message, LONGEST)}}
        reply = self.ask("POST", "/cgi-bin/webhook/send", {"key": robot.key}, body)
        return judged(reply, reply.values.get("errcode"), WAITS) or sent()
