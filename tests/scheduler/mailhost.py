"""A real SMTP server on the loopback that refuses whom the test says, in the ways servers do."""

import socket
import ssl
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

FOLDER = Path(__file__).parent
CERTIFICATE, CERTIFICATE_KEY = FOLDER / "loopback_cert.pem", FOLDER / "loopback_key.pem"  # for 127.0.0.1, tests only
USER, PASSWORD = "huhang", "password-of-the-mailbox"


def trusting() -> ssl.SSLContext:
    """Trusts the certificate of the tests and nothing else."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def serving() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE_KEY)
    return context


class Post:
    """What arrived, and who is refused with which reply."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.refused: dict[str, str] = {}
        self.data_reply = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_reply.startswith("250"):
            self.envelopes.append(envelope)
        return self.data_reply


def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    """Whether this is the account."""
    right = isinstance(data, LoginPassword) and data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def mail_host(post: Post, *, starttls: bool = False, tls: bool = False, login: bool = False) -> Controller:
    """A server on a free port, to be started and stopped."""
    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": free_port(), "ssl_context": serving() if tls else None}
    if starttls:
        options |= {"tls_context": serving(), "require_starttls": True}
    if login:
        options |= {"authenticator": known, "auth_required": True, "auth_require_tls": starttls}
    return Controller(post, **options)


def free_port() -> int:
    """A port that is free just now: the library asks for one before it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
