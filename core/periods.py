"""Periods as people write them: a year, or a year and a part of it such as 2026-K3 or 2026-V09 (pure)."""

from __future__ import annotations

import re

PATTERN = r"[0-9]{4}(-[A-Za-z0-9]{1,5})?"
_PERIOD = re.compile(PATTERN, re.ASCII)


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
