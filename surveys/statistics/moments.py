"""Covariances from sums that one query of the database can give, never from lists of answers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.statistics.finite import finite

# What is left of a variance when all values are equal is noise of about this size, and no spread.
NOISE = 1e-11

Matrix = tuple[tuple[float, ...], ...]


def check(n: int, sums: Sequence[float], products: Sequence[Sequence[float]]) -> None:
    """Refuse sums that no ``n`` rows of values have, as far as can be told: ValueError says what is wrong.

    ``sums[i]`` is the sum of x_i and ``products[i][j]`` of x_i x_j, a whole square matrix that mirrors itself.
    """
    if n < 0:
        raise ValueError("the number of answers is negative")
    if len(products) != len(sums) or any(len(row) != len(sums) for row in products):
        raise ValueError("there must be one sum per variable and one product per pair of variables")
    for value in (*sums, *(value for row in products for value in row)):
        finite(value, "a sum")
    for i, total in enumerate(sums):
        if total * total > n * products[i][i] * (1 + 1e-9):
            raise ValueError(f"no {n} values have the sum and the sum of squares of variable {i + 1}")
        if any(not math.isclose(products[i][j], products[j][i], rel_tol=1e-9, abs_tol=1e-9) for j in range(i)):
            raise ValueError("the products do not mirror themselves")


def covariances(n: int, sums: Sequence[float], products: Sequence[Sequence[float]]) -> Matrix:
    """The covariance matrix with n - 1, from sums that passed ``check``; n at least 2. No spread is exactly 0."""
    found = [[(products[i][j] - sums[i] * sums[j] / n) / (n - 1) for j in range(len(sums))] for i in range(len(sums))]
    flat = {i for i in range(len(sums)) if found[i][i] * (n - 1) <= NOISE * products[i][i]}
    return tuple(
        tuple(0.0 if i in flat or j in flat else found[i][j] for j in range(len(sums))) for i in range(len(sums))
    )
