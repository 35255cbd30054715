"""How long people waited for an answer: from the day a dialogue closed, beside what they were promised. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.statistics.survival import median_time


@dataclass(frozen=True, slots=True)
class Pace:
    """Days from the close of a dialogue, on a day.

    ``first`` is to the first answer and ``whole`` to the one that completed what was owed, None while it has not come.
    ``promised`` is what people were told from the beginning. ``late`` is how many days past the promise the last
    answer came, or how many have passed while something is still owed; 0 when it was kept or still can be.
    """

    first: int | None
    whole: int | None
    promised: int | None
    late: int


def pace(closed_on: date | None, due_on: date | None, first_on: date | None, all_on: date | None, today: date) -> Pace:
    """How long it took; ``due_on`` is the day first promised. An answer before the close came after 0 days."""
    return Pace(
        first=_days(closed_on, first_on),
        whole=_days(closed_on, all_on),
        promised=_days(closed_on, due_on),
        late=max(((all_on or today) - due_on).days, 0) if due_on else 0,
    )


def median_days(answered: Sequence[int], waiting: Sequence[int] = ()) -> int | None:
    """The day by which half of all dialogues had their answers, those that still wait counted as far as they have come.

    None when so many wait that half has not been reached.
    """
    median = median_time([*((days, True) for days in answered), *((days, False) for days in waiting)])
    return None if median is None else int(median)


def _days(closed_on: date | None, day: date | None) -> int | None:
    return max((day - closed_on).days, 0) if closed_on and day else None
