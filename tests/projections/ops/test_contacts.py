"""Contacts: who is reached how, in which order."""

import pytest
from sqlalchemy import Engine

from domain.errors import DomainError
from projections.ops.contacts import ContactChannel, Contacts

pytestmark = pytest.mark.both_engines


def ways(contacts: Contacts, staff: str) -> list[tuple[str, str, int, str]]:
    return [(one.channel.value, one.address, one.place, one.language) for one in contacts.of(staff)]


def test_contacts_are_tried_in_their_order(ops: Engine) -> None:
    contacts = Contacts(ops)
    contacts.add("s-07", "wecom_app", "LiMing")
    contacts.add("s-07", "email", "li@jimo.example.cn", language="en")
    contacts.add("s-07", "dingtalk", "专班三", place=0)
    contacts.add("s-09", "webhook")
    assert ways(contacts, "s-07") == [
        ("dingtalk", "专班三", 0, "zh"),
        ("wecom_app", "LiMing", 1, "zh"),
        ("email", "li@jimo.example.cn", 2, "en"),
    ]
    assert [one.staff for one in contacts.listed()] == ["s-07", "s-07", "s-07", "s-09"]


def test_a_contact_noted_again_changes_its_place_and_language(ops: Engine) -> None:
    contacts = Contacts(ops)
    contacts.add("s-07", "email", "li@x.cn")
    contacts.add("s-07", "email", "li@x.cn", 5, "en")
    assert ways(contacts, "s-07") == [("email", "li@x.cn", 5, "en")]


@pytest.mark.parametrize("written", ["0532 88551234", " 0532  8855 1234 ", "053288551234", "（0532）88551234"])
def test_a_telephone_is_noted_once_and_found_however_it_is_written(ops: Engine, written: str) -> None:
    contacts = Contacts(ops)
    assert contacts.add("s-07", "telephone", written).address == "0532-88551234"
    contacts.add("s-07", "telephone", "0532-88551234")
    assert [one.address for one in contacts.of("s-07")] == ["0532-88551234"]
    assert contacts.remove("s-07", "telephone", "0532—88551234") == 1


def test_removing_takes_all_those_of_a_channel_or_one(ops: Engine) -> None:
    contacts = Contacts(ops)
    for channel, address in (("email", "a@x.cn"), ("email", "b@x.cn"), ("wecom_app", "Li"), ("webhook", "")):
        contacts.add("s-07", channel, address)
    assert contacts.remove("s-07", "email", "a@x.cn") == 1
    assert contacts.remove("s-07", "wecom_app") == 1
    assert contacts.remove("s-07") == 2
    with pytest.raises(DomainError) as error:
        contacts.remove("s-07")
    assert error.value.code == "unknown_contact"


@pytest.mark.parametrize(
    ("staff", "channel", "address", "language", "code"),
    [
        (" ", "email", "a@x.cn", "zh", "contact_needs_staff"),
        ("s-07", "fax", "1", "zh", "unknown_channel"),
        ("s-07", "email", "a@x.cn", "fr", "unknown_language"),
        ("s-07", "wecom_app", "@all", "zh", "contact_address_invalid"),
        ("s-07", "wecom_app", "Li|Wang", "zh", "contact_address_invalid"),
        ("s-07", "wecom_app", "", "zh", "contact_address_invalid"),
        ("s-07", "email", "a@x.cn, b@x.cn", "zh", "contact_address_invalid"),
        ("s-07", "email", "a@x.cn\r\nBcc: b@x.cn", "zh", "contact_address_invalid"),
        ("s-07", "email", "a@localhost", "zh", "contact_address_invalid"),
        ("s-07", "email", "a" * 64 + "@" + "b" * 190 + ".cn", "zh", "contact_address_invalid"),
        ("s-07", "dingtalk", " ", "zh", "contact_address_invalid"),
        ("s-07", "telephone", "13800138000 88551234", "zh", "contact_address_invalid"),
        ("s-07", "telephone", "88551234转", "zh", "contact_address_invalid"),
        ("s-07", "telephone", "88551234转张三", "zh", "contact_address_invalid"),
        ("s-07", "webhook", "1\n2", "zh", "contact_address_invalid"),
    ],
)
def test_what_reaches_nobody_or_too_many_is_refused_without_repeating_it(
    ops: Engine, staff: str, channel: str, address: str, language: str, code: str
) -> None:
    with pytest.raises(DomainError) as error:
        Contacts(ops).add(staff, channel, address, language=language)
    assert error.value.code == code
    assert address not in error.value.params.values() or not address
    assert Contacts(ops).listed() == ()


def test_an_address_does_not_show_in_a_representation(ops: Engine) -> None:
    assert "13812345678" not in repr(Contacts(ops).add("s-07", ContactChannel.WEBHOOK, "13812345678"))
