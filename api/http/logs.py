"""What a server writes to its log: a line of JSON each, with the request it belongs to and without personal data.

A line has the moment, the level, who says it, the words, the request's id, and of an exception its trace. Whatever
looks like a telephone, an identity number or an e-mail is blotted out, wherever it comes from.
"""

import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import orjson

from domain.personal_data import PERSONAL

BLOT = "[…]"
REQUEST: ContextVar[str] = ContextVar("request", default="")
requests = logging.getLogger("huhang.requests")


class JsonLines(logging.Formatter):
    """A record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": blotted(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if request := REQUEST.get():
            told["request_id"] = request
        if record.exc_info:
            told["exception"] = blotted(self.formatException(record.exc_info))
        return orjson.dumps(told, default=str).decode()


def blotted(text: str) -> str:
    """The text without what could be somebody's."""
    return PERSONAL.sub(BLOT, text)


def set_up(level: str) -> None:
    """Send everything to standard error, from this level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """One line of a request, where somebody wants to read them (level info): the route, never what was searched for."""
    told: Mapping[str, Any] = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    requests.info("answered", extra={"fields": told})
