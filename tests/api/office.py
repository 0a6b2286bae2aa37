"""An office that works over HTTP: a clock the test sets, and one desk per account."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from time import sleep
from typing import Any
from uuid import uuid4

import httpx2

from api.runtime import Runtime
from domain.catalogue.loader import shipped_catalogue
from projections.ops.accounts import Role
from tests.api.described import held
from tests.scenario import moment

ENTERPRISE = {"name": "山东叁旺液压有限公司"}
SEED_ANSWERS: dict[str, Any] = dict(shipped_catalogue().example_profiles["sanwang_hydraulic"])
DEPARTMENT = shipped_catalogue().matters["investment_agreement"].department
V1 = "/api/v1"


class Clock:
    """The clock of the log: as the test set it."""

    def __init__(self) -> None:
        self.now = moment("03-02 09:00")

    def __call__(self) -> datetime:
        return self.now

    def at(self, text: str) -> None:
        self.now = moment(text)


@dataclass
class Desk:
    """Somebody with a token (or none) at a client: `post` names `If-Match: *` and a fresh key unless told otherwise."""

    client: httpx2.Client
    secret: str = ""
    language: str = "zh"

    def headers(self, **more: str | None) -> dict[str, str]:
        own = {"Accept-Language": self.language, "Authorization": f"Bearer {self.secret}" if self.secret else None}
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {name: value for name, value in (own | named).items() if value is not None}

    def get(self, path: str, headers: dict[str, str] | None = None, **params: Any) -> httpx2.Response:
        answer = self.client.get(V1 + path, params=params or None, headers=self.headers(**(headers or {})))
        return held(self.client, answer)

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        if_match: str | None = "*",
        key: str | None = "",
        content: bytes | None = None,
        content_type: str = "application/json",
        **params: Any,
    ) -> httpx2.Response:
        """Send JSON, or raw bytes as `content`. `key` None sends no key, "" a fresh one."""
        fresh = str(uuid4()) if key == "" else key
        headers = self.headers(If_Match=if_match, Idempotency_Key=fresh, Content_Type=content_type)
        sent = {"content": content} if content is not None else {"json": body}
        return held(self.client, self.client.post(V1 + path, params=params or None, headers=headers, **sent))

    def done(self, path: str, body: Any, **asked: Any) -> Any:
        """A write that must succeed; its answer."""
        answer = self.post(path, body, **asked)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def register(self, landed_on: str = "2026-03-02", **values: Any) -> str:
        """A project; its path."""
        body = {"name": "叁旺液压", "landed_on": landed_on, "enterprise": ENTERPRISE, **values}
        return f"/projects/{self.done('/projects', body)['id']}"

    def act(self, project: str, matter: str, act: str, on: str, **values: Any) -> Any:
        """One act on a matter; days may be written short."""
        return self.done(f"{project}/matters/{matter}/{act}", {"effective_on": full(on), **values})

    def history(self, project: str, position: int = 0, **params: Any) -> list[dict[str, Any]]:
        """The history, when the views have reached a position."""
        for _ in range(10):  # a slow machine says 503 and when to come again
            answer = self.get(f"{project}/history", min_position=position, **params)
            if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                break
            sleep(float(answer.headers["retry-after"]))
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


class Office:
    """The desks of one installation, a token issued per role on first use."""

    def __init__(self, runtime: Runtime, client: httpx2.Client, clock: Clock) -> None:
        self.runtime = runtime
        self.client = client
        self.clock = clock
        self.desks: dict[str, Desk] = {}

    def at(self, text: str) -> "Office":
        self.clock.at(text)
        return self

    def desk(
        self, role: Role | str = Role.SPECIALIST, department: str = DEPARTMENT, actor: str = "", team: str = "1"
    ) -> Desk:
        """The desk of a role; an officer's is in his department, a lead's in his task force."""
        role = Role(role)
        of = {Role.OFFICER: f"-{department}"}.get(role, "" if team == "1" else f"-{team}")
        name = actor or f"t-{role.value}{of}"
        if name not in self.desks:
            issued = self.runtime.tokens.issue(name, role, department, team)
            self.desks[name] = Desk(self.client, issued.secret)
        return self.desks[name]

    def appoint(self, staff: str, post: str, project: str, on: str = "2026-03-02") -> None:
        """An administrator has somebody look after a project: the enterprise's contact, or the observer of a point."""
        body = {"staff": staff, "post": post, "of": project.rpartition("/")[2], "effective_on": on}
        self.desk("admin").done("/posts", body)

    @property
    def anybody(self) -> Desk:
        """Somebody without a token."""
        return Desk(self.client)

    def positions(self) -> int:
        """How far the log is: the same before and after what stores nothing."""
        return self.runtime.ledger.position()


def full(on: str) -> str:
    return on if len(on) != len("03-02") else f"2026-{on}"


def problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """The answer is a problem with this status and code, and nothing of the inside shows."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["code"] == code, body
    assert body["status"] == status
    assert body["title"]
    assert body["title"] != code
    assert body["type"] == f"urn:huhang:problem:{code}"
    assert "Traceback" not in answer.text
    assert answer.headers["x-request-id"]
    return body
