"""Values with their intervals over time, set beside what they are compared with."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.charts.scales import LinearScale, nice_ticks, tidy

# How many values have room to be written by their dots.
NAMED_VALUES = 6
# How many characters of labels fit in a row, on a phone and in a full column.
ROOM_ON_A_PHONE, ROOM_IN_A_COLUMN = 30, 80
# Room for the tick labels to the left and for the last value to the right, as shares of the width.
LEFT, RIGHT = 0.10, 0.97
# Room above for a break's label and below for the labels of the periods, in pixels.
ABOVE, BELOW = 26.0, 34.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart at ``at`` for ``value``."""

    value: float
    at: float


@dataclass(frozen=True, slots=True)
class Line:
    """A straight stroke between two places."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One period: its value with interval, their places, and where the value is written.

    Without a value, the ``y`` places are None. Labels that are not major give way on a phone.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    x: float
    y: float | None
    y_low: float | None
    y_high: float | None
    y_name: float | None
    is_major: bool

    @property
    def has_interval(self) -> bool:
        """Whether both ends of an interval can be drawn."""
        return self.y_low is not None and self.y_high is not None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch the trend is not drawn through, because a value is missing or a new series begins."""

    x1: float
    x2: float
    new_series: bool


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Values with intervals over time and, where known, what they are compared with."""

    marks: tuple[Mark, ...]
    trend: tuple[Line, ...]
    benchmark: tuple[Mark, ...]
    benchmark_trend: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    gaps: tuple[Gap, ...]
    width: float
    height: float

    @property
    def left(self) -> float:
        """Where the plot begins, right of the tick labels."""
        return tidy(LEFT * self.width)

    @property
    def breaks(self) -> tuple[float, ...]:
        """Where a new series begins, halfway between the two periods it parts."""
        return tuple(tidy((gap.x1 + gap.x2) / 2) for gap in self.gaps if gap.new_series)

    @property
    def has_intervals(self) -> bool:
        """Whether any period has an interval."""
        return any(mark.has_interval for mark in self.marks)

    @property
    def names_every_value(self) -> bool:
        """Whether there is room to write the value beside every dot, or only beside the last."""
        return len(self.marks) <= NAMED_VALUES

    @property
    def names_every_period(self) -> bool:
        """Whether every label fits under a chart as wide as a column of text."""
        return sum(len(mark.label) + 1 for mark in self.marks) <= ROOM_IN_A_COLUMN

    @property
    def table(self) -> tuple[tuple[str, float | None, float | None, float | None, float | None], ...]:
        """The same as rows: label, value, low, high and what it is compared with."""
        compared = {mark.label: mark.value for mark in self.benchmark}
        return tuple((mark.label, mark.value, mark.low, mark.high, compared.get(mark.label)) for mark in self.marks)

    @property
    def last(self) -> Mark | None:
        """The latest period with a value."""
        return next((mark for mark in reversed(self.marks) if mark.value is not None), None)


def interval_chart(
    points: Sequence[tuple[str, float | None, float | None, float | None]],
    benchmark: Sequence[tuple[str, float | None]] | None,
    y_from: float,
    y_to: float,
    width: float = 100.0,
    height: float = 260.0,
    new_series_at: Collection[str] = (),
) -> IntervalChart:
    """Places ``points`` (label, value, low, high) in order over time, with ``benchmark`` (label, value) where given.

    Values share the unit of ``y_from`` and ``y_to``; what lies outside is drawn on the edge. ``width`` is in percent
    and ``height`` in pixels. A period without a value leaves a gap. A label in ``new_series_at`` begins a new series
    (another definition or method), and neither trend is drawn into it. Raises ValueError when ``y_from`` is not
    below ``y_to``.
    """
    compared = benchmark or ()
    labels = _merged([label for label, *_ in points], [label for label, _ in compared])
    down = LinearScale(y_from, y_to, height - BELOW, ABOVE)
    band = (RIGHT - LEFT) * width / max(len(labels), 1)
    across = {label: tidy(LEFT * width + (place + 0.5) * band) for place, label in enumerate(labels)}
    majors = _majors(labels)

    beside = dict(compared)

    def mark(label: str, value: float | None, low: float | None = None, high: float | None = None) -> Mark:
        y, y_low, y_high = (None if figure is None else down.at(figure) for figure in (value, low, high))
        y_name = None if value is None else _name_at(down, value, low, high, beside.get(label))
        return Mark(label, value, low, high, across[label], y, y_low, y_high, y_name, label in majors)

    measured = {label: (value, low, high) for label, value, low, high in points}
    nothing = (None, None, None)
    marks = tuple(mark(label, *measured.get(label, nothing)) for label in labels)
    benchmarks = tuple(mark(label, value) for label, value in compared)
    starts = {across[label] for label in new_series_at if label in across}
    ticks = tuple(Tick(value, down.at(value)) for value in nice_ticks(y_from, y_to))
    return IntervalChart(
        marks, _trend(marks, starts), benchmarks, _trend(benchmarks, starts), ticks, _gaps(marks, starts), width, height
    )


def _merged(labels: Sequence[str], others: Sequence[str]) -> list[str]:
    """``labels`` in order, with each unknown of ``others`` put in before the shared one it precedes there, or last."""
    merged = list(labels)
    waiting: list[str] = []
    for label in others:
        if label in merged:
            place = merged.index(label)
            merged[place:place] = waiting
            waiting = []
        else:
            waiting.append(label)
    return merged + waiting


def _majors(labels: Sequence[str]) -> set[str]:
    """The labels to keep on a phone: as many as fit, evenly spread, counted from the latest."""
    longest = max((len(label) for label in labels), default=0)
    fitting = max(1, ROOM_ON_A_PHONE // (longest + 1))
    return set(labels[::-1][:: math.ceil(len(labels) / fitting) or 1])


def _name_at(down: LinearScale, value: float, low: float | None, high: float | None, beside: float | None) -> float:
    """The baseline of a written value: clear of the interval, on the side away from what it is compared with."""
    above = down.at(value if high is None else high) - 9
    below = down.at(value if low is None else low) + 20
    return below if beside is not None and beside > value and below <= down.start else above


def _trend(marks: Sequence[Mark], starts: Collection[float]) -> tuple[Line, ...]:
    """Strokes between neighbours that both have values and belong to the same series."""
    return tuple(
        Line(one.x, one.y, two.x, two.y)
        for one, two in pairwise(marks)
        if one.y is not None and two.y is not None and not _parted(one.x, two.x, starts)
    )


def _gaps(marks: Sequence[Mark], starts: Collection[float]) -> tuple[Gap, ...]:
    """The stretches between neighbours that ``_trend`` leaves open."""
    return tuple(
        Gap(one.x, two.x, _parted(one.x, two.x, starts))
        for one, two in pairwise(marks)
        if one.y is None or two.y is None or _parted(one.x, two.x, starts)
    )


def _parted(x1: float, x2: float, starts: Collection[float]) -> bool:
    """Whether a new series begins after ``x1`` and no later than ``x2``."""
    return any(x1 < start <= x2 for start in starts)
