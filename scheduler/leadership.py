"""One scheduler sweeps at a time: it holds a lock on a file beside the stores, which the system frees when it dies.

The lock only saves work; that nothing is sent twice is kept by the claims and the streams of the rungs. The file must
be on a local disk: network file systems do not keep such locks reliably.
"""

from pathlib import Path

from projections.locks import FileLock

LOCK_FILE = "scheduler.lock"


class Leadership:
    """This process's hold on the leadership of a folder of stores."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.lock = FileLock(folder / LOCK_FILE)

    def lead(self) -> bool:
        """Whether this process leads from here on; it does once nobody else does."""
        return self.lock.held or self.lock.acquire()

    def resign(self) -> None:
        """Let another process lead."""
        self.lock.release()
