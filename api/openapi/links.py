"""What leads where: the answer to a write names what later requests ask for (OpenAPI's links).

Whoever generates a client, or explores the API by its description, learns from them which value goes into which path.
"""

from collections.abc import Iterator
from typing import Any

SOURCES = {
    "registerProject": ("project", "id"),
    "importDossier": ("project", "id"),
    "raiseConcern": ("concern", "id"),
    "takeCalendar": ("calendar", "id"),
    "registerWebhook": ("receiver", "id"),
    "checkImport": ("import_id", "id"),
    "addAccount": ("account", "account"),
}
"""Operations that make something: the name of its id in paths, and in the answer."""


def link(document: dict[str, Any]) -> None:
    """Put the links in, each described once."""
    links = document["components"].setdefault("links", {})
    for source, (name, own) in SOURCES.items():
        followers = dict(of_path(document, f"{{{name}}}"))
        links |= {
            f"{name}Of{follower[0].upper()}{follower[1:]}": {
                "operationId": follower,
                "parameters": {name: f"$response.body#/{own}"},
            }
            for follower in followers
        }
        made(document, source)["links"] = {
            follower: {"$ref": f"#/components/links/{name}Of{follower[0].upper()}{follower[1:]}"}
            for follower in followers
        }


def of_path(document: dict[str, Any], within: str) -> Iterator[tuple[str, str]]:
    """The operations whose path has a place for something."""
    for path, item in document["paths"].items():
        if within in path:
            yield from ((operation["operationId"], path) for operation in item.values())


def made(document: dict[str, Any], operation_id: str) -> dict[str, Any]:
    """The answer of an operation that made something."""
    found: dict[str, Any] = next(
        operation["responses"].get("201") or operation["responses"]["202"]
        for item in document["paths"].values()
        for operation in item.values()
        if operation["operationId"] == operation_id
    )
    return found
