"""Each of the design's 37 rulings is named by a test that shows it, as in "ruling 12"."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
RULINGS = range(1, 38)
NAMED = re.compile(r"\brulings?\s+((?:\d+(?:, | and |–)?)+)", re.IGNORECASE)


def named_in(text: str) -> set[int]:
    """The numbers after each "ruling" or "rulings"; a dash stands for all between."""
    found: set[int] = set()
    for numbers in NAMED.findall(text):
        for part in re.split(r", | and ", numbers):
            first, _, last = part.strip(" ,").partition("–")
            found.update(range(int(first), int(last or first) + 1) if first else ())
    return found


def test_every_ruling_is_named_in_a_test() -> None:
    others = [file for file in TESTS.rglob("test_*.py") if file != Path(__file__)]
    named = {number for file in others for number in named_in(file.read_text(encoding="utf-8"))}
    assert sorted(set(RULINGS) - named) == []


def test_numbers_are_found_in_lists_and_spans() -> None:
    assert named_in("Rulings 3, 5 and 7; ruling 12.") == {3, 5, 7, 12}
    assert named_in("rulings 2–4: …") == {2, 3, 4}
    assert named_in("Rulings §5 (c)") == set()
