"""For those who watch the service: alive, ready."""

from dataclasses import asdict

from fastapi import APIRouter, Response

from api.answers import JSON, json_bytes
from api.security import Here
from scheduler.jobs import PULSE_NAME

router = APIRouter(tags=["运行 operations"])


@router.get("/healthz", operation_id="getHealth")
async def health() -> dict[str, str]:
    """存活 / The process answers."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="getReadiness")
async def ready(here: Here) -> Response:
    """就绪:视图落后多少、哪个视图停了 / How far the views are behind, and which one has stopped."""
    views, beat = here.projector.health(), here.pulse.read(PULSE_NAME)
    body = {"position": here.ledger.position(), "views": asdict(views), "scheduler": asdict(beat) if beat else None}
    return Response(json_bytes(body), 200 if views.well else 503, {}, JSON)
