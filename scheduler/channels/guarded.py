"""Connections that look where they lead before anything is said (against server-side request forgery).

A receiver's name is an administrator's to choose, and what it resolves to is its owner's: it must not make us speak to
ourselves, to the machine's neighbours or to a cloud's metadata service. So the address that was really reached is
looked at, each time, after connecting and before TLS and request; a name that resolves to something else later changes
nothing.
"""

import ssl
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpx2

from scheduler.channels.posting import Posting

Network = IPv4Network | IPv6Network


class ForbiddenError(OSError):
    """The address is none that may be spoken to."""


def judged(address: str, allowed: Sequence[Network], *, encrypted: bool) -> None:
    """Public addresses with TLS, and those of the named networks. Raises ForbiddenError."""
    found: Any = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if any(found in network for network in allowed if network.version == found.version):
        return
    if not found.is_global or found.is_multicast:
        raise ForbiddenError("address_not_allowed")
    if not encrypted:
        raise ForbiddenError("not_encrypted")


class Guarded(HTTPConnection):
    """A connection that is closed again where it leads somewhere forbidden."""

    allowed: Sequence[Network] = ()
    encrypted = False

    def connect(self) -> None:
        super().connect()
        reached: Any = self.sock
        try:
            judged(reached.getpeername()[0], self.allowed, encrypted=self.encrypted)
        except ForbiddenError:
            self.close()
            raise


class GuardedTls(HTTPSConnection, Guarded):
    """The same; looked at before the handshake, since TLS is spoken on what `Guarded` has opened."""

    encrypted = True


class GuardedPosting(Posting):
    """The connections to one receiver."""

    def __init__(self, url: httpx2.URL, timeout: float, allowed: Sequence[Network], trust: ssl.SSLContext) -> None:
        super().__init__(url, timeout)
        self.allowed = allowed
        self.trust = trust

    def connected(self) -> HTTPConnection:
        """A new connection, made with the first request."""
        made: Guarded
        if self.url.scheme == "https":
            made = GuardedTls(self.url.host, self.url.port, timeout=self.timeout, context=self.trust)
        else:
            made = Guarded(self.url.host, self.url.port, timeout=self.timeout)
        made.allowed = self.allowed
        return made
