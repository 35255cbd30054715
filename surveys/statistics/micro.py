"""The 1-5 micro-survey after a contact (servicemätning): its own indices, beside the 1-10 factors and never in them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.statistics.index import index
from surveys.statistics.methods import CURRENT, Method
from surveys.statistics.sample import CENTRE, Cell, Estimate, pooled

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class MicroIndex:
    """The index 0-100 of one micro question; ``found`` is None with fewer than the method's least ``n``, 30."""

    key: str
    n: int
    found: Estimate | None

    @property
    def is_too_few(self) -> bool:
        """Whether the figure must be held back."""
        return self.found is None


def micro_index(key: str, cells: Sequence[Cell], method: Method = CURRENT) -> MicroIndex:
    """The index of one micro question from the scores of its cells: all answers alike, with a t interval.

    Answers from a counter, a signature or a chat have no known population: without one the figure is self-selected.
    """
    n = sum(cell.n for cell in cells)
    return MicroIndex(key, n, pooled(cells, confidence=method.confidence) if n >= method.micro_min else None)


def cell_of_steps(key: str, counts: Mapping[int, int], population: int | None = None) -> Cell:
    """The cell of a question from how many answered each step: 5 is 100, 4 is 75, 3 is 50, 2 is 25, 1 is 0 (seen).

    "Vet ej" is no step. Raises ValueError for other steps than 1-5 and for negative counts.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("counts must not be negative")
    scores = [(index(step, LOWEST, HIGHEST) - CENTRE, count) for step, count in counts.items()]
    return Cell(
        key,
        sum(counts.values()),
        math.fsum(score * count for score, count in scores),
        math.fsum(score * score * count for score, count in scores),
        population,
    )
