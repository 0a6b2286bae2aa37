"""The bar of a long command: rate and time left, on a terminal and elsewhere."""

import io

import pytest

from api.cli.progress import Bar, clock_time


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Goes when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUHANG_LANGUAGE", "en")


def drawn(stream: io.StringIO, earlier: int = 0) -> str:
    """A thousand events in ten seconds, two hundred a step."""
    clock = Clock()
    bar = Bar(stream, clock)
    bar.begins(1000 + earlier, earlier)
    for _ in range(5):
        clock.now += 2
        bar.moved(200)
    return stream.getvalue()


def test_on_a_terminal_it_is_drawn_over_itself_with_rate_and_time_left() -> None:
    drawings = drawn(Terminal()).split("\r")[1:]
    assert len(drawings) == 5
    assert drawings[1].startswith(f"[{'#' * 12}{'.' * 18}] 40% · 400/1,000 events · 100 per second · 0:06 left")
    assert [drawing.endswith("\n") for drawing in drawings] == [False] * 4 + [True]


def test_elsewhere_it_is_a_plain_line_now_and_then_and_at_the_end() -> None:
    assert drawn(io.StringIO()).splitlines() == ["100% · 1,000/1,000 events · 100 per second · 0:00 left"]


def test_what_an_earlier_run_has_done_counts_as_done_but_not_for_the_rate() -> None:
    first, *_, last = drawn(io.StringIO(), earlier=500).splitlines()
    assert first == "going on: 500 of 1,500 events are done"
    assert last == "100% · 1,500/1,500 events · 100 per second · 0:00 left"


def test_nothing_to_do_is_no_division_by_nothing() -> None:
    bar = Bar(io.StringIO(), Clock())
    bar.begins(0)
    bar.moved(0)


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (65.4, "1:05"), (3599.6, "1:00:00"), (3845, "1:04:05")])
def test_times_are_written_as_clocks_do(seconds: float, shown: str) -> None:
    assert clock_time(seconds) == shown
