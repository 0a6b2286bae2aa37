"""`huhang feed add | list | revoke`: addresses of calendar feeds, given and taken by whoever runs the server."""

import argparse
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.cli.stored import stored
from api.locale import LANGUAGES, text
from domain.errors import DomainError

if TYPE_CHECKING:
    from api.runtime import Runtime


def register(name: str, subparsers: Any) -> None:
    """Add `feed` to the command line."""
    parser = subparsers.add_parser(name, help=say("cli.feed"), description=say("cli.feed"))
    actions = parser.add_subparsers(metavar="add|list|revoke", required=True)
    add = actions.add_parser("add", help=say("cli.feed.add"))
    whose = add.add_mutually_exclusive_group()
    for kind in ("staff", "team", "department", "project"):
        whose.add_argument(f"--{kind}", metavar="ID", default="", help=say(f"cli.feed.{kind}"))
    add.add_argument("--language", metavar="zh|en", default="zh", help=say("cli.feed.language"))
    add.set_defaults(run=stored(add_feed))
    actions.add_parser("list", help=say("cli.feed.list")).set_defaults(run=stored(list_feeds))
    revoke = actions.add_parser("revoke", help=say("cli.feed.revoke"))
    revoke.add_argument("id", metavar="ID")
    revoke.set_defaults(run=stored(revoke_feed))


def add_feed(runtime: "Runtime", options: argparse.Namespace) -> None:
    """Issue a feed; the last line is its path with the secret, and nobody can read it again."""
    from api.calendar_feed.owning import path_of
    from projections.ops.feeds import FeedOf

    kind = next((one for one in FeedOf if getattr(options, one.value)), None)
    if kind is None:
        raise DomainError("feed_needs_subject")
    if options.language not in LANGUAGES:
        raise DomainError("unknown_language", written=options.language)
    given = getattr(options, kind.value)
    subject = project_of(runtime, given) if kind is FeedOf.PROJECT else given
    issued = runtime.feeds.issue(kind, subject, options.language)
    print(say("feed.issued", id=issued.id, kind=say(f"feed.kind.{kind.value}"), subject=given))
    print(path_of(kind, subject, issued.secret))


def project_of(runtime: "Runtime", written: str) -> str:
    """The uuid of a project named by uuid or code."""
    from api.http.project_ids import looked_up

    found = looked_up(runtime, written)
    if found is None:
        raise DomainError("unknown_project", project=written)
    return str(found)


def list_feeds(runtime: "Runtime", _: argparse.Namespace) -> None:
    """One line per feed, revoked ones as well."""
    from domain.event import shanghai_date

    for one in runtime.feeds.listed():
        revoked = one.revoked_at and say("feed.revoked", on=shanghai_date(one.revoked_at))
        kind = say(f"feed.kind.{one.kind.value}")
        standing = revoked or say("feed.valid" if one.alive else "feed.ended")
        owner = say("feed.owner", owner=one.owner) if one.owner else ""
        print("  ".join([one.id, kind, one.subject, one.language, standing, owner]).rstrip())


def revoke_feed(runtime: "Runtime", options: argparse.Namespace) -> None:
    """Make a feed's address useless at once."""
    runtime.feeds.revoke(options.id)
    print(say("feed.taken", id=options.id))


def say(key: str, **params: object) -> str:
    """The sentence in the user's language."""
    return text(key, language(), **params)
