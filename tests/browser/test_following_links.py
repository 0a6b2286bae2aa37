"""A link from another site, as web mail shows it: localhost and 127.0.0.1 are two sites to a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visiting
from tests.browser.visiting import Visit


class Mail(BaseHTTPRequestHandler):
    """A mail with one link."""

    link: ClassVar[str]

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f'<!doctype html><link rel="icon" href="data:,"><a href="{self.link}">打开</a>'.encode())

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@contextmanager
def mail(link: str) -> Iterator[str]:
    """The address of a mail on another site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OneMail", (Mail,), {"link": link}))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def follow(window: Visit, path: str) -> Page:
    """Open the mail and press its link."""
    with mail(window.installation.url + path) as address:
        window.page.goto(address)
        window.page.get_by_role("link", name="打开").click()
        window.page.wait_for_url(window.installation.url + "/**")
        window.page.wait_for_load_state("networkidle")
    window.complaints[:] = [one for one in window.complaints if not one.startswith("left the origin: http://localhost")]
    return window.page


@pytest.mark.parametrize("path", ["/projects/HH-DEMO-0002?as_of=2026-11-20", "/reminders"])
def test_a_link_in_a_mail_opens_the_page_for_who_is_signed_in(visit: Visiting, path: str) -> None:
    window = visit("specialist")
    page = follow(window, path)

    assert page.url == window.installation.url + path
    expect(page.locator(".who")).to_contain_text("专员")
    page.go_back()
    assert page.url.startswith("http://localhost")
    window.complaints.clear()


def test_who_is_not_signed_in_comes_to_the_sign_in_and_then_to_the_page(visit: Visiting) -> None:
    window = visit()
    page = follow(window, "/day")

    expect(page).to_have_url(window.installation.url + "/sign-in")
    page.locator("input[name=token]").fill(window.installation.tokens["specialist"])
    page.locator("input[name=token]").press("Enter")
    expect(page.locator(".who")).to_contain_text("专员")
    assert page.url == window.installation.url + "/day"
