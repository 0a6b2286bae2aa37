"""The server: it waits for nobody without end, and on its way down lets those who only listen go first."""

import socket
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LAST = 30  # seconds that answers under way have when the server is told to stop
HEAD_SECONDS = 20.0  # within which a request's head has to be there, after the connection or the last answer
MOST_HEAD = 65_536  # bytes of a head, about: what came in one piece is looked at first
TICKS = 10  # of a tenth of a second between two looks at all connections


class Connection(HttpToolsProtocol):
    """A connection that knows since when it waits for a request, and how much came that is nothing whole yet."""

    waiting_since = 0.0
    unfinished = 0  # bytes of a head, or of what stands between and behind the pieces of a body

    def connection_made(self, transport: Any) -> None:
        self.waiting_since = self.loop.time()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Close when a head has no end: every piece of it is put together anew with all that came before."""
        self.unfinished += len(data)
        super().data_received(data)
        if self.unfinished > MOST_HEAD:
            self.transport.close()

    def on_headers_complete(self) -> None:
        self.unfinished = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.unfinished = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.waiting_since = self.loop.time()
        super().on_response_complete()

    def give_up(self) -> None:
        """Close, unless a request came in time: whoever sends a head bit by bit gets no answer."""
        waits = getattr(self.cycle, "response_complete", True)  # None before the first request
        if waits and self.loop.time() - self.waiting_since > HEAD_SECONDS:
            self.transport.close()


class Server(uvicorn.Server):
    """The server of one app of ours."""

    async def on_tick(self, counter: int) -> bool:
        """Look now and then whose head does not come."""
        if counter % TICKS == 0:
            for connection in [*self.server_state.connections]:
                if isinstance(connection, Connection):
                    connection.give_up()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then wait for what is being answered."""
        app: Any = self.config.app
        app.state.runtime.live.end()
        await super().shutdown(sockets)


def server_of(app: FastAPI) -> Server:
    """A server for an app, within its bounds; it logs as the process does."""
    return Server(
        uvicorn.Config(
            app,
            http=Connection,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=LAST,
        )
    )
