"""What every letter from this installation needs to know about it: its address, its name and its secret."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Links are made from the configured address and never from what a request says its host is."""

    base_url: str
    municipality: str
    secret: str = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Letterhead:
        """The letterhead of an installation."""
        return cls(settings.base_url, settings.municipality, settings.secret_key)

    def personal_link(self, code: str) -> str:
        """Where somebody with this code answers."""
        return f"{self.base_url}/i/{code}"

    def unsubscribe_link(self, mail_id: uuid.UUID) -> str:
        """Where whoever got this mail says that they want no more; nobody can make one up."""
        token = _signer(self.secret).sign(base64_encode(mail_id.bytes))
        return f"{self.base_url}/avanmal/{token.decode()}"


def mail_id_in(secret: str, token: str) -> uuid.UUID | None:
    """The mail whose link to unsubscribe ends with this token; None for one that we did not write."""
    try:
        return uuid.UUID(bytes=base64_decode(_signer(secret).unsign(token)))
    except (BadData, ValueError):
        return None


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="unsubscribe")
