"""Bars that share one scale from nought, with intervals where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scales import LinearScale


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``value`` is None when there is nothing that may be shown."""

    label: str
    value: float | None
    length: float
    x_low: float | None
    x_high: float | None


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars that share one scale from nought to ``top``."""

    bars: tuple[Bar, ...]
    top: float
    width: float


def bars(
    rows: Sequence[tuple[str, float | None] | tuple[str, float | None, float | None, float | None]],
    top: float | None = None,
    width: float = 100.0,
) -> BarChart:
    """Lengths of bars from nought for ``rows`` of (label, value) or (label, value, low, high), in percent.

    ``top`` is the value of a full-length bar, by default the largest value or upper limit. Values are not negative;
    a negative one raises ValueError. None stands for a value that is missing or may not be shown.
    """
    known = [figure for _, *figures in rows for figure in figures if figure is not None]
    if any(figure < 0 for figure in known):
        raise ValueError("bars start at nought and cannot show negative values")
    full = top or max(known, default=0.0) or 1.0
    along = LinearScale(0.0, full, 0.0, width)
    return BarChart(tuple(_bar(along, *row) for row in rows), full, width)


def _bar(
    along: LinearScale, label: str, value: float | None, low: float | None = None, high: float | None = None
) -> Bar:
    x_low, x_high = (None if figure is None else along.at(figure) for figure in (low, high))
    return Bar(label, value, 0.0 if value is None else along.at(value), x_low, x_high)
