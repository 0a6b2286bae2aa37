"""Group robots: an address is a robot's name, its keys come from the settings and are shown nowhere."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.channels import Message, Outcome, refused
from scheduler.channels.http import TIMEOUT, Vendor


@dataclass(frozen=True, slots=True)
class Robot:
    """The keys of a robot: that of its address, and that of its signatures, where it has one."""

    key: str = field(repr=False)
    secret: str = field(default="", repr=False)


class RobotChannel(Vendor):
    """The robots of one vendor, by name. What they write is read by a group, so it never names a person."""

    shared = True

    def __init__(self, host: str, robots: Mapping[str, Robot], timeout: float = TIMEOUT) -> None:
        super().__init__(host, timeout)
        self.robots = robots

    def deliver(self, message: Message) -> Outcome:
        """Let the robot that the address names say it."""
        robot = self.robots.get(message.address)
        return self.say(robot, message) if robot else refused("unknown_robot")

    @abstractmethod
    def say(self, robot: Robot, message: Message) -> Outcome:
        """Say it once. Raises UnansweredError."""
