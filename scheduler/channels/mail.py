"""E-mail over SMTP: a text to one person, or to several of whom each has an answer of his own.

The Message-ID is the delivery's, so a repetition can be told by it. Without the encryption asked for nothing is sent.
"""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum

from domain.log.ledger import Clock, system_clock
from scheduler.channels import Message, Outcome, later, refused, sent
from scheduler.channels.wording import headline, plain

TIMEOUT = 8.0  # seconds for each step of the conversation
LONGEST = 20000  # bytes of text
LONGEST_SUBJECT = 150  # bytes
PERMANENT = 500  # RFC 5321 §4.2.1: 5yz is final, 4yz is not


class Security(StrEnum):
    """How the conversation is encrypted: after STARTTLS (port 587), from the start (465), or not at all (25)."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and as whom."""

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """The sender's domain: by it we greet, so that no name of the machine goes out."""
        return self.sender.rpartition("@")[2]


class Mail:
    """One mail server."""

    name = "email"
    shared = False

    def __init__(
        self,
        server: MailServer,
        clock: Clock = system_clock,
        timeout: float = TIMEOUT,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.server = server
        self.clock = clock
        self.timeout = timeout
        self.trust = trust or ssl.create_default_context()

    def close(self) -> None:
        """Nothing is held: each sending has a connection of its own."""

    def send(self, message: Message) -> Outcome:
        """Send to the message's address."""
        return self.send_each(message, (message.address,))[message.address]

    def send_each(self, message: Message, addresses: Sequence[str]) -> Mapping[str, Outcome]:
        """One mail to several: what became of it, for each. 4yz, a time-out, a lost connection: later; 5yz: refused."""
        try:
            mail = self.written(message, addresses)
            return self.handed_in(mail, addresses)
        except smtplib.SMTPRecipientsRefused as error:
            return {one: by_code(error.recipients.get(one, (0, b""))[0]) for one in addresses}
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return dict.fromkeys(addresses, meaning(error))

    def written(self, message: Message, addresses: Sequence[str]) -> EmailMessage:
        """The mail. Raises ValueError for what is no address; a line break in one is refused by the library."""
        if not all("@" in one for one in addresses):
            raise ValueError("no address")
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self.server.sender
        mail["To"] = ", ".join(addresses)
        mail["Subject"] = headline(message, LONGEST_SUBJECT)
        mail["Date"] = format_datetime(self.clock())
        mail["Message-ID"] = f"<{message.delivery}@{self.server.domain}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers that he is away
        mail.set_content(plain(message, LONGEST))
        return mail

    def handed_in(self, mail: EmailMessage, addresses: Sequence[str]) -> Mapping[str, Outcome]:
        """Hand a mail in; once the server has it, a failure to say goodbye changes nothing."""
        connection = self.connected()
        try:
            if self.server.user:
                connection.login(self.server.user, self.server.password)
            failed = connection.send_message(mail, self.server.sender, list(addresses))
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
        finally:
            connection.close()
        return {one: by_code(failed[one][0]) if one in failed else sent() for one in addresses}

    def connected(self) -> smtplib.SMTP:
        """A conversation, encrypted as set."""
        place = (self.server.host, self.server.port)
        if self.server.security is Security.TLS:
            return smtplib.SMTP_SSL(*place, local_hostname=self.server.domain, timeout=self.timeout, context=self.trust)
        connection = smtplib.SMTP(*place, local_hostname=self.server.domain, timeout=self.timeout)
        if self.server.security is Security.STARTTLS:
            try:
                connection.starttls(context=self.trust)
            except BaseException:
                connection.close()
                raise
        return connection


def by_code(code: int) -> Outcome:
    """What a reply of the server means; its words are not kept, for they may hold the address."""
    why = f"smtp_{code}" if code else "smtp"
    return refused(why) if code >= PERMANENT else later(why)


def meaning(error: Exception) -> Outcome:
    """What a failure of the whole conversation means."""
    if isinstance(error, smtplib.SMTPResponseException):
        return by_code(error.smtp_code)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return refused("smtp_not_supported")
    if isinstance(error, TimeoutError):
        return later("timeout")
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return refused("bad_value")
    return later(type(error).__name__)
