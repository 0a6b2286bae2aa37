"""Whether the service lives and works."""

from datetime import datetime

from api.schemas.views.base import View


class SweepHealth(View):
    """The last sweep of the scheduler."""

    at: datetime | None
    lag_seconds: float | None
    failures: int


class HealthView(View):
    """The service lives."""

    status: str
    sweep: SweepHealth | None


class ViewState(View):
    """One view: whether it runs, else where it stopped and why."""

    name: str
    running: bool
    stopped_at: int | None
    cause: str | None


class ViewsState(View):
    """The projector and its views."""

    position: int
    lag: int
    working: bool
    failure: str | None
    views: list[ViewState]


class SchedulerState(View):
    """The scheduler that leads."""

    leader: str
    beaten_at: datetime
    took_ms: float
    failures: int
    problem: str


class ReadinessView(View):
    """The parts of the service."""

    position: int
    views: ViewsState
    scheduler: SchedulerState | None
