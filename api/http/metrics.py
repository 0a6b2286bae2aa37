"""Figures for Prometheus, in its text format 0.0.4: positions, lags and counts; nothing of any project or person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from projections.ops.pulse import Beat
from projections.ops.receivers import Receiver
from projections.projector.health import Health

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = Mapping[str, str]


@dataclass(frozen=True)
class Figures:
    """What is shown: `lag` is the window time since the last sweep, `swept` what sweeps did, `commands` by outcome."""

    log: int
    views: Health
    beat: Beat | None
    lag: timedelta | None
    swept: Mapping[str, int]
    commands: Mapping[str, int]
    receivers: Sequence[Receiver] = ()


def written(figures: Figures) -> str:
    """All of it."""
    return "".join(f"{line}\n" for part in (views, sweeps, counts, webhooks) for line in part(figures))


def metric(name: str, kind: str, told: str, *samples: tuple[Labels, float]) -> Iterator[str]:
    """A metric with its samples; nothing when it has none."""
    if samples:
        yield f"# HELP huhang_{name} {told}"
        yield f"# TYPE huhang_{name} {kind}"
    for labels, value in samples:
        inner = ",".join(f'{label}="{escaped(text)}"' for label, text in labels.items())
        yield f"huhang_{name}{{{inner}}} {shown(value)}" if inner else f"huhang_{name} {shown(value)}"


def shown(value: float) -> str:
    """A number in full: positions and times have more digits than `g` shows."""
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def views(figures: Figures) -> Iterator[str]:
    """How far the views are, and which ones have stopped."""
    health = figures.views
    own = [({"view": one.name}, one) for one in health.views]
    at = [(labels, one.stopped_at or health.position) for labels, one in own]
    stopped = [({**labels, "cause": class_of(one.cause)}, one.stopped_at) for labels, one in own if one.stopped_at]
    yield from metric("log_position", "gauge", "Highest position of the log.", ({}, figures.log))
    yield from metric("views_lag", "gauge", "Positions that the running views are behind the log.", ({}, health.lag))
    yield from metric(
        "projector_failing",
        "gauge",
        "1 while something holds the projector up.",
        ({}, int(not health.going)),
    )
    yield from metric("view_running", "gauge", "0 once a view has stopped.", *((s, int(v.running)) for s, v in own))
    yield from metric("view_position", "gauge", "Position a view has read; where it stopped, if it did.", *at)
    yield from metric("view_behind", "gauge", "Positions a view is behind.", *((s, figures.log - p) for s, p in at))
    yield from metric("view_stopped_at", "gauge", "Where a view stopped, and the class of its cause.", *stopped)


def sweeps(figures: Figures) -> Iterator[str]:
    """How the scheduler does."""
    beat = figures.beat
    if beat is None:
        return
    last, took = beat.beaten_at.timestamp(), beat.took_ms / 1000
    yield from metric("sweep_last_timestamp_seconds", "gauge", "When the last round ended.", ({}, last))
    yield from metric("sweep_duration_seconds", "gauge", "How long it took.", ({}, took))
    yield from metric("sweep_failures", "gauge", "Rounds that failed in a row.", ({}, beat.failures))
    if figures.lag is not None:
        lag = figures.lag.total_seconds()
        yield from metric("sweep_lag_seconds", "gauge", "Time within sending windows since then.", ({}, lag))


def counts(figures: Figures) -> Iterator[str]:
    """What was done."""
    swept = [({"outcome": name}, value) for name, value in sorted(figures.swept.items())]
    commands = [({"outcome": name}, value) for name, value in sorted(figures.commands.items())]
    yield from metric("sweep_outcomes_total", "counter", "What sweeps did, of all processes.", *swept)
    yield from metric("commands_total", "counter", "Commands of this process, recorded or refused and why.", *commands)


def webhooks(figures: Figures) -> Iterator[str]:
    """How far each receiver of the log is, and whether something holds it up."""
    own = [({"receiver": str(one.id)}, one) for one in figures.receivers]
    lag = [(labels, max(0, figures.log - one.position)) for labels, one in own]
    yield from metric("webhook_position", "gauge", "Position a receiver has taken.", *((s, r.position) for s, r in own))
    yield from metric("webhook_lag", "gauge", "Positions a receiver is behind.", *lag)
    yield from metric("webhook_failures", "gauge", "Tries that failed in a row.", *((s, r.failures) for s, r in own))
    yield from metric("webhook_sent_total", "counter", "Messages taken.", *((s, r.sent) for s, r in own))


def class_of(cause: str | None) -> str:
    """The class of an error alone: its words may hold what a project is called."""
    return (cause or "").partition(":")[0]
