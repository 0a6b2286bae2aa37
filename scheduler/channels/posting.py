"""POST to one address, over connections that are kept open: each serves one thread at a time, as many as there are.

The standard library's client: a third of what the other one costs a message, where thousands go out in a morning.
Proxies of the environment are not used and redirects not followed.
"""

import ssl
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message as Headers
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection

import httpx2

LONGEST = 65536  # bytes of an answer that are read so that its connection can be used again


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer: its status, its head, and as much of its text as was read."""

    status: int
    headers: Headers
    text: bytes


class Posting:
    """The connections to one address."""

    def __init__(self, url: httpx2.URL, timeout: float) -> None:
        self.url = url
        self.timeout = timeout
        self.trust = ssl.create_default_context() if url.scheme == "https" else None
        self.path = url.raw_path.decode()
        self.idle: deque[HTTPConnection] = deque()

    def close(self) -> None:
        """Give the connections back."""
        while self.idle:
            self.idle.pop().close()

    def post(self, body: bytes, headers: Mapping[str, str]) -> Posted:
        """One request and its answer. Raises OSError (TimeoutError among them), HTTPException.

        A connection that the other side closed while it was idle says so only when it is used: then a new one is.
        """
        try:
            connection = self.idle.pop()
        except IndexError:
            return self.asked(self.connected(), body, headers)
        try:
            return self.asked(connection, body, headers)
        except TimeoutError:
            raise
        except (ConnectionError, HTTPException):
            return self.asked(self.connected(), body, headers)

    def connected(self) -> HTTPConnection:
        """A new connection, made with the first request."""
        if self.trust:
            return HTTPSConnection(self.url.host, self.url.port, timeout=self.timeout, context=self.trust)
        return HTTPConnection(self.url.host, self.url.port, timeout=self.timeout)

    def asked(self, connection: HTTPConnection, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Ask on a connection; it is kept when nothing of its answer is left."""
        try:
            connection.request("POST", self.path, body, dict(headers))
            response = connection.getresponse()
            posted = Posted(response.status, response.headers, response.read(LONGEST))
        except BaseException:
            connection.close()
            raise
        self.keep(connection, response)
        return posted

    def keep(self, connection: HTTPConnection, response: HTTPResponse) -> None:
        """For the next request, unless the answer goes on or the other side closes."""
        if response.isclosed() and connection.sock is not None:
            self.idle.append(connection)
        else:
            connection.close()
