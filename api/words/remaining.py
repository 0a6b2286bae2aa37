"""How long there is until a due day, in words: one sentence for the board, the pages and the lists."""

from collections.abc import Callable
from datetime import date


def remaining(say: Callable[..., str], left: int, due_on: date, today: date) -> str:
    """The working days left, or passed since; where there are none, whether it is due today, was, or is on a day off.

    `left` is 0 on the due day, on the days off right after it, and on the last working day before a day off
    (ruling 17).
    """
    if left:
        return say("board.left", count=left) if left > 0 else say("board.overdue", count=-left)
    if due_on == today:
        return say("left.today")
    return say("left.passed" if due_on < today else "left.day_off")
