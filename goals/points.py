"""A figure in a period, and a figure through time: what verdicts, the board and the figure's page all look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.periods import year_of
from core.statistics.rounding import published_integer
from goals.malbild import Figure


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in a period, as the public sees it. ``compared`` is against the period before.

    ``citation`` names the source in words where the value is somebody else's.
    """

    period: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    population: int | None
    definition: str
    source: str
    source_url: str
    is_demo: bool
    detail: Mapping[str, Any]
    citation: str = ""

    @property
    def published(self) -> int | None:
        """The integer that is published, halves up, taken from the value before it was shortened."""
        kept: int | None = self.detail.get("published")
        return kept if kept is not None or self.value is None else published_integer(self.value)

    @property
    def compared(self) -> Mapping[str, Any] | None:
        """The comparison with the period before, or None."""
        found: Mapping[str, Any] | None = self.detail.get("compared")
        return found

    @property
    def year(self) -> str:
        """The year the period lies in."""
        return f"{year_of(self.period):04}"

    @property
    def is_final(self) -> bool:
        """Whether no more answers are expected; what others publish is always final."""
        return bool(self.detail.get("is_final", True))


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure with all its periods, the earliest first.

    ``nation`` and ``peers`` are the same figure for the whole country and for comparable municipalities, under every
    definition that is known.
    """

    figure: Figure
    points: tuple[Point, ...]
    nation: tuple[Point, ...] = ()
    peers: tuple[Point, ...] = ()

    @property
    def latest(self) -> Point | None:
        """The last period with a value, else the last period."""
        with_value = [point for point in self.points if point.value is not None]
        return (with_value or list(self.points) or [None])[-1]  # type: ignore[list-item]

    def at(self, period: str) -> Point | None:
        """The point of a period."""
        return next((point for point in self.points if point.period == period), None)

    def until(self, year: str) -> FigureLine:
        """The figure as it stood in a year: what came later is left out."""
        return replace(self, points=tuple(point for point in self.points if point.year <= year))


def like(point: Point, others: tuple[Point, ...]) -> Point | None:
    """The one among ``others`` of the same period and definition: nothing is compared across definitions."""
    return next(
        (other for other in others if (other.period, other.definition) == (point.period, point.definition)), None
    )
