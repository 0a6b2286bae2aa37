"""Receivers of the log over HTTP: the administrator's, signed, seen, replayed; the secret shows nowhere."""

import logging
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest

from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem
from tests.scheduler.receiver import Receiver
from tests.scheduler.test_outbox import Signed

SECRET = "whsec_a2tra2tra2tra2tra2tra2tra2tra2tr"  # the receiver's key in base64
SOON = 20.0


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver(Signed)
    yield running
    running.close()


def admin_of(office: Office) -> Desk:
    return office.desk(Role.ADMIN)


def shown(office: Office, receiver: str) -> dict[str, Any]:
    items = admin_of(office).get("/webhooks").json()["items"]
    found: dict[str, Any] = next(item for item in items if item["id"] == receiver)
    return found


def until_sent(office: Office, receiver: str) -> dict[str, Any]:
    last = time.monotonic() + SOON
    while (row := shown(office, receiver))["lag"] and time.monotonic() < last:
        time.sleep(0.02)
    assert row["lag"] == 0
    return row


@pytest.mark.both_engines
def test_what_is_recorded_goes_to_the_receiver_signed(sending: Office, receiver: Receiver) -> None:
    body = {"url": receiver.url, "secret": SECRET, "topics": ["ProjectRegistered"]}
    own = admin_of(sending).done("/webhooks", body)["id"]
    project = sending.desk().register()
    row = until_sent(sending, own)
    (message,) = {one.delivery: one for one in receiver.received}.values()  # one that timed out comes again
    assert message.signed
    assert message.content["type"] == "ProjectRegistered"
    assert f"/projects/{message.content['data']['stream']}" == project
    assert (row["sent"], row["host"], row["problem"]) == (1, "127.0.0.1", "")
    figures = admin_of(sending).client.get("/metrics", headers=admin_of(sending).headers()).text
    assert f'huhang_webhook_sent_total{{receiver="{own}"}} 1' in figures
    assert f'huhang_webhook_lag{{receiver="{own}"}} 0' in figures


def test_a_receiver_pauses_goes_on_and_is_sent_everything_once_more(sending: Office, receiver: Receiver) -> None:
    admin = admin_of(sending)
    own = admin.done("/webhooks", {"url": receiver.url, "secret": SECRET, "after": 0, "topics": ["ProjectRegistered"]})
    path = f"/webhooks/{own['id']}"
    sending.desk().register()
    until_sent(sending, own["id"])
    admin.done(f"{path}/pause", None)
    sending.desk().register()
    assert shown(sending, own["id"])["paused"]
    assert len(receiver.received) == 1
    admin.done(f"{path}/resume", {})
    until_sent(sending, own["id"])
    admin.done(f"{path}/resume", {"after": 0})
    until_sent(sending, own["id"])
    assert receiver.deliveries == receiver.deliveries[:2] * 2
    admin.done(f"{path}/remove", None)
    assert admin.get("/webhooks").json()["items"] == []
    problem(admin.post(f"{path}/pause", None), 404, "unknown_receiver")


def test_a_registration_sent_twice_with_its_key_is_one_receiver(sending: Office, receiver: Receiver) -> None:
    body = {"url": receiver.url, "secret": SECRET}
    first, second = (admin_of(sending).done("/webhooks", body, key="k-1") for _ in range(2))
    assert first == second
    assert len(admin_of(sending).get("/webhooks").json()["items"]) == 1


def test_a_registration_sent_again_after_the_removal_brings_nothing_back(sending: Office, receiver: Receiver) -> None:
    admin, body = admin_of(sending), {"url": receiver.url, "secret": SECRET, "after": 0}
    own = admin.done("/webhooks", body, key="k-1")["id"]
    admin.done(f"/webhooks/{own}/remove", None)
    assert admin.done("/webhooks", body, key="k-1")["id"] == own
    assert admin.get("/webhooks").json()["items"] == []
    assert sending.runtime.receivers.secret(UUID(own)) is None


@pytest.mark.parametrize(
    ("first", "then", "paused"), [("pause", "resume", False), ("resume", "pause", True)], ids=["pause", "resume"]
)
def test_a_pause_or_its_end_sent_again_later_does_nothing(
    sending: Office, receiver: Receiver, first: str, then: str, *, paused: bool
) -> None:
    admin = admin_of(sending)
    path = f"/webhooks/{admin.done('/webhooks', {'url': receiver.url, 'secret': SECRET})['id']}"
    body = {"pause": None, "resume": {"after": 0}}
    admin.done(f"{path}/{first}", body[first], key="k-1")
    admin.done(f"{path}/{then}", body[then])
    admin.done(f"{path}/{first}", body[first], key="k-1")
    assert shown(sending, path.rpartition("/")[2])["paused"] is paused


def test_the_secret_is_in_no_answer_log_or_event_and_the_address_neither(
    sending: Office, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    admin = admin_of(sending)
    receiver.answers.append(500)
    with caplog.at_level(logging.DEBUG):
        answer = admin.post("/webhooks", {"url": f"{receiver.url}?key=geheim", "secret": SECRET, "after": 0})
        listed = admin.get("/webhooks")
        last = time.monotonic() + SOON
        while not receiver.received and time.monotonic() < last:
            time.sleep(0.02)
    events = admin.get("/events", limit=1000)
    assert "ReceiverRegistered" in events.text
    for text in (answer.text, listed.text, events.text, caplog.text):
        assert SECRET not in text
        assert "geheim" not in text
    weak = admin.post("/webhooks", {"url": receiver.url, "secret": "whsec_geheim"})
    assert problem(weak, 422, "invalid_request")["errors"][0]["code"] == "secret_form"
    assert "geheim" not in weak.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "ftp://a.example/x", "secret": SECRET}, "invalid_request"),
        ({"url": "https://user:word@a.example/", "secret": SECRET}, "invalid_request"),
        ({"url": "https://a.example/", "secret": "x"}, "invalid_request"),
        ({"url": "https://a.example/", "secret": SECRET, "topics": ["MatterGrantd"]}, "unknown_kind"),
    ],
)
def test_a_receiver_that_cannot_be_one_is_refused(office: Office, body: dict[str, Any], code: str) -> None:
    problem(admin_of(office).post("/webhooks", body), 422, code)
    problem(admin_of(office).post("/webhooks", body, preview=True), 422, code)


def test_what_is_no_address_is_told_so_without_a_pattern(office: Office) -> None:
    answer = problem(admin_of(office).post("/webhooks", {"url": "ftp://a", "secret": SECRET}), 422, "invalid_request")
    assert [(one["pointer"], "网址" in one["message"], "^" in one["message"]) for one in answer["errors"]] == [
        ("#/url", True, False)
    ]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_receivers_are_the_administrators(office: Office, role: Role) -> None:
    desk = office.desk(role)
    problem(desk.get("/webhooks"), 403, "right_missing")
    problem(desk.post("/webhooks", {"url": "https://a.example/", "secret": SECRET}), 403, "right_missing")


def test_a_preview_registers_nobody(office: Office) -> None:
    before = office.positions()
    answer = admin_of(office).post("/webhooks", {"url": "https://a.example/", "secret": SECRET}, preview=True)
    assert answer.status_code == HTTPStatus.OK, answer.text
    assert [event["topic"] for event in answer.json()["events"]] == ["ReceiverRegistered"]
    assert office.positions() == before
    assert admin_of(office).get("/webhooks").json()["items"] == []
