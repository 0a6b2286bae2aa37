"""One number that stands for the whole log: the head of a Merkle tree over its events (RFC 9162, §2.1).

Who noted the head of a position can tell later whether anything up to there was changed, taken out or put in between.
Built event by event, in memory that grows with the number of digits of their count.
"""

import hashlib
from collections.abc import Callable

from domain.feed import Told

ALGORITHMS = ("sha256", "sm3")
Digest = Callable[[bytes], bytes]


class Tree:
    """A tree that is only ever appended to."""

    def __init__(self, algorithm: str = "sha256") -> None:
        self.digest = digest_of(algorithm)
        self.whole: list[tuple[int, bytes]] = []  # full subtrees from the left, each with its number of leaves
        self.size = 0

    def add(self, leaf: bytes) -> None:
        """One more leaf: subtrees of the same size become one."""
        own = (1, self.digest(b"\x00" + leaf))
        while self.whole and self.whole[-1][0] == own[0]:
            size, left = self.whole.pop()
            own = (size * 2, self.digest(b"\x01" + left + own[1]))
        self.whole.append(own)
        self.size += 1

    def head(self) -> str:
        """The head over all leaves so far, in hex; of no leaf the hash of nothing."""
        if not self.whole:
            return self.digest(b"").hex()
        *others, (_, head) = self.whole
        for _, left in reversed(others):
            head = self.digest(b"\x01" + left + head)
        return head.hex()


def digest_of(algorithm: str) -> Digest:
    """The hash function of a name; ValueError where the machine's OpenSSL lacks it (SM3 may be left out)."""
    hashlib.new(algorithm)
    return lambda content: hashlib.new(algorithm, content).digest()


def leaf_of(told: Told) -> bytes:
    """What of an event goes into the tree: all that is stored of it, its position and its place in its stream."""
    return b"%d %b %d %b\n%b" % (told.position, told.stream.bytes, told.version, told.topic.encode(), told.state)
