"""How answers spread from the lowest level to the highest, stacked around a common middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scales import LinearScale, tidy

MOST_LEVELS = 5
# In percent of the drawing's width; narrower segments leave their share to the table.
ROOM_FOR_A_SHARE = 13.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One level's part of a bar. ``tone`` runs from 1 (lowest level) to 5 (highest)."""

    name: str
    share: float
    x: float
    length: float
    tone: int

    @property
    def has_room(self) -> bool:
        """Whether the share can be written inside the segment, on a phone too."""
        return self.length >= ROOM_FOR_A_SHARE

    @property
    def middle(self) -> float:
        """Where to centre what is written inside."""
        return tidy(self.x + self.length / 2)


@dataclass(frozen=True, slots=True)
class DivergingRow:
    """One question's answers; without segments when they may not be shown."""

    label: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class DivergingChart:
    """Bars stacked around a common middle at ``zero``: lower levels to the left, higher to the right."""

    rows: tuple[DivergingRow, ...]
    names: tuple[tuple[str, int], ...]
    zero: float
    width: float


def diverging(
    names: Sequence[str], rows: Sequence[tuple[str, Sequence[float] | None]], width: float = 100.0
) -> DivergingChart:
    """Stacks each row's shares (0 to 1, lowest level first, one per name) around a common middle.

    With an odd number of levels the middle one straddles the middle. None in place of shares leaves an empty row. All
    rows share one scale. Raises ValueError for more than five levels (group them first) or a row of another length.
    """
    if not 2 <= len(names) <= MOST_LEVELS or any(shares and len(shares) != len(names) for _, shares in rows):
        raise ValueError("a diverging chart needs two to five levels and one share for each")
    shown = [_left_of_middle(shares) for _, shares in rows if shares]
    most_left = max((left for left, _ in shown), default=0.0)
    most_right = max((total - left for left, total in shown), default=0.0)
    along = LinearScale(0.0, most_left + most_right or 1.0, 0.0, width)
    tones = _tones(len(names))
    placed = tuple(
        DivergingRow(label, _segments(names, shares, tones, most_left, along) if shares else ())
        for label, shares in rows
    )
    return DivergingChart(placed, tuple(zip(names, tones, strict=True)), along.at(most_left), width)


def _tones(levels: int) -> tuple[int, ...]:
    """Five tones spread evenly over the levels, so that the ends always look like ends."""
    return {2: (1, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}[levels]


def _left_of_middle(shares: Sequence[float]) -> tuple[float, float]:
    """How much lies left of the middle, and the whole."""
    half, odd = divmod(len(shares), 2)
    return sum(shares[:half]) + (shares[half] / 2 if odd else 0.0), sum(shares)


def _segments(
    names: Sequence[str], shares: Sequence[float], tones: Sequence[int], most_left: float, along: LinearScale
) -> tuple[Segment, ...]:
    segments = []
    start = most_left - _left_of_middle(shares)[0]
    for name, share, tone in zip(names, shares, tones, strict=True):
        x = along.at(start)
        segments.append(Segment(name, share, x, tidy(along.at(start + share) - x), tone))
        start += share
    return tuple(segments)
