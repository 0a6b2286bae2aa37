"""A receiver of the webhook: a real HTTP server on the loopback that checks every signature."""

import hashlib
import hmac
import json
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "一个密钥"


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    delivery: str
    timestamp: str
    signed: bool
    content: dict[str, Any]


class Receiver:
    """Answers 200, or what the test has laid out: a status (with a body), "slow" or "drop"."""

    def __init__(self, kind: "type[Handler] | None" = None) -> None:
        self.answers: deque[int | str | tuple[int, str]] = deque()
        self.received: list[Received] = []
        self.leave = threading.Event()  # lets slow answers end with the test
        handler = type("Handler", (kind or Handler,), {"receiver": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    @property
    def deliveries(self) -> list[str]:
        return [request.delivery for request in self.received]

    @property
    def steps(self) -> list[str]:
        return [request.content["step"] for request in self.received]

    def admit(self) -> None:
        """Before a message is taken in."""

    def close(self) -> None:
        self.leave.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    receiver: Receiver
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        with suppress(ConnectionError):  # whoever was writing was killed
            super().handle()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        timestamp = self.headers["X-Huhang-Timestamp"]
        expected = hmac.new(SECRET.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
        signed = hmac.compare_digest(expected, self.headers["X-Huhang-Signature"])
        delivery = self.headers["X-Huhang-Delivery"]
        self.receiver.admit()
        self.receiver.received.append(Received(delivery, timestamp, signed, json.loads(body)))
        answers = self.receiver.answers
        self.answer(answers.popleft() if answers else 200)

    def answer(self, answer: int | str | tuple[int, str]) -> None:
        if answer == "drop":
            self.close_connection = True
            self.connection.close()
            return
        if answer == "slow":
            self.receiver.leave.wait(5)
            self.close_connection = True
            return
        status, text = answer if isinstance(answer, tuple) else (int(answer), "")
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep the test's output clean."""
