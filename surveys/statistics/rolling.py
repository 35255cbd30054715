"""The last twelve months beside the calendar year, so that a small municipality need not wait until New Year."""

from __future__ import annotations

from collections.abc import Sequence

from core.periods import one_before, parts_a_year
from surveys.statistics.sample import Cell


def last_twelve(periods: Sequence[str], latest: str) -> tuple[str, ...] | None:
    """The periods that make the twelve months up to and with ``latest``, in order of time.

    Four quarters ("2025-K2" to "2026-K1"), twelve months, two half years or three tertials. None when ``latest`` is a
    whole year (that is its own twelve months) or has another part than these, and when one is not among ``periods``:
    a rolling year with a hole in it would be compared with whole ones.
    """
    parts = parts_a_year(latest)
    if parts is None:
        return None
    found = [latest]
    while len(found) < parts:
        earlier = one_before(found[-1])
        if earlier is None:
            return None
        found.append(earlier)
    return tuple(reversed(found)) if set(found) <= set(periods) else None


def merged(periods: Sequence[Sequence[Cell]]) -> tuple[Cell, ...]:
    """The cells of several periods as one per area, in order of area; populations are added.

    The population of an area is None when any of its cells has none; an area that a period does not name at all had
    neither answers nor cases then. A customer with answers in two periods counts as two clusters here; sum over
    all the periods in the query to count that customer as one.
    """
    found: dict[str, list[Cell]] = {}
    for cells in periods:
        if len({cell.key for cell in cells}) < len(cells):
            raise ValueError("two cells have the same key")
        for cell in cells:
            found.setdefault(cell.key, []).append(cell)
    return tuple(_one(area, found[area]) for area in sorted(found))


def _one(area: str, cells: Sequence[Cell]) -> Cell:
    whole = Cell.together(area, cells)
    populations = [cell.population for cell in cells]
    known = None if None in populations else sum(count for count in populations if count is not None)
    return Cell(area, whole.n, whole.total, whole.total_of_squares, known, whole.clusters)
