"""F6, F7, F8 and F9: whether those who took part got an answer, when, and whether it led to anything (pure)."""

from __future__ import annotations

from core.statistics.survival import median_time
from goals.indicators.forum.facts import Facts
from goals.indicators.forum.row import Row, Why, share


def in_time(facts: Facts) -> Row:
    """F6: of the dialogues whose promised day has passed, those that had their answer by that day.

    The day is the one first promised: moving it does not make an answer come in time.
    """
    kept = sum(
        one.answered_on is not None and one.promised_on is not None and one.answered_on <= one.promised_on
        for one in facts.due
    )
    return share(kept, len(facts.due))


def days(facts: Facts) -> Row:
    """F7: the median number of days from the end of a dialogue to its answer; those that wait count so far."""
    waits = [
        (float(max(((one.answered_on or facts.today) - one.closed_on).days, 0)), one.answered_on is not None)
        for one in facts.closed
        if one.closed_on
    ]
    there = sum(ended for _days, ended in waits)
    if not waits:
        return Row(None, 0, 0, Why.NOTHING)
    median = median_time(waits)
    return Row(median, there, len(waits), Why.NOT_REACHED if median is None else None)


def inspel(facts: Facts) -> Row:
    """F8: of the published inspel in dialogues that ended in the year, those that have been answered or sent on."""
    return share(sum(one.answered for one in facts.closed), sum(one.inspel for one in facts.closed))


def decisions(facts: Facts) -> Row:
    """F9: of the dialogues whose promised day has passed, those with an answer that names a decision's matter."""
    return share(sum(one.has_decision for one in facts.due), len(facts.due))
