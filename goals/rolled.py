"""The last twelve months as the public may see them: never so that a single period's hidden answers can be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.statistics.rounding import round_half_up
from core.statistics.suppression import FLOOR_NEVER
from goals.indicators import Measurement
from surveys.statistics import rolling
from surveys.statistics.methods import CURRENT
from surveys.statistics.sample import estimate


def rolled(year: Sequence[Measurement]) -> dict[str, Any] | None:
    """One figure over the periods of twelve months, to be kept with the last period's reading; None if not to be shown.

    From one look to the next a period comes in and another goes out: each is at least five people. A period that is
    itself shown with an area hidden would make the twelve months one more equation in that area's answers. Whole
    numbers only, and no areas. All periods count the same areas and the same closed cases, and together they are as
    many as any total needs.
    """
    if len({(found.definition, found.counted, found.method) for found in year}) != 1:
        return None
    if any(min(found.base, found.estimate.n) < FLOOR_NEVER or hides_an_area(found) for found in year):
        return None
    base = sum(found.base for found in year)
    together = estimate(rolling.merged([found.cells for found in year]), CURRENT)
    if together.estimate is None or min(base, together.n) < CURRENT.total_min:
        return None
    populations = [found.population for found in year]
    return {
        "first": year[0].period,
        "value": round_half_up(together.estimate),
        "low": None if together.low is None else round_half_up(together.low),
        "high": None if together.high is None else round_half_up(together.high),
        "n": base,
        "population": None if None in populations else sum(found.population or 0 for found in year),
    }


def held(stored: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The twelve months that stand: those already seen until nobody has changed them, or at least five have.

    Here a change of nobody is also the same number with another value: one left and one came.
    """
    if not stored or not new:
        return stored or new
    step = abs(new["n"] - stored["n"])
    is_same = step == 0 and (new["value"], new["low"], new["high"]) == (stored["value"], stored["low"], stored["high"])
    return new if is_same or step >= FLOOR_NEVER else stored


def hides_an_area(found: Measurement) -> bool:
    """Whether a figure is shown beside an area of its total that somebody answered in and that is not."""
    return found.is_shown and any(row.is_hidden and row.base for row in found.areas if row.in_total)
