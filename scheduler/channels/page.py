"""站内: the message stands on the page 我的提醒 of whom it is for. Nothing leaves the installation: for the demo."""

from dataclasses import dataclass

from scheduler.channels import Message, Outcome, sent


@dataclass(frozen=True)
class Page:
    """Takes every message; what was told is what the page shows of the record."""

    name: str = "page"
    shared: bool = False

    def send(self, _: Message) -> Outcome:
        """The record of the sending is the message."""
        return sent()

    def close(self) -> None:
        """There is nothing to give back."""
