"""A real browser before the demo: one server and one Chromium for all tests of this folder.

The browser is the system's own package. Where there is none the tests are skipped and say so.
"""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from api.building import build
from api.demo.player import Player, story
from api.demo.start import demo_tokens, play_demo
from api.http.serving import Server
from api.main import create_app
from api.runtime import Runtime
from api.settings import Settings
from domain.log.ledger import Command
from domain.staff.appointing import Leave, going_away
from tests.api.office import Clock
from tests.browser.visiting import Installation, Visit
from tests.scheduler.receiver import SECRET, Receiver

NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
MORNING = "11-25 10:00"  # a Wednesday, in the sending window
HALF_WAY = "2025-04-22 10:00"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine: the pages were NOT looked at (apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@contextmanager
def serving(
    folder: Path, *, demo: bool, at: str = MORNING, told: Callable[[Runtime], None] | None = None, **settings: Any
) -> Iterator[Installation]:
    """An installation behind a real server on a port of the loopback, at a fixed time, with what was `told` in it."""
    clock = Clock()
    clock.at(at)
    runtime = build(Settings(database_url=f"sqlite:///{folder}", **settings), clock, demo=demo)
    if demo:
        play_demo(runtime)
        stand_in(runtime, "s-101", "s-201")
    if told:
        told(runtime)
    tokens = dict(demo_tokens(runtime))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = Server(uvicorn.Config(create_app(runtime), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        host, port = listening.getsockname()
        yield Installation(runtime, f"http://{host}:{port}", tokens)
        server.should_exit = True
        thread.join()


def stand_in(runtime: Runtime, substitute: str, *away: str) -> None:
    """The one specialist who has a token looks after all projects: his colleagues are away."""
    for staff in away:
        command = Command(f"{staff}/away", "d", staff, "api")
        wanted = Leave(staff, date(2026, 11, 2), date(2026, 12, 31), substitute)
        runtime.directory.run(going_away(runtime.settings.district, command, wanted))


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo, told on a day of its own; its reminders arrive somewhere."""
    receiver = Receiver()
    sending: dict[str, Any] = {"webhook_url": receiver.url, "webhook_secret": SECRET}
    with serving(tmp_path_factory.mktemp("demo"), demo=True, **sending) as installation:
        installation.runtime.sweeper.sweep(installation.runtime.ledger.clock())
        yield installation
    receiver.close()


@pytest.fixture(scope="package")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The seed project alone, told up to the morning on which its planning permit and its drawings are decided."""
    receiver = Receiver()
    sending: dict[str, Any] = {"webhook_url": receiver.url, "webhook_secret": SECRET}
    with serving(tmp_path_factory.mktemp("seed"), demo=False, at=HALF_WAY, told=half_told, **sending) as installation:
        installation.runtime.sweeper.sweep(installation.runtime.ledger.clock())
        yield installation
    receiver.close()


def half_told(runtime: Runtime) -> None:
    """The story of the seed project as far as it was recorded before the day."""
    whole, clock = story(), runtime.ledger.clock()
    project = whole["projects"][0]
    steps = [one for one in project["steps"] if one.get("recorded", one["day"]) < clock.date()]
    own = [one for one in whole["posts"] if one.get("project", project["register"]["code"]) == "HH-2025-0001"]
    told = {**whole, "projects": [{**project, "steps": steps}], "posts": own}
    Player(runtime.ledger.recorder, runtime.rules, runtime.settings.district, clock, told).play()
    runtime.projector.catch_up()


@pytest.fixture(scope="package")
def unused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation in which nothing has happened yet."""
    with serving(tmp_path_factory.mktemp("unused"), demo=False) as installation:
        yield installation


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> str:
    """At the desk, and in the hand."""
    return str(request.param)


@pytest.fixture
def visits(browser: Browser) -> Iterator[list[Visit]]:
    """The visits of a test, each of which is asked at its end whether the pages behaved."""
    paid: list[Visit] = []
    yield paid
    for visit in paid:
        visit.close()
    assert [complaint for visit in paid for complaint in visit.complaints] == []


@pytest.fixture
def visit(browser: Browser, demo: Installation, visits: list[Visit]) -> "Visiting":
    """Opens the demo as somebody."""
    return Visiting(browser, demo, visits)


class Visiting:
    """Pays visits to an installation."""

    def __init__(self, browser: Browser, installation: Installation, visits: list[Visit]) -> None:
        self.browser, self.installation, self.visits = browser, installation, visits

    def __call__(self, role: str = "", width: str = "desktop") -> Visit:
        """A fresh browser window, signed in with the token of a role (or as nobody)."""
        x, y = WIDTHS[width]
        context = self.browser.new_context(viewport={"width": x, "height": y}, locale="zh-CN")
        paid = Visit(context, self.installation, role)
        self.visits.append(paid)
        return paid
