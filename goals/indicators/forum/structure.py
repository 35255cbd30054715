"""F1, F2 and F3: how many dialogues were held as they should be, and whether they go on through the year (pure)."""

from __future__ import annotations

from datetime import date, timedelta

from dialog.followed import CRITERIA
from goals.indicators.forum.facts import Facts
from goals.indicators.forum.row import Row, share


def held(facts: Facts) -> Row:
    """F1: the dialogues that ended in the year and meet all six criteria."""
    n = sum(one.is_structured for one in facts.closed)
    return Row(float(n), n, len(facts.closed))


def criteria(facts: Facts) -> Row:
    """F2: how many of the six criteria the dialogues that ended in the year meet, of all they could."""
    return share(sum(one.criteria for one in facts.closed), CRITERIA * len(facts.closed))


def continuity(facts: Facts) -> Row:
    """F3: in how many of the year's quarters, of those that have begun, some dialogue was open on some day."""
    begun = [quarter for quarter in _quarters(facts.year) if quarter[0] <= facts.today]
    active = sum(
        any(
            one.opened_on <= min(last, facts.today) and (one.last_open_on is None or one.last_open_on >= first)
            for one in facts.dialogues
        )
        for first, last in begun
    )
    return share(active, len(begun))


def _quarters(year: int) -> list[tuple[date, date]]:
    """The first and last day of each."""
    starts = [date(year, month, 1) for month in (1, 4, 7, 10)]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), date(year, 12, 31)]
    return list(zip(starts, ends, strict=True))
