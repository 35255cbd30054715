"""How much one account may do in a minute, so that a script that presses without end does not keep others waiting.

Counted in the memory of each process and nowhere else: a count in the database would be written by the transaction
that also writes a vote, and would tie the account to it.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

from flask import current_app

from core.limits import TooMany

MOST, WINDOW = 120, timedelta(minutes=1)
_FLOOD = "samspel.chat_flood"


class Flood:
    """What the accounts have done in this process in the present window."""

    def __init__(self) -> None:
        """Nobody has done anything."""
        self._lock = threading.Lock()
        self._begun_at: datetime | None = None
        self._counts: Counter[str] = Counter()

    def spend(self, identity: str, now: datetime) -> None:
        """Count one more thing; raises TooMany."""
        with self._lock:
            if self._begun_at is None or not self._begun_at <= now < self._begun_at + WINDOW:
                self._begun_at = now
                self._counts.clear()
            self._counts[identity] += 1
            if self._counts[identity] > MOST:
                raise TooMany(max(1, round((self._begun_at + WINDOW - now).total_seconds())))


def spend(identity: str, now: datetime) -> None:
    """Count one more thing that an account does; raises TooMany when it is too much."""
    flood: Flood = current_app.extensions.setdefault(_FLOOD, Flood())
    flood.spend(identity, now)
