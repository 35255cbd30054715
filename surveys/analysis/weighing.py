"""What an open survey says when its answers are brought to the population's sex and age."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from surveys.analysis.answers import Item, Sums
from surveys.analysis.findings import Weighted, Weighting
from surveys.measures import AGE_GROUP, AGE_GROUPS, SEX, SEXES
from surveys.statistics.calibration import NOT_TOLD, Calibrated, CannotWeight, CellSums, to_population
from surveys.statistics.methods import CURRENT
from surveys.statistics.sample import CENTRE
from surveys.statistics.weighted import weighted_mean, weighted_share

UNKNOWN_POPULATION = "okand_befolkning"


def weighed(
    sums: Sums, year: str, population: Mapping[str, Mapping[str, int]], measures: Sequence[str], items: Sequence[Item]
) -> tuple[Weighting, tuple[Weighted, ...]]:
    """The weighting with every index and share it gives, or with the reason why it gives none."""
    people = sums.people()
    told = sum(cell.n for cell in people if NOT_TOLD not in cell.labels)
    left_out = sum(cell.n for cell in people) - told
    if not population:
        return Weighting(told, left_out, year, refusal=UNKNOWN_POPULATION), ()
    margins = {
        variable: {key: float(population[variable][key]) for key in order if key in population[variable]}
        for variable, order in ((SEX, SEXES), (AGE_GROUP, AGE_GROUPS))
    }
    try:
        made = to_population(people, margins)
    except CannotWeight as error:
        return Weighting(told, left_out, year, refusal=error.refusal.value), ()
    merged = tuple("/".join(group) for group in made.merged)
    weighting = Weighting(told, left_out, year, made.n_eff, made.most_relative, merged)
    return weighting, tuple(_figures(sums, made, measures, items))


def _figures(sums: Sums, made: Calibrated, measures: Sequence[str], items: Sequence[Item]) -> Iterator[Weighted]:
    for measure in measures:
        everybody = sums.scores(measure)
        cells = _told(everybody)
        if cells:
            found = weighted_mean(cells, made)
            unweighted = CENTRE + _mean(cells) if _may_be_compared(everybody) else None
            yield _shown(measure, False, found.n, found.estimate, found.low, found.high, unweighted)
    for item in items:
        everybody = sums.shares(item)
        cells = _told(everybody)
        if cells:
            found = weighted_share(cells, made)
            unweighted = _mean(cells) if _may_be_compared(everybody) else None
            yield _shown(item.key, True, found.n, found.estimate, found.low, found.high, unweighted)


def _shown(
    key: str,
    is_share: bool,
    n: int,
    estimate: float | None,
    low: float | None,
    high: float | None,
    unweighted: float | None,
) -> Weighted:
    if n < CURRENT.report_min:
        return Weighted(key, is_share, n, None, None, None, None)
    return Weighted(key, is_share, n, estimate, low, high, unweighted)


def _may_be_compared(cells: Sequence[CellSums]) -> bool:
    """Whether those who told neither sex nor age are nobody, or enough.

    The same figure over everybody is shown elsewhere, and what these few answered would be what lies between the two.
    """
    left_out = sum(cell.n for cell in cells) - sum(cell.n for cell in _told(cells))
    return left_out == 0 or left_out >= CURRENT.report_min


def _told(cells: Sequence[CellSums]) -> tuple[CellSums, ...]:
    return tuple(cell for cell in cells if NOT_TOLD not in cell.labels)


def _mean(cells: Sequence[CellSums]) -> float:
    return math.fsum(cell.total for cell in cells) / sum(cell.n for cell in cells)
