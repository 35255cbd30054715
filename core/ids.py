"""Tokens nobody can guess and short codes people can type from a letter."""

from __future__ import annotations

import hashlib
import hmac
import secrets

# No 0/O, 1/I/L or U/V: a code is read aloud and typed on a phone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_LENGTH = 12
GROUP = 4


def new_token() -> str:
    """A URL-safe secret of 192 bits."""
    return secrets.token_urlsafe(24)


def new_code() -> str:
    """A code of 12 characters (58 bits), written ``ABCD-EFGH-JKMN``; guesses are limited where it is used."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)))


def code_from(secret: str, purpose: str, seed: str) -> str:
    """The same code every time for the same seed, so a repeated request can show it again without storing it."""
    digest = hmac.digest(secret.encode(), f"{purpose}\0{seed}".encode(), "sha256")
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, remainder = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[remainder])
    return grouped("".join(letters))


def grouped(code: str) -> str:
    """``ABCDEFGHJKMN`` -> ``ABCD-EFGH-JKMN``."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normal_code(typed: str) -> str:
    """What a person typed, as it was printed: case, spaces and dashes do not matter."""
    return grouped("".join(character for character in typed.upper() if character in ALPHABET))


def fingerprint(secret: str) -> str:
    """SHA-256 in hex: what is stored instead of a token or a code."""
    return hashlib.sha256(secret.encode()).hexdigest()
