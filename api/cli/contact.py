"""`huhang contact add | list | remove`: how each person is reached, kept by whoever runs the server."""

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.locale import text

if TYPE_CHECKING:
    from projections.ops.contacts import Contact, Contacts
    from scheduler.channels import Channel

Action = Callable[["Contacts", "Mapping[str, Channel]", argparse.Namespace], None]


def register(name: str, subparsers: Any) -> None:
    """Add `contact` to the command line."""
    parser = subparsers.add_parser(name, help=say("cli.contact"), description=say("cli.contact"))
    actions = parser.add_subparsers(metavar="add|list|remove", required=True)
    add = actions.add_parser("add", help=say("cli.contact.add"))
    add.add_argument("--staff", metavar="ID", required=True, help=say("cli.contact.staff"))
    add.add_argument("--channel", metavar="CHANNEL", required=True, help=say("cli.contact.channel"))
    add.add_argument("--address", metavar="ADDRESS", default="", help=say("cli.contact.address"))
    add.add_argument("--order", metavar="N", type=int, help=say("cli.contact.order"))
    add.add_argument("--language", metavar="zh|en", default="zh", help=say("cli.contact.language"))
    add.set_defaults(run=stored(add_contact))
    actions.add_parser("list", help=say("cli.contact.list")).set_defaults(run=stored(list_contacts))
    remove = actions.add_parser("remove", help=say("cli.contact.remove"))
    remove.add_argument("--staff", metavar="ID", required=True, help=say("cli.contact.staff"))
    remove.add_argument("--channel", metavar="CHANNEL", default="", help=say("cli.contact.channel"))
    remove.add_argument("--address", metavar="ADDRESS", default="", help=say("cli.contact.address"))
    remove.set_defaults(run=stored(remove_contacts))


def stored(action: Action) -> Callable[[argparse.Namespace], None]:
    """The action on the contacts of the store that the settings name, with the channels they set up."""

    def run(options: argparse.Namespace) -> None:
        from api.channel_settings import channels_of
        from api.settings import load_settings
        from projections.ops.contacts import Contacts
        from projections.ops.database import open_ops

        settings = load_settings()
        channels, engine = channels_of(settings), open_ops(settings.database_url)
        try:
            action(Contacts(engine), channels, options)
        finally:
            engine.dispose()
            for channel in channels.values():
                channel.close()

    return run


def add_contact(contacts: "Contacts", channels: "Mapping[str, Channel]", options: argparse.Namespace) -> None:
    """Note a contact, and say so when nothing can go there yet."""
    added = contacts.add(options.staff, options.channel, options.address, options.order, options.language)
    print(say("contact.added", staff=added.staff, channel=channel_name(added), order=added.place))
    if not_yet := state_of(added, channels):
        print(not_yet)


def list_contacts(contacts: "Contacts", channels: "Mapping[str, Channel]", _: argparse.Namespace) -> None:
    """One line per contact, by person, in the order in which they are tried."""
    for one in contacts.listed():
        parts = (one.staff, str(one.place), one.channel.value, one.address or "-", one.language)
        print("  ".join([*parts, state_of(one, channels)]).rstrip())


def remove_contacts(contacts: "Contacts", _: "Mapping[str, Channel]", options: argparse.Namespace) -> None:
    """Forget contacts."""
    count = contacts.remove(options.staff, options.channel, options.address)
    print(say("contact.removed", staff=options.staff, count=count))


def state_of(contact: "Contact", channels: "Mapping[str, Channel]") -> str:
    """Empty when messages can go there, or are not meant to; else what is missing."""
    from api.channel_settings import reaches
    from projections.ops.contacts import ContactChannel

    if contact.channel is ContactChannel.TELEPHONE or reaches(channels, contact):
        return ""
    known = contact.channel in channels
    return say("contact.no_such_robot" if known else "contact.not_set_up", channel=channel_name(contact))


def channel_name(contact: "Contact") -> str:
    """The channel as people call it."""
    return say(f"channel.{contact.channel.value}")


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)
