"""Starting the demo: the story in the log, the views caught up, one token per role."""

import logging
from collections.abc import Iterator

from api.demo.player import Player
from api.runtime import Runtime, policy_in_force
from domain.errors import DomainError
from domain.staff.handovers import HandOvers
from projections.ops.accounts import Role
from projections.ops.claims import Claims
from scheduler.agenda import RegisteredProjects
from scheduler.channels.page import Page
from scheduler.sending.addressbook import OneChannel
from scheduler.sweep import Sweeper

logger = logging.getLogger(__name__)

ACTORS = {role: f"demo-{role.value}" for role in Role} | {Role.SPECIALIST: "s-101"}  # as the story names them
DEMO_DEPARTMENT = "approval_bureau"
DEMO_TEAM = "1"


def play_demo(runtime: Runtime) -> None:
    """Tell the story into the log, with the reminders of its last days, which stand on the pages of whom they are for.

    Where another release told another story, that one stays, and the log of the process says so. Raises DomainError
    demo_store_not_empty for a store with other projects.
    """
    player = Player(runtime.ledger.recorder, runtime.rules, runtime.settings.district, runtime.ledger.clock())
    known = player.known()
    try:
        player.play(sweeper_of(runtime, player).sweep)
    except DomainError as refused:
        if not known:
            raise
        logger.warning("the demo's story has changed since it was told here (%s): the old one stays", refused.code)
    runtime.directory.refresh()
    runtime.projector.catch_up()


def sweeper_of(runtime: Runtime, player: Player) -> Sweeper:
    """Who reminds in the days of the story, by its clock."""
    return Sweeper(
        player.projects,
        RegisteredProjects(player.ledger),
        policy_in_force(runtime.rulebook),
        OneChannel(Page(), player.directory),
        Claims(runtime.ops),
        handovers=HandOvers(player.projects, player.directory),
    )


def demo_tokens(runtime: Runtime) -> Iterator[tuple[str, str]]:
    """One fresh token per role; those of an earlier start are revoked."""
    for row in runtime.tokens.listed():
        if row.actor in ACTORS.values() and row.revoked_at is None:
            runtime.tokens.revoke(row.id)
    for role, actor in ACTORS.items():
        department = DEMO_DEPARTMENT if role is Role.OFFICER else ""
        team = DEMO_TEAM if role in (Role.LEAD, Role.SPECIALIST) else ""
        issued = runtime.tokens.issue(actor, role, department, team)
        yield role.value, issued.secret
