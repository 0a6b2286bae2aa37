"""When the interpreter looks for objects that hold one another, while rows are worked out by the thousand."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ALLOCATED = 50_000  # objects between two looks; by default it is 700


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look seldom within the block: what is worked out there is frozen and free of cycles.

    Looking at every few hundred objects costs a quarter of the time that the rows of a project take.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(ALLOCATED, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
