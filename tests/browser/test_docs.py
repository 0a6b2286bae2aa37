"""The API's documentation works from the server's own files, under the strict policy."""

from tests.browser.conftest import Visiting

LONG = 30_000  # ms: the description is large, and a slow machine takes its time with it


def test_the_documentation_is_read_and_tried_without_internet(visit: Visiting) -> None:
    page = visit("").open("/docs")
    page.set_default_timeout(LONG)

    page.locator("#operations-tag-board").click()
    page.locator("#operations-board-getBoardHead button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    page.get_by_text("not_signed_in").first.wait_for()
