"""The link in a message: looking changes nothing, one tap acknowledges, and what it is good for is said."""

import logging
from urllib.parse import urlsplit

import httpx2
import pytest
from pydantic import SecretStr

from api.building import build
from api.settings import Settings
from projections.ops.signing import signing_key
from tests.api.reminding import BASE, SPECIALIST, Reminding
from tests.scenario import refused

pytestmark = pytest.mark.both_engines


class Phone:
    """Somebody with a link and no token."""

    def __init__(self, reminding: Reminding) -> None:
        (message,) = reminding.sweep("09-28 09:00")
        assert message["link"].startswith(f"{BASE}/r/")
        self.path = urlsplit(message["link"]).path
        self.rung = message["rung"]
        self.client = reminding.office.client

    def get(self, path: str = "", **params: str) -> httpx2.Response:
        return self.client.get(path or self.path, params=params, headers={"Accept": "text/html"})

    def tap(self, path: str = "") -> httpx2.Response:
        return self.client.post(path or self.path, headers={"Accept": "text/html"})


@pytest.fixture
def phone(reminding: Reminding) -> Phone:
    return Phone(reminding)


def test_looking_shows_one_button_and_acknowledges_nothing(reminding: Reminding, phone: Phone) -> None:
    before = reminding.office.positions()
    for _ in range(3):  # a chat tool looks, and looks again
        page = phone.get()
        assert page.status_code == 200
        assert page.text.count("<button") == 1
        assert phone.client.head(phone.path).status_code == 200
    for words in ("确认收到", "叁旺液压", "承诺到期", "到期 2026-09-29"):
        assert words in page.text
    assert (page.headers["cache-control"], page.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert page.headers["referrer-policy"] == "same-origin"
    assert reminding.office.positions() == before


def test_a_tap_acknowledges_once(reminding: Reminding, phone: Phone) -> None:
    for _ in range(2):
        answer = phone.tap()
        assert (answer.status_code, answer.headers["location"]) == (303, phone.path)
    assert reminding.answers(phone.rung) == ["ReminderSent scheduler", f"ReminderAcknowledged {SPECIALIST}"]
    page = phone.get()
    assert "已由 s-101 于 2026-09-28 09:00 确认，无需再点" in page.text
    assert "<button" not in page.text
    assert "Acknowledged by s-101 at 2026-09-28 09:00" in phone.get(lang="en").text


def test_what_was_acknowledged_elsewhere_is_used(reminding: Reminding, phone: Phone) -> None:
    reminding.office.desk("lead").done(f"/reminders/{phone.rung}/ack", None)
    assert "已由 t-lead 于" in phone.get().text
    phone.tap()
    assert reminding.answers(phone.rung)[1:] == ["ReminderAcknowledged t-lead"]


@pytest.mark.parametrize("act", ["get", "tap"])
def test_a_forged_or_expired_link_says_what_to_do(reminding: Reminding, phone: Phone, act: str) -> None:
    forged = phone.path[:-1] + ("A" if phone.path[-1] != "A" else "B")
    answer = getattr(phone, act)(forged)
    assert answer.status_code == 404
    assert "链接无效" in answer.text
    assert "我的提醒" in answer.text
    reminding.office.at("10-13 00:00")  # two weeks after the end of 09-28
    answer = getattr(phone, act)()
    assert answer.status_code == 404
    assert "链接已过期" in answer.text
    assert "This link has expired" in phone.get(lang="en").text
    assert reminding.answers(phone.rung) == ["ReminderSent scheduler"]


def test_the_key_is_made_once_and_never_logged(
    reminding: Reminding, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    runtime = reminding.office.runtime
    key = signing_key(runtime.ops)
    assert len(key) == 32
    assert signing_key(runtime.ops) == key
    phone.get()
    phone.tap()
    assert caplog.text
    assert key.hex() not in caplog.text
    assert repr(key) not in caplog.text


def test_without_a_base_address_there_is_a_warning_and_no_link(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    for base, warned in ((None, True), (BASE, False)):
        caplog.clear()
        settings = Settings(database_url=database_url, base_url=base, webhook_url="http://127.0.0.1:9/")
        runtime = build(settings.model_copy(update={"webhook_secret": SecretStr("x")}))
        runtime.runner()
        runtime.close()
        assert ("HUHANG_BASE_URL" in caplog.text) is warned


@pytest.mark.parametrize(
    "address", ["huhang.example.cn", "ftp://x", "https://", "https://x/y", "https://x?y", "https://u:p@x"]
)
def test_a_base_address_is_checked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.settings import load_settings

    monkeypatch.setenv("HUHANG_BASE_URL", address)
    with refused("bad_setting", name="HUHANG_BASE_URL"):
        load_settings()
