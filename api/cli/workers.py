"""`huhang projector` and `huhang scheduler`: what runs beside the API, as processes of their own."""

import argparse
import os
import signal
import threading
from typing import Any

from api.cli.speaking import language
from api.locale import text


def register(name: str, subparsers: Any) -> None:
    """Add `projector` or `scheduler` to the command line."""
    words = text(f"cli.{name}", language())
    parser = subparsers.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run, name=name)


def run(options: argparse.Namespace) -> None:
    """Work until told to stop; the batch or the round in hand is finished first."""
    from api.building import build
    from api.cli.serve import tune
    from api.http import logs
    from api.settings import load_settings

    told = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: told.set())
    settings = load_settings()
    logs.set_up(settings.log_level)
    runtime = build(settings)
    own = (runtime.projector, runtime.upkeep()) if options.name == "projector" else (runtime.runner(), runtime.outbox)
    workers = (*own, runtime.watcher())
    tune()
    for worker in workers:
        worker.start()
    print(text("cli.worker.runs", language(), name=options.name, pid=os.getpid()), flush=True)
    told.wait()
    for worker in reversed(workers):
        worker.stop()
    runtime.close()
