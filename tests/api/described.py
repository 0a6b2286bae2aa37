"""Every answer that a test gets is held to the API's description of it."""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
from jsonschema_rs import Draft202012Validator

JSON = "application/json"


class Description:
    """The OpenAPI document, ready to look answers up in."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.components = document["components"]
        self.operations = list(patterns(document))
        self.validators: dict[tuple[str, str], Any] = {}

    def check(self, answer: httpx2.Response) -> None:
        """Fail with the first place that is not as described."""
        if answer.headers.get("content-type") != JSON or answer.request.method == "HEAD":
            return
        operation = self.operation(answer.request.method.lower(), answer.request.url.path)
        if operation is None:
            return
        found = self.validator(operation, str(answer.status_code)).iter_errors(answer.json())
        problem = next(iter(found), None)
        assert problem is None, f"{operation['operationId']}: {problem}"

    def operation(self, method: str, path: str) -> Any:
        return next((item[method] for form, item in self.operations if method in item and form.fullmatch(path)), None)

    def validator(self, operation: dict[str, Any], status: str) -> Any:
        key = operation["operationId"], status
        if key not in self.validators:
            schema = operation["responses"][status]["content"][JSON]["schema"]
            self.validators[key] = Draft202012Validator({**schema, "components": self.components})
        return self.validators[key]


def patterns(document: dict[str, Any]) -> Iterator[tuple[re.Pattern[str], Any]]:
    """Every path as a pattern, those without places first."""
    for path in sorted(document["paths"], key=lambda path: path.count("{")):
        yield re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), document["paths"][path]


KNOWN: list[Description] = []


def held(client: httpx2.Client, answer: httpx2.Response) -> httpx2.Response:
    """The answer, as described; all apps describe themselves alike, so the first one asked speaks for all."""
    if not KNOWN:
        KNOWN.append(Description(client.get("/api/v1/openapi.json").json()))
    KNOWN[0].check(answer)
    return answer
