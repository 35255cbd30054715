"""A trend the size of a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scales import LinearScale

MARGIN = 5.0


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A trend the size of a word: one polyline per unbroken run, and the last point."""

    runs: tuple[str, ...]
    last: tuple[float, float] | None
    width: float
    height: float


def sparkline(
    values: Sequence[float | None],
    y_from: float | None = None,
    y_to: float | None = None,
    width: float = 96.0,
    height: float = 28.0,
) -> Sparkline:
    """Places ``values`` in a drawing of ``width`` by ``height`` pixels; a None leaves a gap.

    Without ``y_from`` and ``y_to`` the drawing spans the values; a level trend lies in the middle.
    """
    known = [value for value in values if value is not None]
    low = y_from if y_from is not None else min(known, default=0.0)
    high = y_to if y_to is not None else max(known, default=1.0)
    if not low < high:
        low, high = low - 1.0, low + 1.0
    across = LinearScale(0.0, max(len(values) - 1.0, 1.0), MARGIN, width - MARGIN)
    down = LinearScale(low, high, height - MARGIN, MARGIN)
    runs: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((across.at(place), down.at(value)))
    last = next((run[-1] for run in reversed(runs) if run), None)
    return Sparkline(tuple(_polyline(run) for run in runs if len(run) > 1), last, width, height)


def _polyline(run: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in run)
