"""A sender of webhooks as a process of its own, until it is killed: `python -m tests.scheduler.outbox_process URL`."""

import sys
import threading
from ipaddress import ip_network

from domain.log.ledger import Ledger
from domain.log.recorder import open_recorder
from projections.locks import lock_of
from projections.ops.database import open_ops
from projections.ops.receivers import Receivers
from scheduler.sending.outbox import Outbox

LOOPBACK = (ip_network("127.0.0.0/8"),)


def outbox_of(url: str, timeout: float = 2.0) -> Outbox:
    """A sender on a store, that may send to the loopback."""
    ops = open_ops(url)
    return Outbox(Ledger(open_recorder(url)), Receivers(ops), lock_of(ops, "webhooks"), LOOPBACK, timeout=timeout)


if __name__ == "__main__":
    outbox_of(sys.argv[1]).start()
    threading.Event().wait()
