"""How the views stand: how far they are, what is stopped, and why."""

from dataclasses import dataclass

from projections.rows.checkpoints import ViewState
from projections.rows.view import View


@dataclass(frozen=True)
class ViewHealth:
    """One view: running, or stopped, by the event at a position where one is to blame, and why."""

    name: str
    running: bool
    stopped_at: int | None
    cause: str | None


@dataclass(frozen=True)
class Health:
    """How far the views are, how many positions behind, and what is wrong."""

    position: int
    lag: int
    working: bool  # this process is the projector
    failure: str | None  # what keeps the projector from going on
    views: tuple[ViewHealth, ...]

    @property
    def going(self) -> bool:
        """Nothing keeps the projector from going on."""
        return self.failure is None

    @property
    def well(self) -> bool:
        """Nothing stopped, nothing failing."""
        return self.failure is None and all(view.running for view in self.views)


def view_health(view: View, state: ViewState | None) -> ViewHealth:
    """A view as the health names it."""
    if state is None:
        return ViewHealth(view.name, True, None, None)
    return ViewHealth(view.name, state.stopped_at is None, state.stopped_at, state.cause)
