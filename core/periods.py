"""Periods as people write them: a year, or a year and a part of it such as 2026-K3 or 2026-V09 (pure)."""

from __future__ import annotations

import re
from datetime import date, timedelta

PATTERN = r"[0-9]{4}(-[A-Za-z0-9]{1,5})?"
_PERIOD = re.compile(PATTERN, re.ASCII)
# Half years, tertials, quarters (kvartal) and months: how many of each make a year.
_PARTS = {"H": 2, "T": 3, "K": 4, "M": 12}
_PART = re.compile(r"([0-9]{4})-([A-Z])([0-9]{1,2})", re.ASCII)


def is_period(text: str) -> bool:
    """Whether this can be a period."""
    return bool(_PERIOD.fullmatch(text))


def year_of(period: str) -> int:
    """The year a period lies in."""
    return int(period[:4])


def shape_of(period: str) -> str:
    """Periods of the same shape can follow each other: years years, quarters quarters."""
    return re.sub(r"[0-9]", "0", period)


def is_year(period: str) -> bool:
    """Whether the period is a whole year, as national figures are."""
    return len(period) == 4


def parts_a_year(period: str) -> int | None:
    """How many periods of this kind make a year: 4 for "2026-K1"; None for whole years and for other parts of years."""
    part = _part(period)
    return part[1] if part else None


def one_before(period: str) -> str | None:
    """The period just before, of the same kind and written as wide: "2025-K4" for "2026-K1"; None for other parts."""
    if is_year(period):
        return f"{year_of(period) - 1:04d}" if year_of(period) else None
    part = _part(period)
    if part is None or (part[0] == 1 and not year_of(period)):
        return None
    number, parts = part
    year, number = (year_of(period), number - 1) if number > 1 else (year_of(period) - 1, parts)
    return f"{year:04d}-{period[5]}{number:0{len(period) - 6}d}"


def middle_of(period: str) -> float | None:
    """Where the middle of a period lies, in years: 2026.5 for "2026", 2026.125 for "2026-K1"; None for other parts."""
    if is_year(period):
        return year_of(period) + 0.5
    part = _part(period)
    return None if part is None else year_of(period) + (part[0] - 0.5) / part[1]


def days_of(period: str) -> tuple[date, date] | None:
    """The first and the last day of a year or of a part of it; None for other parts of years."""
    year, (number, parts) = year_of(period), (1, 1) if is_year(period) else (_part(period) or (0, 0))
    if not parts or not date.min.year <= year < date.max.year:
        return None
    months = 12 // parts
    first, beyond = (number - 1) * months, number * months
    after = date(year + beyond // 12, beyond % 12 + 1, 1)
    return date(year, first + 1, 1), after - timedelta(days=1)


def _part(period: str) -> tuple[int, int] | None:
    """Which part of the year, from 1, and of how many."""
    found = _PART.fullmatch(period)
    if not found or found[2] not in _PARTS:
        return None
    number, parts = int(found[3]), _PARTS[found[2]]
    return (number, parts) if 1 <= number <= parts else None
