"""What an indicator gives back: a figure, how sure it is, and by which rules it came about."""

from __future__ import annotations

from dataclasses import dataclass

from core.population import AREA
from surveys.statistics.sample import Cell, Estimate


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area: ``base`` took part, ``n`` have a score. ``is_hidden`` when the group is too small to be shown."""

    area: str
    base: int
    n: int
    population: int | None
    mean: float | None
    se_fpc: float | None
    sd: float | None
    in_total: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure in a period with its rows by area. Nothing is hidden yet: that is for whoever shows it.

    ``base`` took part and ``estimate.n`` have a score; ``without_area`` took part but are outside the figure.
    ``counted`` is the dimension of the closed cases behind ``population``: ``area`` for all of them, or that of the
    customer types the figure counts, such as ``area:foretag``.
    """

    figure: str
    period: str
    estimate: Estimate
    base: int
    population: int | None
    cells: tuple[Cell, ...]
    areas: tuple[AreaRow, ...]
    definition: str
    method: str
    is_too_few: bool
    is_total_hidden: bool
    without_area: int
    is_demo: bool
    counted: str = AREA

    @property
    def response_rate(self) -> float | None:
        """Those who took part of those who could have, 0-1 (more than 1 if the counts are wrong); None if unknown."""
        return self.base / self.population if self.population else None

    @property
    def is_shown(self) -> bool:
        """Whether the figure itself may be shown."""
        return not (self.is_too_few or self.is_total_hidden)
