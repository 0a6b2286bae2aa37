"""What a sweep did, in figures."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Report:
    """What a sweep did. `failed` are tried again, `refused` are not; `held` wait for their time or another process."""

    moment: datetime
    window_open: bool
    deemed: int = 0
    lapsed: int = 0
    sent: int = 0
    failed: int = 0
    passed_on: int = 0  # refused by a channel, handed to the person's next one
    refused: int = 0
    superseded: int = 0
    escalated: int = 0  # put before a further role
    digests: int = 0
    capped: int = 0  # over the cap, left for the next digest
    held: int = 0
    postponed: int = 0  # the channel or the window gave out before their turn
    unaddressed: int = 0  # nobody holds the roles
    no_channel: int = 0  # nobody can be reached
    errors: int = 0  # projects that could not be swept
