"""Whether the items of a factor measure one thing: Cronbach's alpha, from sums over respondents."""

from __future__ import annotations

import math
from dataclasses import dataclass

from surveys.statistics.moments import check, covariances

FEWEST = 30  # Fewer complete respondents than this give no alpha.
LOW = 0.7  # Below this a reader is warned.


@dataclass(frozen=True, slots=True)
class ItemSums:
    """Answers to the items of one factor, summed over the ``n`` respondents who answered every one of them.

    ``sums[i]`` is the sum of x_i and ``products[i][j]`` of x_i x_j (a whole square matrix), in the order of ``items``.
    The unit is the scale of the questions or any shift of it.
    """

    items: tuple[str, ...]
    n: int
    sums: tuple[float, ...]
    products: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        """Raises ValueError for NaN, sums that no answers have, and another number of sums than items."""
        if len(self.items) != len(self.sums):
            raise ValueError("there must be one sum per item")
        check(self.n, self.sums, self.products)


@dataclass(frozen=True, slots=True)
class Reliability:
    """``alpha`` is None with too few respondents, with one item only, and where nobody differs from anybody else."""

    alpha: float | None
    n: int
    is_low: bool
    is_too_few: bool


def alpha(found: ItemSums) -> Reliability:
    """``k / (k - 1) (1 - sum of item variances / variance of the sum)`` (Cronbach 1951), over complete respondents.

    At most 1, and below 0 when items go against each other. Needs 30 respondents; low is below 0.7.
    """
    if found.n < FEWEST:
        return Reliability(None, found.n, False, True)
    covariance, k = covariances(found.n, found.sums, found.products), len(found.items)
    items = math.fsum(covariance[i][i] for i in range(k))
    whole = math.fsum(value for row in covariance for value in row)
    # Items that cancel each other leave a sum that is as good as constant, and alpha without a bound.
    if k < 2 or whole <= 1e-9 * items:
        return Reliability(None, found.n, False, False)
    value = k / (k - 1) * (1 - items / whole)
    return Reliability(value, found.n, value < LOW, False)
