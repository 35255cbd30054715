"""Passwords become hashes here and nowhere else, with a cap on length before any work is done."""

from __future__ import annotations

import functools
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200

# OWASP's least memory for Argon2id with two passes: 19 MiB and some 30 ms, so that eight threads signing in at once
# do not take the machine's memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class BadPassword(Exception):
    """A new password is too short or too long."""

    def __init__(self) -> None:
        """The text says what is asked for."""
        super().__init__(f"a password has {SHORTEST} to {LONGEST} characters")


def hashed(password: str) -> str:
    """The Argon2id hash to store for a new password; raises BadPassword unless it has 12 to 200 characters."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadPassword
    return _hasher.hash(_octets(password))


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed; one that is too long is refused without hashing."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(password_hash, _octets(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


@functools.cache
def nobodys_hash() -> str:
    """A hash no password matches, checked where there is no account so that the answer takes just as long."""
    return _hasher.hash(secrets.token_bytes(32))


def _octets(password: str) -> bytes:
    """The same octets whether a keyboard sends å as one character or as two; no typed text can make it fail."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
