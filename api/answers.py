"""How answers leave: JSON bytes, ETags, 304, and the position a reader can ask for."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request, Response

from domain.event import Event
from domain.ledger import Outcome
from domain.project.evolution import ProjectEvent
from domain.projects import Preview

JSON = "application/json"


def json_bytes(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=as_text)


def as_text(value: object) -> str:
    """Numbers of a profile that are no floats, and ids, go out as text."""
    return str(value)


def written(outcome: Outcome, status: int = 200, *, outside: bool = False, **extra: Any) -> Response:
    """The answer to a write, built from the command's own events: the same however often it is sent (ruling 31)."""
    stream = outcome.events[0].originator_id if outcome.events else None
    own = [event for event in outcome.events if event.originator_id == stream]
    body = {**extra, "version": outcome.version, "events": [event_row(event, outside) for event in own]}
    headers = {"ETag": f'"{outcome.version}"', "Huhang-Position": str(outcome.position)}
    return Response(json_bytes(body), status, headers, JSON)


def event_row(event: Event, outside: bool = False) -> dict[str, Any]:
    """One event as a write's answer shows it; to who is outside without how it is judged."""
    row = {
        "version": event.originator_version,
        "topic": event.TOPIC,
        "matter": getattr(event, "matter", None),
        "effective_on": event.effective_on,
    }
    if outside:
        return row
    return row | {
        "irregularities": event.irregularities if isinstance(event, ProjectEvent) else (),
        "limits_passed": getattr(event, "limits_passed", ()),
    }


def read(request: Request, value: Mapping[str, Any], tag: str) -> Response:
    """The answer to a read: ETag `"<tag>-<hash>"`, and 304 when the reader has just that."""
    body = json_bytes(value)
    return conditional(request, body, etag_of(body, tag))


def etag_of(body: bytes, tag: str) -> str:
    """The tag of a representation: what it is a version of, and a digest of its bytes."""
    return f'"{tag}-{hashlib.sha256(body).hexdigest()[:16]}"'


def conditional(request: Request, body: bytes, etag: str) -> Response:
    """The representation, or 304 for a reader who has it."""
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Accept-Language"}
    known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    if etag in known or f"W/{etag}" in known:
        return Response(None, 304, headers)
    return Response(body, 200, headers, JSON)


def previewed(preview: Preview, changes: Mapping[str, Any], *, outside: bool = False, **extra: Any) -> Response:
    """What a write would do (ruling 32)."""
    judgement = preview.judgement
    own = [event for event in judgement.events if isinstance(event, ProjectEvent)]
    body = {
        "version": preview.version,
        "events": [event_row(event) for event in judgement.events],
        **changes,
        **extra,
        "irregularities": sorted({code for event in own for code in event.irregularities}),
        "needs_reason": sorted({code.value for _, codes in judgement.needs_reason for code in codes}),
    }
    if outside:
        body = {"version": preview.version, "events": [event_row(event, outside) for event in judgement.events]}
        body["dates"] = changes["dates"]
    return Response(json_bytes(body), 200, {}, JSON)
