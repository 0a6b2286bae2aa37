"""`huhang serve`: API, page, projections and scheduler in one process; `huhang api`: API and page alone."""

import argparse
import gc
import socket
import sys
from typing import Any

from api.cli.speaking import cause_of, language
from api.locale import text
from domain.errors import DomainError


def register(name: str, subparsers: Any) -> None:
    """Add `serve` or `api` to the command line."""
    parser = subparsers.add_parser(name, help=text(f"cli.{name}", language()))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    if name == "serve":
        parser.add_argument("--demo", action="store_true", help=text("cli.serve.demo", language()))
    parser.set_defaults(run=run, whole=name == "serve", demo=False)


def run(options: argparse.Namespace) -> None:
    """Serve until stopped; with --demo, the seed cases and one token per role."""
    from api.building import build
    from api.demo.start import demo_tokens, play_demo
    from api.http import logs
    from api.http.serving import server_of
    from api.main import create_app
    from api.settings import load_settings

    server_socket = listening(options.host, options.port)
    settings = load_settings()
    runtime = build(settings, demo=options.demo)
    if options.demo:
        play_demo(runtime)
        print(text("cli.serve.tokens", language()))
        for role, secret in demo_tokens(runtime):
            print(f"  {role:<11} {secret}")
    print(text("cli.serve.at", language(), url=f"http://{options.host}:{options.port}/"), flush=True)
    tune()
    logs.set_up(settings.log_level)
    app = create_app(runtime, whole=options.whole)
    server_of(app).run(sockets=[server_socket])


def tune() -> None:
    """Set the interpreter up for a server whose threads share it: whoever answers waits for nobody long.

    A thread that computes gives way ten times sooner than by default (8 clients, projector beside them: 270 → 420
    writes per second). What is kept at hand is frozen and free of cycles: going through all of it to look for some
    would hold every answer up for a quarter of a second (99th percentile 240 → 38 ms), and going through the latest
    ten thousand objects once a second holds up one answer in a hundred.
    """
    sys.setswitchinterval(0.0005)
    gc.set_threshold(50_000, 20, 100)
    gc.freeze()


def listening(host: str, port: int) -> socket.socket:
    """The address, taken before anything else is done. Raises DomainError port_in_use.

    Connections inherit that nothing waits to be sent: else the body of an answer waits 40 ms for the acknowledgement
    of its head. (asyncio sees to that only for sockets that name their protocol, which `create_server` does not.)
    """
    try:
        server = socket.create_server((host, port), backlog=512)
    except OSError as error:
        raise DomainError("port_in_use", host=host, port=port, problem=cause_of(error)) from error
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return server
