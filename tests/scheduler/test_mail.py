"""E-mail against a real SMTP server: each recipient has an answer of his own, and nothing goes out unencrypted."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from scheduler.channels import Answer, Message, Outcome
from scheduler.channels.mail import Mail, MailServer, Security
from tests.scheduler.mailhost import PASSWORD, USER, Post, free_port, mail_host, trusting
from tests.scheduler.test_vendors import message
from tests.scheduler.vendors import NOW

SENDER, LI, WANG = "huhang@jimo.example.cn", "li@jimo.example.cn", "wang@jimo.example.cn"
SENT = Outcome(Answer.SENT)


@pytest.fixture
def post() -> Post:
    return Post()


@contextmanager
def running(post: Post, **options: Any) -> Iterator[int]:
    host = mail_host(post, **options)
    host.start()
    yield host.port
    host.stop()


def mail(port: int, security: Security = Security.NONE, password: str = "") -> Mail:
    server = MailServer("127.0.0.1", port, SENDER, security, USER if password else "", password)
    return Mail(server, lambda: NOW, 0.5, trusting())


def to(address: str) -> Message:
    return message("email", address=address)


def test_a_mail_says_what_it_is_about_and_can_be_told_by_its_id(post: Post) -> None:
    with running(post) as port:
        assert mail(port).send(to(LI)) == SENT
    (envelope,) = post.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [LI])
    assert isinstance(envelope.content, bytes)
    got = message_from_bytes(envelope.content, policy=default)
    assert got["Subject"] == "【承诺到期】消防设计审查承诺2026-09-29办结。"
    assert got["Message-ID"] == "<00000000-0000-0000-0000-000000000005@jimo.example.cn>"
    assert (got["To"], got["Auto-Submitted"]) == (LI, "auto-generated")
    assert got["Date"].datetime == NOW
    assert got.get_content().splitlines()[-2:] == ["叁旺液压 HH-2026-0001", "#00000000"]


def test_of_several_each_has_his_answer(post: Post) -> None:
    post.refused = {WANG: "550 5.1.1 no such user wang@jimo.example.cn", "zhao@x.cn": "450 4.2.0 greylisted"}
    with running(post) as port:
        outcomes = mail(port).send_each(to(LI), (LI, WANG, "zhao@x.cn"))
    assert outcomes == {
        LI: SENT,
        WANG: Outcome(Answer.REFUSED, "smtp_550"),
        "zhao@x.cn": Outcome(Answer.LATER, "smtp_450"),
    }
    assert post.envelopes[0].rcpt_tos == [LI]


def test_when_all_are_refused_each_still_has_his_answer(post: Post) -> None:
    post.refused = {WANG: "550 no", LI: "451 later"}
    with running(post) as port:
        outcomes = mail(port).send_each(to(LI), (LI, WANG))
    assert outcomes == {LI: Outcome(Answer.LATER, "smtp_451"), WANG: Outcome(Answer.REFUSED, "smtp_550")}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [("554 spam", Outcome(Answer.REFUSED, "smtp_554")), ("452 full", Outcome(Answer.LATER, "smtp_452"))],
)
def test_the_server_may_not_like_the_mail(post: Post, reply: str, expected: Outcome) -> None:
    post.data_reply = reply
    with running(post) as port:
        assert mail(port).send(to(LI)) == expected


@pytest.mark.parametrize(
    ("security", "options"), [(Security.STARTTLS, {"starttls": True, "login": True}), (Security.TLS, {"tls": True})]
)
def test_an_encrypted_conversation(post: Post, security: Security, options: dict[str, bool]) -> None:
    with running(post, **options) as port:
        assert mail(port, security, PASSWORD if "login" in options else "").send(to(LI)) == SENT
    assert len(post.envelopes) == 1


def test_a_server_without_starttls_gets_nothing(post: Post) -> None:
    with running(post) as port:
        outcome = mail(port, Security.STARTTLS).send(to(LI))
    assert outcome == Outcome(Answer.REFUSED, "smtp_not_supported")
    assert post.envelopes == []


def test_a_certificate_nobody_vouches_for_is_not_believed(post: Post) -> None:
    with running(post, starttls=True) as port:
        channel = Mail(MailServer("127.0.0.1", port, SENDER), lambda: NOW, 0.5)
        assert channel.send(to(LI)) == Outcome(Answer.LATER, "SSLCertVerificationError")


def test_a_wrong_password_is_refused_and_shown_nowhere(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with running(post, starttls=True, login=True) as port:
        channel = mail(port, Security.STARTTLS, "wrong-one")
        assert channel.send(to(LI)) == Outcome(Answer.REFUSED, "smtp_535")
    assert "wrong-one" not in repr(channel.server) + caplog.text


@contextmanager
def rude(first: bytes) -> Iterator[int]:
    """A server that says so much and then nothing more, or hangs up when it has said nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(first)
                if first:
                    connection.settimeout(3)
                    while connection.recv(1000):
                        pass

        thread = threading.Thread(target=answer)
        thread.start()
        yield int(server.getsockname()[1])
        thread.join()


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (b"220 slow\r\n", Outcome(Answer.LATER, "SMTPServerDisconnected")),
        (b"", Outcome(Answer.LATER, "SMTPServerDisconnected")),
        (b"421 busy\r\n", Outcome(Answer.LATER, "smtp_421")),
        (b"554 not you\r\n", Outcome(Answer.REFUSED, "smtp_554")),
    ],
)
def test_a_rude_server(first: bytes, expected: Outcome) -> None:
    with rude(first) as port:
        assert mail(port).send(to(LI)) == expected


def test_nobody_there() -> None:
    assert mail(free_port()).send(to(LI)) == Outcome(Answer.LATER, "ConnectionRefusedError")


@pytest.mark.parametrize("address", ["li@x.cn\r\nBcc: all@x.cn", ""])
def test_an_address_that_is_none_is_refused(post: Post, address: str) -> None:
    with running(post) as port:
        assert mail(port).send(to(address)).answer is Answer.REFUSED
    assert post.envelopes == []
