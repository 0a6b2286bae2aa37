"""How people are reached: staff id, channel, address there. Contact data: it stays here and never enters the log."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement, Engine, delete, func, select

from domain.errors import DomainError
from domain.telephones import TELEPHONE, noted
from projections.ops.tables import CONTACT
from projections.ops.upsert import insert_into

LANGUAGES = ("zh", "en")


class ContactChannel(StrEnum):
    """The channels that a contact may name; by telephone people reach him, no message goes there."""

    WECOM_APP = "wecom_app"
    WECOM_ROBOT = "wecom_robot"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    EMAIL = "email"
    WEBHOOK = "webhook"
    TELEPHONE = "telephone"


ROBOT_NAME = re.compile(r"\S(?:.{0,62}\S)?")
ADDRESSES: Mapping[ContactChannel, re.Pattern[str]] = {
    ContactChannel.WECOM_APP: re.compile(r"[A-Za-z0-9][\w.@-]{0,63}", re.ASCII),  # one userid: neither "a|b" nor "@all"
    ContactChannel.WECOM_ROBOT: ROBOT_NAME,
    ContactChannel.DINGTALK: ROBOT_NAME,
    ContactChannel.FEISHU: ROBOT_NAME,
    ContactChannel.EMAIL: re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII),
    ContactChannel.WEBHOOK: re.compile(r"[^\x00-\x1f]{0,200}"),
    ContactChannel.TELEPHONE: TELEPHONE,
}
LONGEST_EMAIL = 254  # RFC 5321 §4.5.3.1.3


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a person; the lowest `place` is tried first. `language`: of the messages."""

    staff: str
    channel: ContactChannel
    address: str = field(repr=False)
    place: int
    language: str


class Contacts:
    """The contacts of an installation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(
        self, staff: str, channel: str, address: str = "", place: int | None = None, language: str = "zh"
    ) -> Contact:
        """Note a contact, by default behind the person's others; noted again, its place and language are renewed.

        Raises DomainError: contact_needs_staff, unknown_channel, contact_address_invalid, unknown_language.
        """
        address = normalised(channel, address)
        check_contact(staff, channel, address, language)
        last = select(func.max(CONTACT.c.place)).where(CONTACT.c.staff == staff)
        with self.engine.begin() as connection:
            if place is None:
                place = (connection.execute(last).scalar() or 0) + 1
            changed = {"place": place, "language": language}
            statement = insert_into(self.engine, CONTACT).values(
                staff=staff, channel=channel, address=address, **changed
            )
            keys = ["staff", "channel", "address"]
            connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))
        return Contact(staff, ContactChannel(channel), address, place, language)

    def remove(self, staff: str, channel: str = "", address: str = "") -> int:
        """Forget a person's contacts, those of one channel, or one address; how many. DomainError unknown_contact."""
        wanted = [CONTACT.c.staff == staff]
        wanted += [CONTACT.c.channel == channel] if channel else []
        wanted += [CONTACT.c.address.in_({address, normalised(channel, address)})] if address else []
        with self.engine.begin() as connection:
            count = connection.execute(delete(CONTACT).where(*wanted)).rowcount
        if not count:
            raise DomainError("unknown_contact", staff=staff, channel=channel or "—")
        return count

    def of(self, staff: str) -> tuple[Contact, ...]:
        """A person's contacts, the one to be tried first in front."""
        return self.found(CONTACT.c.staff == staff)

    def listed(self) -> tuple[Contact, ...]:
        """All contacts, by person."""
        return self.found()

    def found(self, *wanted: ColumnElement[bool]) -> tuple[Contact, ...]:
        c = CONTACT.c
        query = select(CONTACT).where(*wanted).order_by(c.staff, c.place, c.channel, c.address)
        with self.engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return tuple(Contact(**{**row, "channel": ContactChannel(row["channel"])}) for row in rows)


def normalised(channel: str, address: str) -> str:
    """An address as it is noted: a telephone in its one form, however it is written."""
    return noted(address) if channel == ContactChannel.TELEPHONE else address


def check_contact(staff: str, channel: str, address: str, language: str) -> None:
    """Refuse what could reach nobody, or more than one. The refusal does not repeat the address."""
    if not staff.strip():
        raise DomainError("contact_needs_staff")
    if channel not in set(ContactChannel):
        raise DomainError("unknown_channel", written=channel, channels=", ".join(ContactChannel))
    if language not in LANGUAGES:
        raise DomainError("unknown_language", written=language)
    kind = ContactChannel(channel)
    too_long = kind is ContactChannel.EMAIL and len(address) > LONGEST_EMAIL
    if too_long or not ADDRESSES[kind].fullmatch(address):
        raise DomainError("contact_address_invalid", channel=channel)
