"""Where a value lies along a straight scale, and which round values to mark on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

TICK_STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class LinearScale:
    """A straight line from values to places: ``low`` lands on ``start`` and ``high`` on ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __post_init__(self) -> None:
        """Refuses a scale without extent."""
        if not self.low < self.high:
            raise ValueError(f"a scale needs low < high, got {self.low} and {self.high}")

    def at(self, value: float) -> float:
        """The place of ``value``, kept inside the scale's two ends and rounded to hundredths."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return tidy(self.start + share * (self.end - self.start))


def nice_ticks(low: float, high: float, wanted: int = 5) -> tuple[float, ...]:
    """Round values (1, 2 or 5 times a power of ten apart) within ``low`` to ``high``, at most ``wanted`` steps.

    Raises ValueError when ``low`` is not below ``high`` or ``wanted`` is not positive.
    """
    if not low < high or wanted < 1:
        raise ValueError("ticks need low < high and at least one step")
    rough = (high - low) / wanted
    magnitude = 10.0 ** math.floor(math.log10(rough))
    # The slack keeps 0.1 + 0.2 from pushing a step to the next size.
    step = next(size * magnitude for size in TICK_STEPS if size * magnitude >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, -math.floor(math.log10(step)))
    return tuple(round(number * step, decimals) + 0.0 for number in range(first, last + 1))


def tidy(number: float) -> float:
    """``number`` in hundredths, which are finer than a screen shows and keep the markup short."""
    return round(number, 2) + 0.0
