"""Starting the demo: the story in the log, the views caught up, one token per role."""

from collections.abc import Iterator

from api.demo.player import Player
from api.runtime import Runtime
from projections.ops.accounts import Role

ACTORS = {role: f"demo-{role.value}" for role in Role} | {Role.SPECIALIST: "s-101"}  # as the story names them
DEMO_DEPARTMENT = "approval_bureau"
DEMO_TEAM = "1"


def play_demo(runtime: Runtime) -> None:
    """Tell the story into the log. Raises DomainError demo_store_not_empty for a store with other projects."""
    Player(runtime.ledger.recorder, runtime.rules, runtime.settings.district, runtime.ledger.clock()).play()
    runtime.projector.catch_up()


def demo_tokens(runtime: Runtime) -> Iterator[tuple[str, str]]:
    """One fresh token per role; those of an earlier start are revoked."""
    for row in runtime.tokens.listed():
        if row.actor in ACTORS.values() and row.revoked_at is None:
            runtime.tokens.revoke(row.id)
    for role, actor in ACTORS.items():
        issued = runtime.tokens.issue(actor, role, DEMO_DEPARTMENT, DEMO_TEAM)
        yield role.value, issued.secret
