"""Imports that a server left, and those that only wait their turn: what is left is taken up once, while others work."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import pytest

from api.importing.apart import SILENT, Apart
from projections.ops.accounts import Account, Role
from projections.ops.database import open_ops
from projections.ops.imports import Imports, State
from tests.scenario import Scenario

pytestmark = pytest.mark.both_engines

LEAD = Account("t-lead", Role.LEAD, "", "1", "")
SOON = 60.0  # seconds


class Servers:
    """Several servers of one installation, and their clock; none carries anything out before it is started."""

    def __init__(self, scenario: Scenario) -> None:
        self.url = scenario.url
        ops = open_ops(self.url)
        scenario.closing.callback(ops.dispose)
        self.imports = Imports(ops)
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.made: list[Apart] = []

    def one(self) -> Apart:
        self.made.append(Apart(self.url, "jimo", self.imports, lambda: None, lambda: self.now))
        return self.made[-1]

    def left(self) -> str:
        """An import under way of which nobody has heard but now."""
        return self.imports.new(LEAD, "a.csv", b"1", self.now).id

    def state(self, id_: str) -> State:
        found = self.imports.get(id_)
        assert found
        return found.state

    def ended(self, id_: str) -> bool:
        """Whether it comes to an end soon."""
        last = monotonic() + SOON
        while self.state(id_) is State.CHECKING and monotonic() < last:
            sleep(0.05)
        return self.state(id_) is not State.CHECKING


@pytest.fixture
def servers(scenario: Scenario) -> Iterator[Servers]:
    found = Servers(scenario)
    yield found
    for server in found.made:
        server.stop()


def test_what_was_left_just_now_is_taken_up_later_without_another_start(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.importing.apart.ROUND", 0.05)
    left = servers.left()
    servers.one().start()
    sleep(0.5)
    assert servers.state(left) is State.CHECKING
    servers.now += SILENT + timedelta(seconds=1)
    assert servers.ended(left)


def test_what_waits_its_turn_is_left_to_the_server_that_has_it(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Apart, "start", lambda _: None)
    first, second = servers.one(), servers.one()
    waiting = first.submit(lambda: servers.imports.new(LEAD, "a.csv", b"1", servers.now)).id
    for _ in range(3):
        servers.now += SILENT - timedelta(seconds=1)
        second.look_after()
        first.look_after()
    assert (first.held, second.held) == ({waiting}, set())

    servers.now += SILENT + timedelta(seconds=1)  # the first is gone
    third = servers.one()
    second.look_after()
    third.look_after()
    assert (second.held, third.held) == ({waiting}, set())


def test_what_has_ended_is_not_carried_out_again(servers: Servers) -> None:
    ended = servers.left()
    servers.imports.end(ended, State.RECORDED, "{}", servers.now)
    servers.one().run(ended, State.RECORDING)
    assert servers.state(ended) is State.RECORDED
