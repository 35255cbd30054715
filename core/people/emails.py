"""One way to write an e-mail address, so that an account is found however its owner types it."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 254

_SHAPE = re.compile(r"[^@\s\x00-\x1f\x7f\ud800-\udfff]+@[^@\s\x00-\x1f\x7f\ud800-\udfff]+")


def normal_email(typed: str) -> str:
    """The address trimmed and case-folded; empty when it cannot be an address, so that it matches no account."""
    if len(typed) > 2 * LONGEST:
        return ""
    email = unicodedata.normalize("NFC", typed.strip()).casefold()
    return email if len(email) <= LONGEST and _SHAPE.fullmatch(email) else ""
