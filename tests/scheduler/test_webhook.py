"""The signed webhook: a signature anybody can check, and what each answer of the receiver means."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.errors import DomainError
from scheduler.channels import Answer, Message
from scheduler.channels.http import TIMEOUT
from scheduler.channels.webhook import Webhook, sign
from tests.scheduler.receiver import SECRET, Receiver

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
MESSAGE = Message(UUID(int=5), {"step": "-1", "text": "【承诺到期】"})


@pytest.fixture
def webhook(receiver: Receiver) -> Iterator[Webhook]:
    channel = Webhook(receiver.url, SECRET, clock=lambda: NOW, timeout=0.3)
    yield channel
    channel.close()


def test_the_signature_is_hmac_sha256_over_the_time_and_the_body() -> None:
    # openssl: printf '1790557200.{}' | openssl dgst -sha256 -hmac key
    assert sign(b"key", "1790557200", b"{}") == "7f29524df24c876218239c268f8085bb945dbc1bf31bc04820ae7a23c4c44993"


def test_the_receiver_can_check_it(webhook: Webhook, receiver: Receiver) -> None:
    assert webhook.send(MESSAGE).answer is Answer.SENT
    (got,) = receiver.received
    assert got.signed
    assert (got.delivery, got.timestamp) == (str(MESSAGE.delivery), str(int(NOW.timestamp())))
    assert got.content == {"delivery": str(MESSAGE.delivery), **MESSAGE.content}


def test_another_secret_does_not_pass(receiver: Receiver) -> None:
    channel = Webhook(receiver.url, "another", clock=lambda: NOW)
    channel.send(MESSAGE)
    channel.close()
    assert not receiver.received[0].signed


@pytest.mark.parametrize(
    ("answer", "expected", "problem"),
    [
        (200, Answer.SENT, ""),
        (204, Answer.SENT, ""),
        (429, Answer.LATER, "http_429"),
        (408, Answer.LATER, "http_408"),
        (500, Answer.LATER, "http_500"),
        (503, Answer.LATER, "http_503"),
        ("slow", Answer.LATER, "timeout"),
        ("drop", Answer.LATER, "RemoteDisconnected"),
        ((400, "bad"), Answer.REFUSED, "http_400 bad"),
        (403, Answer.REFUSED, "http_403"),
        (302, Answer.REFUSED, "http_302"),
        ((422, "寄给 li@example.cn 失败"), Answer.REFUSED, "http_422"),
    ],
)
def test_each_answer_has_its_meaning(
    webhook: Webhook, receiver: Receiver, answer: int | str | tuple[int, str], expected: Answer, problem: str
) -> None:
    receiver.answers.append(answer)
    outcome = webhook.send(MESSAGE)
    assert (outcome.answer, outcome.problem) == (expected, problem)


def test_an_address_travels_in_the_body_and_is_never_repeated_by_a_refusal(
    webhook: Webhook, receiver: Receiver
) -> None:
    receiver.answers.append((400, "no account li.ming"))
    outcome = webhook.send(Message(MESSAGE.delivery, MESSAGE.content, "li.ming"))
    got = receiver.received[-1].content
    assert got == {"delivery": str(MESSAGE.delivery), **MESSAGE.content, "address": "li.ming"}
    assert (outcome.answer, outcome.problem) == (Answer.REFUSED, "http_400")


def test_nobody_at_the_address_is_a_reason_to_try_again() -> None:
    channel = Webhook("http://127.0.0.1:9/hook", SECRET)
    assert channel.send(MESSAGE).answer is Answer.LATER
    channel.close()


def test_a_proxy_of_the_environment_is_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    channel = Webhook(receiver.url, SECRET)
    assert channel.send(MESSAGE).answer is Answer.SENT
    channel.close()


def test_a_receiver_has_four_seconds(receiver: Receiver) -> None:
    channel = Webhook(receiver.url, SECRET)
    assert channel.line.timeout == TIMEOUT == 4
    channel.close()


@pytest.mark.parametrize("url", ["", "example", "ftp://example/x", "http://", "http://example:port"])
def test_what_is_no_web_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DomainError) as error:
        Webhook(url, SECRET)
    assert error.value.code == "webhook_url_invalid"
    assert error.value.params == {}


def test_a_connection_that_was_closed_while_it_was_idle_is_made_anew(webhook: Webhook, receiver: Receiver) -> None:
    assert webhook.send(MESSAGE).answer is Answer.SENT
    receiver.answers.append("drop")
    assert webhook.send(MESSAGE).answer is Answer.SENT
    assert webhook.send(MESSAGE).answer is Answer.SENT
    assert receiver.deliveries == [str(MESSAGE.delivery)] * 4  # one of them twice, by the same id
