"""What one figure of the forum comes to, for one audience or for all."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Why(enum.StrEnum):
    """Why there is no value; pages have a sentence for each."""

    NOTHING = "nothing"
    NO_POPULATION = "no_population"
    TOO_FEW = "too_few"
    NOT_HALF = "not_half"
    WOULD_TELL = "would_tell"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Row:
    """A value with the counts it says in short: ``part`` of ``of``. Without a value ``why`` says why."""

    value: float | None
    part: int
    of: int | None
    why: Why | None = None
    low: float | None = None
    high: float | None = None


def share(part: int, of: int) -> Row:
    """So many in a hundred; there is none of nothing."""
    return Row(100 * part / of, part, of) if of else Row(None, part, of, Why.NOTHING)
