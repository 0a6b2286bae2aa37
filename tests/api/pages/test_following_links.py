"""Links from another site, a mail's say: the browser keeps a strict cookie back, so the page is asked for once more."""

import re
from html import unescape

import httpx2
import pytest

from tests.api.office import Office

FOLLOWED = {
    "Accept": "text/html",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}


def followed(office: Office, path: str, **more: str) -> httpx2.Response:
    """A page as it is asked for by a link from another site."""
    office.client.cookies.clear()
    return office.client.get(path, headers={**FOLLOWED, **more})


@pytest.mark.parametrize("path", ["/", "/projects/HH-2026-0001?as_of=2026-03-02", "/deadlines?department=land_bureau"])
def test_a_link_from_another_site_leads_to_the_same_page_once_more(office: Office, path: str) -> None:
    answer = followed(office, path)

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    to = re.search(r'<meta http-equiv="refresh" content="0;url=([^"]*)">', answer.text)
    assert to
    assert unescape(to[1]) == path
    assert f'<a href="{to[1]}">正在打开页面' in answer.text
    assert "The page is being opened" in followed(office, path, Cookie="huhang_language=en").text


def test_the_second_time_the_way_is_to_the_sign_in(office: Office) -> None:
    for more in ({"Sec-Fetch-Site": "same-origin"}, {"Cookie": "huhang_session=ended"}, {"Sec-Fetch-Dest": "iframe"}):
        answer = followed(office, "/deadlines", **more)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), more


def test_what_was_sent_from_another_site_is_not_sent_once_more(office: Office) -> None:
    office.client.cookies.clear()
    answer = office.client.post("/mine", headers={**FOLLOWED, "Origin": "http://evil.example"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_the_address_is_never_more_than_an_address_of_this_site(office: Office) -> None:
    hostile = followed(office, "/?q=\"><script>alert(1)</script>&x='%0d%0a%22;url=//evil.example")
    assert "<script>alert" not in hostile.text
    assert 'content="0;url=/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&amp;x=' in hostile.text
    assert followed(office, "http://testserver//evil.example/").status_code == 404


def test_in_the_demo_who_is_signed_in_is_not_shown_the_visitors_board(demo_office: Office) -> None:
    assert 'http-equiv="refresh"' in followed(demo_office, "/").text
    assert 'http-equiv="refresh"' not in followed(demo_office, "/", **{"Sec-Fetch-Site": "same-origin"}).text
