"""How answers leave: JSON bytes, ETags, 304, and the position a reader can ask for."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import Request, Response

from domain.event import Event
from domain.log.ledger import Outcome
from domain.project.model.evolution import ProjectEvent
from domain.projects import Preview

JSON = "application/json"
VARY = "Authorization, Accept-Language, Accept-Encoding"
WORTH_PACKING = 2000  # bytes


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


@dataclass(frozen=True, slots=True)
class Representation:
    """An answer as it is sent: its bytes, packed or not, and their tag."""

    body: bytes
    etag: str
    packed: bool


def read(request: Request, value: Mapping[str, Any], tag: str) -> Response:
    """The answer to a read: ETag `"<tag>-<hash>"`, and 304 when the reader has just that."""
    return respond(request, represented(json_bytes(value), tag, takes_packed(request)))


def takes_packed(request: Request) -> bool:
    """Whether the reader unpacks gzip."""
    return "gzip" in request.headers.get("accept-encoding", "")


def represented(body: bytes, tag: str, packed: bool) -> Representation:
    """A body, packed where that is wanted and worth it; the hash in its tag is that of the bytes sent."""
    packed = packed and len(body) > WORTH_PACKING
    sent = gzip.compress(body, 1, mtime=0) if packed else body
    return Representation(sent, f'"{tag}-{hashlib.sha256(sent).hexdigest()[:16]}"', packed)


def respond(request: Request, found: Representation) -> Response:
    """The representation, or 304 for a reader who has it."""
    headers = {"ETag": found.etag, "Cache-Control": "private, no-cache", "Vary": VARY}
    known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    if found.etag in known or f"W/{found.etag}" in known:
        return Response(None, 304, headers)
    if found.packed:
        headers["Content-Encoding"] = "gzip"
    return Response(found.body, 200, headers, JSON)


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
