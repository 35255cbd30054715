"""Whose answer or case it is, as a keyed fingerprint: the same in a list of cases and in a file of answers."""

from __future__ import annotations

import hmac
import unicodedata

_CENTURIES = ("16", "18", "19", "20")
# What people write where nothing is known. Taken for a customer, all of them would be the same one.
_NOBODY = {"saknas", "okand", "okant", "ingen", "uppgiftsaknas", "na"}


def plain_customer(typed: str) -> str:
    """A customer's number or name without case, accents and signs; empty when it says of nobody who they are.

    With or without the century, 165566778899 and 556677-8899 are one company.
    """
    letters = unicodedata.normalize("NFKD", typed.casefold())
    plain = "".join(letter for letter in letters if letter.isalnum())
    if plain in _NOBODY or not plain.strip("0"):
        return ""
    return plain[2:] if len(plain) == 12 and plain.isdigit() and plain.startswith(_CENTURIES) else plain


def customer_fingerprint(secret: str, survey_id: int, customer: str) -> str | None:
    """What is stored instead of a customer: the same for a customer's every mention in a survey; None for nobody.

    Whoever has both the database and the secret can try numbers until one fits.
    """
    plain = plain_customer(customer)
    return _fingerprint(secret, f"customer\0{survey_id}\0{plain}") if plain else None


def address_fingerprint(secret: str, survey_id: int, address: str) -> str | None:
    """The same for a customer who is only known by an e-mail address, so that nobody gets several letters at once."""
    plain = address.strip().casefold()
    return _fingerprint(secret, f"address\0{survey_id}\0{plain}") if plain else None


def _fingerprint(secret: str, words: str) -> str:
    return hmac.new(secret.encode(), words.encode(), "sha256").hexdigest()
