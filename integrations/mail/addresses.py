"""Addresses as mail servers write them, and the ones of our own that say which mail they belong to."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

BOUNCES, LEAVERS = "bounces", "avanmalan"
LONGEST_LOCAL = 64
LONGEST = 254

# No quoting, no comments and no routes: nobody has such an address, and each is a way to smuggle something along.
_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]+")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_OURS = re.compile(rf"\b({BOUNCES}|{LEAVERS})\+([0-9a-f]{{32}})@", re.IGNORECASE)


class BadAddress(Exception):
    """No mail server could take this for an address."""


@dataclass(frozen=True, slots=True)
class WireAddress:
    """An address with its domain in ASCII; ``needs_utf8`` where the part before the @ has other letters."""

    local: str
    domain: str
    needs_utf8: bool

    def __str__(self) -> str:
        """As it stands in the envelope."""
        return f"{self.local}@{self.domain}"


def on_the_wire(address: str) -> WireAddress:
    """An address as it is sent to; raises BadAddress."""
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadAddress from error
    labels = domain.split(".")
    is_named = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    too_long = len(local.encode()) > LONGEST_LOCAL or len(local) + 1 + len(domain) > LONGEST
    if not is_named or too_long or not _LOCAL.fullmatch(local) or local.startswith(".") or ".." in f"{local}.":
        raise BadAddress
    return WireAddress(local, domain, not local.isascii())


def own(kind: str, mail_id: uuid.UUID, domain: str) -> str:
    """The address that bounces of a mail, or people who leave by mail, come to."""
    return f"{kind}+{mail_id.hex}@{domain}"


def mail_in(text: str, kind: str) -> uuid.UUID | None:
    """The mail that an address of ours of this kind, somewhere in a text, belongs to."""
    for found in _OURS.finditer(text):
        if found[1].casefold() == kind:
            return uuid.UUID(found[2])
    return None
