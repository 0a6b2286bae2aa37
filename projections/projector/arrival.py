"""How far the views are, for whoever waits for his own writes to show."""

import threading
import time

from sqlalchemy import Engine

from projections.database import reading
from projections.rows.checkpoints import read_position

GLANCE = 0.02  # seconds between two looks at the position of a projector in another process


class Arrival:
    """The position of the views, and those who wait for one; `awaited` tells a resting projector of them."""

    def __init__(self, views: Engine, awaited: threading.Event) -> None:
        self.views = views
        self._awaited = awaited
        self._moved = threading.Condition()
        self._seen = 0  # where the views stood when somebody looked

    def position(self) -> int:
        """The last id of the log that the views have read."""
        with reading(self.views) as connection:
            self._seen = read_position(connection)
        return self._seen

    def known(self, position: int) -> bool:
        """Whether the views were seen to have read a position: told without asking them."""
        return position <= self._seen

    def wait_for(self, position: int, timeout: float) -> bool:
        """Wait until the views have read a position; False when time ran out."""
        last = time.monotonic() + timeout
        while self.position() < position:
            self._awaited.set()
            left = last - time.monotonic()
            if left <= 0:
                return False
            with self._moved:
                self._moved.wait(min(left, GLANCE))
        return True

    def moved(self) -> None:
        """The projector of this process has moved the position."""
        with self._moved:
            self._moved.notify_all()
