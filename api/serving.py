"""The server: on its way down it lets those who only listen go first, so that answers under way can end."""

import socket
from typing import Any

import uvicorn


class Server(uvicorn.Server):
    """The server of one app of ours."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then wait for what is being answered."""
        app: Any = self.config.app
        app.state.runtime.live.end()
        await super().shutdown(sockets)
