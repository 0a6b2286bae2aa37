"""A visit: one window of a browser that complains of everything a page must not do."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request

from api.access.security import COOKIE
from api.runtime import Runtime

SERIOUS = frozenset({"serious", "critical"})


@dataclass(frozen=True)
class Installation:
    """What is visited: its parts, its address, one token per role."""

    runtime: Runtime
    url: str
    tokens: dict[str, str]


@dataclass
class Visit:
    """A window of somebody."""

    context: BrowserContext
    installation: Installation
    role: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.role:
            self.sign_in()
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self.watch)

    def sign_in(self) -> None:
        """The cookie of his role's token."""
        token = self.installation.tokens[self.role]
        strict: Any = {"name": COOKIE, "value": token, "url": self.installation.url, "sameSite": "Strict"}
        self.context.add_cookies([strict])

    def hear(self, message: ConsoleMessage) -> None:
        """An error in the console; a refusal that a test wants is none."""
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def watch(self, request: Request) -> None:
        """Nothing is asked of anybody else."""
        if urlsplit(request.url).netloc != urlsplit(self.installation.url).netloc:
            self.complaints.append(f"left the origin: {request.url}")

    def open(self, path: str, status: int = 200) -> Page:
        """Go somewhere; the answer carries the strict policy."""
        answer = self.page.goto(self.installation.url + path)
        assert answer is not None
        assert answer.status == status, (path, answer.status)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'")
        assert "unsafe" not in policy
        return self.page

    def check(self) -> None:
        """No serious finding of accessibility, and no scrolling sideways."""
        for one in self.findings():
            if one["impact"] in SERIOUS:
                places = [node["html"][:160] for node in one["nodes"][:3]]
                self.complaints.append(f"{self.page.url} {one['id']}: {places}")
        room, used = self.page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        if used > room:
            self.complaints.append(f"{self.page.url} is {used} wide in {room}")

    def findings(self) -> list[dict[str, Any]]:
        """What axe finds; once more when the page just gave way to a fresher one."""
        for _ in range(3):
            self.page.wait_for_load_state("load")
            with suppress(Error):
                return list(Axe().run(self.page).response["violations"])
        raise AssertionError(f"{self.page.url} does not come to rest")

    def close(self) -> None:
        self.context.close()
