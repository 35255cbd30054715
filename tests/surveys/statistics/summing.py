"""Sums of lists of answers, as one query of the database would give them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from surveys.statistics.calibration import CellSums


def cells_of(labels: Sequence[tuple[str, ...]], values: Sequence[float | None]) -> list[CellSums]:
    """The sums of those who answered, by cell."""
    found: dict[tuple[str, ...], list[float]] = {}
    for label, value in zip(labels, values, strict=True):
        if value is not None:
            found.setdefault(label, []).append(value)
    return [
        CellSums(label, len(group), math.fsum(group), math.fsum(value * value for value in group))
        for label, group in found.items()
    ]


def sums_of(rows: Sequence[Sequence[float]]) -> tuple[int, tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """n, sums and products of the columns of complete rows."""
    columns = list(zip(*rows, strict=True))
    products = tuple(
        tuple(math.fsum(a * b for a, b in zip(one, other, strict=True)) for other in columns) for one in columns
    )
    return len(rows), tuple(math.fsum(column) for column in columns), products
