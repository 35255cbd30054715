"""How long people waited for an answer: from the day a dialogue closed, beside what they were promised. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


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

    The product-limit estimate of Kaplan and Meier (1958): the first day on which at most half are without an answer.
    None when so many wait that half has not been reached.
    """
    left, without = len(answered) + len(waiting), 1.0
    for day in sorted({*answered, *waiting}):
        came = answered.count(day)
        without *= 1 - came / left
        # Half of an even number is half, whatever the products of fractions come to in binary.
        if came and without <= 0.5 + 1e-12:
            return day
        left -= came + waiting.count(day)
    return None


def _days(closed_on: date | None, day: date | None) -> int | None:
    return max((day - closed_on).days, 0) if closed_on and day else None
