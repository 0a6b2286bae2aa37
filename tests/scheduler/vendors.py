"""Stand-ins of the vendors on the loopback: each verifies what the real one verifies and answers as it does."""

import base64
import hashlib
import hmac
import json
import threading
from collections import deque
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.scenario import moment

KEY, SECRET = "key-of-the-robot", "SEC-of-the-robot"
CORP, APP_SECRET, AGENT = "ww1", "secret-of-the-application", 1000002
NOW = moment("09-28 09:00")

Answer = Mapping[str, Any] | tuple[int, Any] | str
"""A JSON body with HTTP 200; a status and a body (with headers when it is a pair); "slow", "drip" or "drop"."""


class Stand:
    """A vendor's server. `answers` are laid out by the test and come first; then the vendor judges."""

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.paths: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.leave = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"stand": self}))
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.leave.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def judge(self, path: str, query: Mapping[str, str], body: dict[str, Any]) -> Answer:
        raise NotImplementedError


class WecomStand(Stand):
    """企业微信: robots by their key; an application by a token that the stand gives and takes away."""

    def __init__(self) -> None:
        super().__init__()
        self.issued = 0
        self.valid = ""
        self.members = {"LiMing"}
        self.seen: set[str] = set()

    def judge(self, path: str, query: Mapping[str, str], body: dict[str, Any]) -> Answer:
        if path == "/cgi-bin/gettoken":
            return self.token(query)
        if len(body.get("text", {}).get("content", "").encode()) > 2048:
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        if path == "/cgi-bin/webhook/send":
            gone = query.get("key") != KEY
            return {"errcode": 93000, "errmsg": "invalid webhook url"} if gone else {"errcode": 0, "errmsg": "ok"}
        if query.get("access_token") != self.valid:
            return {"errcode": 40014, "errmsg": "invalid access_token"}
        assert (body["agentid"], body["msgtype"]) == (AGENT, "text")
        unknown = "" if body["touser"] in self.members else body["touser"]
        return {"errcode": 81013 if unknown else 0, "errmsg": "ok", "invaliduser": unknown}

    def token(self, query: Mapping[str, str]) -> Answer:
        if (query.get("corpid"), query.get("corpsecret")) != (CORP, APP_SECRET):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        self.issued += 1
        self.valid = f"token-{self.issued}"
        return {"errcode": 0, "errmsg": "ok", "access_token": self.valid, "expires_in": 7200}


class DingtalkStand(Stand):
    """钉钉: the token of the address, then the signature over "timestamp\\nsecret", decoded once."""

    def judge(self, path: str, query: Mapping[str, str], body: dict[str, Any]) -> Answer:  # noqa: ARG002
        if query.get("access_token") != KEY:
            return {"errcode": 300001, "errmsg": "token is not exist"}
        stamp = query.get("timestamp", "")
        mac = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256).digest()
        late = abs(int(stamp or 0) - NOW.timestamp() * 1000) > 3_600_000
        if late or query.get("sign") != base64.b64encode(mac).decode():
            return {"errcode": 310000, "errmsg": "sign not match"}
        too_long = len(json.dumps(body, ensure_ascii=False).encode()) > 20000
        return {"errcode": 460101, "errmsg": "message too long"} if too_long else {"errcode": 0, "errmsg": "ok"}


class FeishuStand(Stand):
    """飞书: the token of the path, then the signature of nothing under "timestamp\\nsecret"."""

    def judge(self, path: str, query: Mapping[str, str], body: dict[str, Any]) -> Answer:  # noqa: ARG002
        if path != f"/open-apis/bot/v2/hook/{KEY}":
            return 400, {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
        stamp = str(body.get("timestamp", ""))
        mac = hmac.new(f"{stamp}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
        late = abs(int(stamp or 0) - NOW.timestamp()) > 3600
        if late or body.get("sign") != base64.b64encode(mac).decode():
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
        if len(json.dumps(body, ensure_ascii=False).encode()) > 20480:
            return 400, {"code": 9499, "msg": "Bad Request"}
        return {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    stand: Stand
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.stand.paths.append(parts.path)
        self.stand.bodies.append(json.loads(body) if body else {})
        laid_out = self.stand.answers.popleft() if self.stand.answers else None
        self.answer(laid_out or self.stand.judge(parts.path, query, self.stand.bodies[-1]))

    def do_GET(self) -> None:
        self.do_POST()

    def answer(self, answer: Answer) -> None:
        if isinstance(answer, str):
            self.fail(answer)
            return
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        body, headers = body if isinstance(body, tuple) else (body, {})
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def fail(self, how: str) -> None:
        self.close_connection = True
        if how == "drop":
            self.connection.close()
        elif how == "slow":
            self.stand.leave.wait(5)
        else:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            while not self.stand.leave.wait(0.1):
                self.wfile.write(b" ")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep the test's output clean."""

    def handle(self) -> None:
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
