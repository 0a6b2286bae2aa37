"""One projector at a time on a store: a lock on a file beside the views, freed by the system when its holder dies."""

import fcntl
import os
import threading
from pathlib import Path


class FileLock:
    """An exclusive lock that is asked for, never waited for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock; False while anyone holds it, the caller included."""
        with self._guard:
            if self._descriptor is not None:
                return False
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            self._descriptor = descriptor
            return True

    def release(self) -> None:
        """Give the lock back."""
        with self._guard:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._descriptor is not None
