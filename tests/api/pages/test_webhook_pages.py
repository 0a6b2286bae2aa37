"""Signed webhooks on pages: seen before they are registered, shown with what holds them up, the secret never again."""

import html
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page
from tests.api.test_receivers import until_sent
from tests.scheduler.receiver import Receiver
from tests.scheduler.test_outbox import Signed

SOON = 20.0


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver(Signed)
    yield running
    running.close()


def offered_secret(text: str) -> str:
    """The secret that the form has made."""
    found = re.search(r'name="secret" value="([^"]+)"', text)
    assert found
    return html.unescape(found[1])


def registered(office: Office, admin: Desk, **given: Any) -> str:
    """Register a receiver, having seen what it gets; its id."""
    assert send(office, admin, "/admin/webhook", **given).status_code == 200
    assert office.runtime.receivers.all() == []
    answer = send(office, admin, "/admin/webhook", confirm="yes", **given)
    assert (answer.status_code, answer.headers["location"]) == (303, "/webhooks?done=webhook")
    (one,) = office.runtime.receivers.all()
    return str(one.id)


def test_a_receiver_is_registered_having_seen_what_it_gets(sending: Office, receiver: Receiver) -> None:
    admin = sending.desk(Role.ADMIN)
    secret = offered_secret(page(sending, "/admin/webhook", admin).text)
    given = {"url": f"{receiver.url}?key=geheim", "topics": "ProjectRegistered", "secret": secret, "key": "k-1"}

    said = send(sending, admin, "/admin/webhook", **given).text
    assert "127.0.0.1 将收到从现在起的事件：ProjectRegistered" in said
    assert offered_secret(said) == secret
    own = registered(sending, admin, **given)
    send(sending, admin, "/admin/webhook", confirm="yes", **given)
    assert len(sending.runtime.receivers.all()) == 1

    sending.desk().register()
    until_sent(sending, own)
    assert sending.runtime.receivers.secret(sending.runtime.receivers.all()[0].id)
    listed = page(sending, "/webhooks", admin).text
    assert "127.0.0.1" in listed
    assert "正常" in listed
    assert "1 次" in listed
    for hidden in (secret, "geheim"):
        assert hidden not in listed
        assert hidden not in page(sending, f"/admin/webhook-pause?receiver={own}", admin).text


def test_a_receiver_is_paused_let_go_on_and_removed(sending: Office, receiver: Receiver) -> None:
    admin = sending.desk(Role.ADMIN)
    secret = offered_secret(page(sending, "/admin/webhook", admin).text)
    own = registered(sending, admin, url=receiver.url, secret=secret, after="0", topics="ProjectRegistered")
    sending.desk().register()
    until_sent(sending, own)

    def done(what: str, said: str, **more: str) -> None:
        assert said in send(sending, admin, f"/admin/{what}", receiver=own, **more).text
        assert send(sending, admin, f"/admin/{what}", receiver=own, confirm="yes", **more).status_code == 303

    done("webhook-pause", "暂停向 127.0.0.1 推送")
    assert "已暂停" in page(sending, "/webhooks", admin).text
    done("webhook-resume", "从位置 0 之后推送", after="0")
    until_sent(sending, own)
    assert receiver.deliveries == receiver.deliveries[:1] * 2
    done("webhook-remove", "一并删除")
    assert "没有接收方" in page(sending, "/webhooks", admin).text
    gone = send(sending, admin, "/admin/webhook-pause", receiver=own)
    assert gone.status_code == 422
    assert f"没有这个接收方：{own}" in gone.text


def test_an_old_form_that_pauses_does_nothing_once_it_goes_on(sending: Office, receiver: Receiver) -> None:
    admin = sending.desk(Role.ADMIN)
    secret = offered_secret(page(sending, "/admin/webhook", admin).text)
    own = registered(sending, admin, url=receiver.url, secret=secret)
    for what, key in (("webhook-pause", "k-1"), ("webhook-resume", "k-2"), ("webhook-pause", "k-1")):
        answer = send(sending, admin, f"/admin/{what}", receiver=own, key=key, confirm="yes")
        assert answer.status_code == 303
    assert [one.paused for one in sending.runtime.receivers.all()] == [False]


def test_what_holds_a_receiver_up_is_told_in_words(sending: Office, receiver: Receiver) -> None:
    admin = sending.desk(Role.ADMIN)
    receiver.answers.extend([500] * 5)
    secret = offered_secret(page(sending, "/admin/webhook", admin).text)
    registered(sending, admin, url=receiver.url, secret=secret, after="0")
    last = time.monotonic() + SOON
    while not sending.runtime.receivers.all()[0].failures and time.monotonic() < last:
        time.sleep(0.02)

    listed = page(sending, "/webhooks?lang=en", admin).text
    assert "answered HTTP 500" in listed
    assert "next try" in listed
    assert "受阻：127.0.0.1" in page(sending, "/admin", admin).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"url": "ftp://a.example/x"}, "接收地址"),
        ({"secret": "whsec_short"}, "签名密钥"),
        ({"topics": "MatterGrantd"}, "MatterGrantd"),
    ],
)
def test_a_receiver_that_cannot_be_one_is_told_so(office: Office, given: dict[str, str], said: str) -> None:
    admin = office.desk(Role.ADMIN)
    secret = offered_secret(page(office, "/admin/webhook", admin).text)
    answer = send(office, admin, "/admin/webhook", **{"url": "https://a.example/", "secret": secret, **given})
    assert answer.status_code == 422
    assert said in answer.text.partition('role="alert"')[2].partition("<form")[0]
    assert office.runtime.receivers.all() == []


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.AUDITOR, Role.LEAD, Role.ENTERPRISE])
def test_receivers_are_the_administrators(office: Office, role: Role) -> None:
    for path in ("/webhooks", "/admin/webhook", "/admin/webhook-remove"):
        problem(page(office, path, office.desk(role)), 403, "right_missing")
