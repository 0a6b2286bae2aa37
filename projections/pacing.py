"""How long the projector rests between batches, so that writers of its process have their time."""

PACE = 0.008  # seconds in which events gather after a wake: a batch of several is cheaper than several batches
REST = 1  # times as long as a batch took: writers of the same process get half of its time
BUSY = 300  # events per second, from which on writers wait less when the views come later
REST_WHEN_BUSY = 9  # times: nine tenths are theirs
LONGEST_REST, LONGEST_WHEN_BUSY = 0.1, 3.0  # seconds, whatever the batch took


def rest(spent: float, busy: bool) -> float:
    """How long to let events gather after a batch that took so many seconds of work."""
    times, longest = (REST_WHEN_BUSY, LONGEST_WHEN_BUSY) if busy else (REST, LONGEST_REST)
    return min(max(PACE, times * spent), longest)
