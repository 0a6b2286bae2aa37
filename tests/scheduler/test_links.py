"""The link of a message: genuine only as it was written, for one person and reminder, until its day is over."""

from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from domain.reminders.nodes import Node
from domain.reminders.rungs import Recipient, Rung
from scheduler.sending.links import GOOD_FOR, NO_LINKS, Links, Tap
from tests.scenario import day, moment, refused

KEY = bytes(range(32))
LINKS = Links(lambda: KEY, "https://huhang.jimo.example.cn")
TAP = Tap(UUID(int=7), "s-101")
UNTIL = moment("10-12 00:00")
NOW = moment("09-28 09:00")
RUNG = Rung("jimo", UUID(int=7), "fire_design_review", 1, Node.PROMISED, day("09-29"), -1, day("09-28"))


@pytest.mark.parametrize("staff", ["s-101", "企业-7", "a" * 200])
def test_a_link_says_whose_answer_to_which_reminder(staff: str) -> None:
    tap = Tap(TAP.rung, staff)
    assert LINKS.read(LINKS.written(tap, UNTIL), NOW) == tap


def test_it_expires_to_the_second() -> None:
    text = LINKS.written(TAP, UNTIL)
    assert LINKS.read(text, UNTIL - timedelta(seconds=1)) == TAP
    with refused("link_expired"):
        LINKS.read(text, UNTIL)


def test_every_changed_bit_is_noticed() -> None:
    text = LINKS.written(TAP, UNTIL)
    for place, letter in product(range(len(text)), "ABCDZaz09-_"):
        changed = text[:place] + letter + text[place + 1 :]
        if changed != text:
            with refused("link_forged"):
                LINKS.read(changed, NOW)


@pytest.mark.parametrize("text", ["", "A", "AAAA", "A" * 27, "A" * 55, "***", "确认", "A" * 900])
def test_what_is_no_link_is_refused_as_forged(text: str) -> None:
    with refused("link_forged"):
        LINKS.read(text, NOW)


def test_another_installation_s_link_is_forged() -> None:
    text = Links(lambda: bytes(32), None).written(TAP, UNTIL)
    with refused("link_forged"):
        LINKS.read(text, NOW)


def test_the_link_of_a_message_is_the_same_all_day_and_good_for_two_weeks_more() -> None:
    to = Recipient("specialist", "s-101")
    morning, evening = (LINKS.content(RUNG, to, moment(f"09-28 {clock}")) for clock in ("08:30", "17:59"))
    assert morning == evening
    base, _, text = morning["link"].partition("/r/")
    assert base == "https://huhang.jimo.example.cn"
    last = moment("09-29 00:00") + GOOD_FOR
    assert LINKS.read(text, last - timedelta(seconds=2)) == Tap(RUNG.id, "s-101")
    with refused("link_expired"):
        LINKS.read(text, last)


def test_without_an_address_there_is_no_link() -> None:
    assert NO_LINKS.content(RUNG, Recipient("specialist", "s-101"), NOW) == {}
