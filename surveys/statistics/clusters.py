"""Customers with several answers each, as the sums one query per customer and area gives: what makes a Cell of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from core.statistics.finite import finite
from surveys.statistics.sample import CENTRE, Cell, Clusters


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """The scores of one area where a customer can have several answers.

    With n_c answers and the sum t_c of (score - 50) of a customer, summed over the ``clusters`` customers: ``n`` of
    n_c, ``total`` of t_c, ``n_squared`` of n_c^2, ``total_squared`` of t_c^2 and ``n_total`` of n_c t_c.
    ``total_of_squares`` is the sum of (score - 50)^2 over answers, and ``population`` the closed cases or None.
    An answer whose customer is unknown is a customer of its own.
    """

    key: str
    clusters: int
    n: int
    total: float
    total_of_squares: float
    n_squared: int
    total_squared: float
    n_total: float
    population: int | None = None

    @classmethod
    def of(cls, key: str, scores: Iterable[tuple[str | None, float]], population: int | None = None) -> ClusterSums:
        """The sums of (customer, score 0-100) pairs; raises ValueError for NaN and infinities."""
        alone: list[list[float]] = []
        known: dict[str, list[float]] = {}
        for customer, score in scores:
            value = finite(score, "a score") - CENTRE
            if customer is None:
                alone.append([value])
            else:
                known.setdefault(customer, []).append(value)
        found = [*alone, *known.values()]
        sizes, totals = [len(one) for one in found], [math.fsum(one) for one in found]
        return cls(
            key,
            clusters=len(found),
            n=sum(sizes),
            total=math.fsum(totals),
            total_of_squares=math.fsum(value * value for one in found for value in one),
            n_squared=sum(size * size for size in sizes),
            total_squared=math.fsum(total * total for total in totals),
            n_total=math.fsum(size * total for size, total in zip(sizes, totals, strict=True)),
            population=population,
        )

    def cell(self) -> Cell:
        """The cell that ``estimate``, ``difference`` and ``verdict`` take; raises ValueError for impossible sums."""
        clusters = Clusters(self.clusters, self.n_squared, self.total_squared, self.n_total)
        return Cell(self.key, self.n, self.total, self.total_of_squares, self.population, clusters)
