"""The head of the log: as RFC 9162 has it, and another one as soon as anything is."""

import hashlib
import sqlite3
from collections.abc import Sequence

import pytest

from domain.feed import told_after
from domain.proof import Tree
from domain.verifying import Verified, verify
from tests.scenario import Scenario

# The heads of the first eight trees over the test inputs of Certificate Transparency (RFC 6962, reference tests).
LEAVES = [
    bytes.fromhex(x)
    for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
HEADS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162 §2.1.1, word for word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:half]) + by_definition(leaves[half:])).digest()


def test_the_heads_are_those_of_the_reference() -> None:
    tree = Tree()
    for leaf, head in zip(LEAVES, HEADS, strict=True):
        tree.add(leaf)
        assert tree.head() == head
    assert Tree().head() == hashlib.sha256(b"").hexdigest()


def test_the_head_is_that_of_the_definition_for_every_size() -> None:
    tree, leaves = Tree(), []
    for number in range(70):
        leaves.append(b"%d" % number)
        tree.add(leaves[-1])
        assert tree.head() == by_definition(leaves).hex()


@pytest.fixture
def lived(scenario: Scenario) -> Scenario:
    scenario.at("01-05 09:00").registered().listed()
    scenario.at("03-02 10:00").act("construction_planning_permit", "receive", "03-02", receipt_no="JM-1")
    return scenario


def codes(found: Verified) -> list[str]:
    return [one.code for one in found.problems]


@pytest.mark.both_engines
def test_a_log_that_nobody_touched_is_well_and_its_earlier_heads_come_out_again(lived: Scenario) -> None:
    first = verify(lived.ledger, {})
    assert first.well
    assert first.events == sum(1 for _ in lived.ledger.after(0, 10_000))
    lived.at("03-09 10:00").act("construction_planning_permit", "accept", "03-09", "补录")
    later = verify(lived.ledger, {first.position: first.head})
    assert later.well
    assert later.head != first.head
    assert verify(lived.ledger, {first.position: "0" * 64}).differing == [first.position]
    assert verify(lived.ledger, {later.position + 9: later.head}).differing == [later.position + 9]  # cut off


CHANGE = "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), {!r}, {!r}) AS BLOB)"
THIRD = " WHERE originator_version = 3"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (CHANGE.format("JM-1", "JM-2"), ""),
        (CHANGE.format('"schema":1', '"schema":9') + THIRD, "unreadable"),
        (CHANGE.format("2026-01-05T01", "2025-01-05T01") + THIRD, "recorded_before_the_last"),
        ("UPDATE stored_events SET topic = 'Nonsense'" + THIRD, "unreadable"),
        ("DELETE FROM stored_events" + THIRD, "version_gap"),
    ],
)
def test_whatever_is_changed_the_head_is_another_and_what_cannot_be_is_named(
    lived: Scenario, statement: str, code: str
) -> None:
    before = verify(lived.ledger, {})
    events = told_after(lived.ledger, 0, 10_000)
    with sqlite3.connect(f"{lived.url.removeprefix('sqlite:///')}/events.sqlite") as connection:
        assert connection.execute(statement).rowcount
    connection.close()
    after = verify(lived.ledger, {before.position: before.head})
    assert after.differing == [before.position]
    assert not after.well
    assert told_after(lived.ledger, 0, 10_000) != events
    assert code in codes(after) or (not code and not codes(after))
