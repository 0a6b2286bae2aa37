"""One scheduler sweeps at a time: it holds a lock that the system frees when it dies.

The lock only saves work; that nothing is sent twice is kept by the claims and the streams of the rungs.
"""

from sqlalchemy import Engine

from projections.locks import lock_of


class Leadership:
    """This process's hold on the leadership of an operational store."""

    def __init__(self, ops: Engine) -> None:
        self.lock = lock_of(ops, "scheduler")

    def lead(self) -> bool:
        """Whether this process leads from here on; it does once nobody else does."""
        return self.lock.held or self.lock.acquire()

    def taken_over(self) -> bool:
        """Whether this process leads from just now on: it did not, and nobody else did."""
        return not self.lock.held and self.lock.acquire()

    def resign(self) -> None:
        """Let another process lead."""
        self.lock.release()
