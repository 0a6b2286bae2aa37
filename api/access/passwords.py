"""Passwords: argon2id, worked out beside the event loop and never many at a time, for each takes 64 MiB and 0.1 s."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from api.errors import ProblemError
from domain.errors import DomainError

if TYPE_CHECKING:
    from pwdlib import PasswordHash

Done = TypeVar("Done")
AT_ONCE = 2
WAITING = 16
SHORTEST, LONGEST = 10, 200
EASY = 3  # different characters


@cache
def hasher() -> "PasswordHash":
    """argon2id as the library recommends it; loaded when the first password comes."""
    found: PasswordHash = import_module("pwdlib").PasswordHash.recommended()
    return found


@cache
def nobodys() -> str:
    """A hash to compare with where there is no account, so that the answer takes as long."""
    return hasher().hash(secrets.token_urlsafe(16))


def hashed(account: str, password: str) -> str:
    """The hash to keep. Raises DomainError password_too_short, password_too_long, password_too_easy."""
    refuse_weak(account, password)
    return hasher().hash(password)


def refuse_weak(account: str, password: str) -> None:
    """Raises DomainError password_too_short, password_too_long, password_too_easy."""
    if len(password) < SHORTEST:
        raise DomainError("password_too_short", least=SHORTEST)
    if len(password) > LONGEST:
        raise DomainError("password_too_long", most=LONGEST)
    if len(set(password)) <= EASY or account.lower() in password.lower():
        raise DomainError("password_too_easy")


def fits(password: str, known: str | None) -> bool:
    """Whether it is the password of a hash; never that of no hash."""
    return hasher().verify(password[:LONGEST], known or nobodys()) and known is not None


def made_up(account: str) -> str:
    """A password to begin with, shown once; never one that would be refused for the account's id in it."""
    while account.lower() in (password := secrets.token_urlsafe(12)).lower():
        pass
    return password


class Bench:
    """Where passwords are worked out: two at a time, some waiting, the rest sent away."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(AT_ONCE, "password")
        self.waiting = 0

    async def fits(self, password: str, known: str | None) -> bool:
        """As `fits`. Raises ProblemError sign_in_busy."""
        return await self.run(partial(fits, password, known))

    async def hashed(self, account: str, password: str) -> str:
        """As `hashed`. Raises ProblemError sign_in_busy."""
        return await self.run(partial(hashed, account, password))

    async def sealed(self, digest: str) -> str:
        """The digest of a request that holds a password, hashed as one: nobody guesses the password from it."""
        return await self.run(partial(hasher().hash, digest))

    async def unseals(self, digest: str, sealed: str) -> bool:
        """Whether a digest was sealed so; never where nothing was."""
        return sealed.startswith("$argon2") and await self.run(partial(hasher().verify, digest, sealed))

    async def run(self, work: Callable[[], Done]) -> Done:
        if self.waiting >= WAITING:
            raise ProblemError("sign_in_busy", {"Retry-After": "2"})
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, work)
        finally:
            self.waiting -= 1

    def close(self) -> None:
        """Give the threads back."""
        self.threads.shutdown(wait=False, cancel_futures=True)
