"""Which statement to ask about next, in plain floats: it is reckoned while somebody waits for the next card."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

NEW = 8.0  # How much more a statement without votes weighs.
NEW_HALVED = 5.0  # After how many votes that is halved.


def weights(
    agree: Sequence[int], disagree: Sequence[int], passes: Sequence[int], extremity: Sequence[float]
) -> tuple[float, ...]:
    """``(I (1 + 8 * 2^(-S / 5)))^2`` of each statement, ``I = (1 - (P + 1) / (S + 2)) (E + 1) (A + 1) / (S + 2)``.

    A agreed and P passed of the S who voted; E is the extremity of the last analysis, 0 before there is one. Always
    above 0. Source: the formula of Polis (Small et al. 2021). Raises ValueError for lists of unequal length.
    """
    return tuple(
        _weight(a, a + d + p, p, float(e)) for a, d, p, e in zip(agree, disagree, passes, extremity, strict=True)
    )


def draw(weighed: Sequence[float], random: Random) -> int:
    """The index of one, drawn in proportion to its weight; raises ValueError when there is none to draw."""
    if not weighed:
        raise ValueError("there is nothing to draw from")
    return random.choices(range(len(weighed)), weighed)[0]


def _weight(agree: int, seen: int, passes: int, extremity: float) -> float:
    importance = (1 - (passes + 1) / (seen + 2)) * (extremity + 1) * (agree + 1) / (seen + 2)
    return float((importance * (1 + NEW * 2 ** (-seen / NEW_HALVED))) ** 2)
