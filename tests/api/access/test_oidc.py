"""Sign-in over an identity provider: a real one on the loopback, code flow with PKCE."""

import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from projections.ops.accounts import Role
from tests.api.conftest import opened
from tests.api.office import Office, problem

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")  # the provider's own

BACK = "/sign-in/oidc/back"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of the provider."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oidc_provider_mock = import_module("oidc_provider_mock")
        with oidc_provider_mock.run_server_in_thread() as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture
def at_provider(provider: str, database_url: str) -> Iterator[Office]:
    """An installation that knows the provider, with the account of one person who comes that way."""
    known: dict[str, Any] = {"oidc_issuer": provider, "oidc_client_id": "huhang", "oidc_client_secret": "s"}
    with opened(database_url, base_url="http://testserver", oidc_name="政务云", **known) as office:
        office.runtime.accounts.add("s-42", Role.SPECIALIST, team="1", subject="zhang.san")
        yield office


def set_off(office: Office) -> tuple[str, str]:
    """Where somebody is sent, and his cookie."""
    office.client.cookies.clear()
    answer = office.client.get("/sign-in/oidc")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"], answer.headers["set-cookie"].partition(";")[0]


def authorized(address: str, subject: str) -> str:
    """The provider's page is filled in; the address to which it sends one back."""
    with httpx2.Client() as browser:
        answer = browser.post(address, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"]).removeprefix("http://testserver")


def come_back(office: Office, address: str, cookie: str) -> Any:
    office.client.cookies.clear()
    return office.client.get(address, headers={b"Cookie": cookie.encode()} if cookie else {})


def test_who_has_an_account_gets_a_session_and_goes_on_from_this_very_site(at_provider: Office) -> None:
    assert "用政务云登录" in at_provider.client.get("/sign-in").text
    address, cookie = set_off(at_provider)
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]

    answer = come_back(at_provider, authorized(address, "zhang.san"), cookie)

    assert answer.status_code == 200, answer.text
    assert 'http-equiv="refresh"' in answer.text
    given = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("huhang_session="))
    assert "HttpOnly" in given
    page = at_provider.client.get("/", headers={"Cookie": given.partition(";")[0]})
    assert (page.status_code, "s-42" in page.text) == (200, True)


def test_whom_nobody_gave_an_account_gets_none_by_coming(at_provider: Office) -> None:
    address, cookie = set_off(at_provider)
    problem(come_back(at_provider, authorized(address, "li.si"), cookie), 403, "oidc_unknown")


def test_who_is_disabled_does_not_come_in_that_way(at_provider: Office) -> None:
    at_provider.runtime.accounts.disable("s-42")
    address, cookie = set_off(at_provider)
    problem(come_back(at_provider, authorized(address, "zhang.san"), cookie), 403, "oidc_unknown")


def test_an_answer_to_another_journey_is_refused(at_provider: Office) -> None:
    address, cookie = set_off(at_provider)
    back = authorized(address, "zhang.san")
    other = set_off(at_provider)[1]
    for wrong in (other, "", "huhang_oidc=made.up", "huhang_oidc=made.é", cookie + "0"):
        problem(come_back(at_provider, back, wrong), 400, "oidc_state")
    problem(come_back(at_provider, f"{BACK}?code=x&state=y", cookie), 400, "oidc_state")


def test_a_code_that_is_not_the_providers_is_refused(at_provider: Office) -> None:
    address, cookie = set_off(at_provider)
    state = parse_qs(urlsplit(address).query)["state"][0]
    problem(come_back(at_provider, f"{BACK}?code=made-up&state={state}", cookie), 403, "oidc_refused")
    problem(come_back(at_provider, f"{BACK}?error=access_denied&state={state}", cookie), 403, "oidc_refused")


def test_without_a_provider_there_is_no_such_way(office: Office) -> None:
    problem(office.client.get("/sign-in/oidc"), 404, "not_found")
    assert "sign-in/oidc" not in office.client.get("/sign-in").text
