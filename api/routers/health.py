"""For those who watch the service: alive, ready, figures."""

from dataclasses import asdict
from typing import Any

from fastapi import Response
from sqlalchemy.exc import SQLAlchemyError

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.errors import SOON, UNAVAILABLE
from api.http.answers import JSON, json_bytes
from api.http.metrics import TYPE, Figures, class_of, written
from api.http.routing import Responses, Router
from api.runtime import Runtime
from scheduler.jobs import PULSE_NAME

router = Router(tags=["运行 operations"])
FIGURES: Responses = {200: {"content": {TYPE.partition(";")[0]: {"schema": {"type": "string"}}}}}


@router.read("/healthz", "getHealth")
async def health(here: Here) -> Response:
    """存活，以及上一次巡检 / The process answers; when the last sweep was, and how long that is in window time."""
    return Response(json_bytes({"status": "ok", "sweep": sweep_of(here)}), 200, {}, JSON)


@router.read("/readyz", "getReadiness")
async def ready(here: Here) -> Response:
    """就绪：视图落后多少、哪个视图停了 / How far the views are behind, and which one has stopped."""
    views, beat = here.projector.health(), here.pulse.read(PULSE_NAME)
    shown = asdict(views) | {"failure": class_of(views.failure) or None}
    for view in shown["views"]:  # anybody may ask: the class of a cause, not its words
        view["cause"] = class_of(view["cause"]) or None
    body = {"position": here.ledger.position(), "views": shown, "scheduler": asdict(beat) if beat else None}
    if views.well:
        return Response(json_bytes(body), 200, {}, JSON)
    return Response(json_bytes(body), UNAVAILABLE, {"Retry-After": SOON}, JSON)


@router.read("/metrics", "getMetrics", FIGURES)
async def metrics(here: Here, who: Who) -> Response:
    """指标（Prometheus 文本格式） / Figures for Prometheus."""
    require(who, Right.WATCH)
    beat = here.pulse.read(PULSE_NAME)
    lag = here.lag(beat) if beat else None
    figures = Figures(
        here.ledger.position(),
        here.projector.health(),
        beat,
        lag,
        here.counters.read(),
        dict(here.commands),
        here.receivers.all(),
    )
    return Response(written(figures), 200, {}, TYPE)


def sweep_of(here: Runtime) -> dict[str, Any] | None:
    """The last sweep; nothing before the first, and while no database answers: the process lives all the same."""
    try:
        beat = here.pulse.read(PULSE_NAME)
    except SQLAlchemyError:
        return None
    if beat is None:
        return None
    return {"at": beat.beaten_at, "lag_seconds": round(here.lag(beat).total_seconds()), "failures": beat.failures}
