"""Rounds as people were taught: Python's own ``round(74.5)`` is 74 and a published integer decides verdicts."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

from core.statistics.finite import finite

# A mean that is 69.5 on paper can arrive as 69.49999999999999. Possible means of answers lie, as good as always, much
# further apart than this step, so what lies closer to a half than the step is taken for the half, and goes up.
NOISE = Decimal("1e-9")
MOST_DIGITS = 6
_WIDE = Context(prec=330)


def round_half_up(value: float, digits: int = 0) -> float:
    """The value with ``digits`` decimals (0 to 6); a half goes away from zero, so that +2.5 and -2.5 mirror each other.

    The value is first read to nine decimals, which takes away the noise of binary floats: 69.49999999999999 gives 70
    and 1.005 with two decimals gives 1.01. Own decision. Raises ValueError for NaN, infinities and other ``digits``.
    """
    return float(_rounded(value, digits))


def published_integer(value: float) -> int:
    """The integer that is published, and that bands and the formal verdict look at. Rounded half up."""
    return int(_rounded(value, 0))


def _rounded(value: float, digits: int) -> Decimal:
    if not 0 <= digits <= MOST_DIGITS:
        raise ValueError(f"digits must be from 0 to {MOST_DIGITS}, not {digits}")
    read = Decimal(repr(finite(value, "the value to round"))).quantize(NOISE, ROUND_HALF_EVEN, _WIDE)
    rounded = read.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _WIDE)
    # A minus sign on zero would be printed as "-0".
    return abs(rounded) if rounded.is_zero() else rounded
