"""F11: whether those who took part could make themselves heard, as they say themselves afterwards (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from core.statistics.suppression import REPORT_MIN
from dialog.models import Audience
from goals.indicators.forum.facts import Facts
from goals.indicators.forum.register import Base
from goals.indicators.forum.row import Row, Why
from surveys.statistics.sample import Cell, srs


def said(facts: Facts) -> Base:
    """F11 in counts: the scores of those who answered about the dialogues that ended in the year, as sums."""
    cells = [facts.scores[one.id] for one in facts.closed if one.id in facts.scores]
    together = Cell.together("", cells)
    return {"n": together.n, "total": together.total, "squares": together.total_of_squares}


def heard(base: Base, facts: Facts) -> Row:
    """F11: the mean score 0-100 with a t interval; how many could have answered is not known."""
    return _row(cell_of("", base), facts)


def heard_by_all(bases: Mapping[Audience, Base], facts: Facts) -> Row:
    """F11 in total: every answer weighs the same."""
    return _row(Cell.together("", [cell_of(audience.value, base) for audience, base in bases.items()]), facts)


def cell_of(key: str, base: Base) -> Cell:
    """The sums as the statistics know them."""
    return Cell(key, int(base["n"]), float(base["total"]), float(base["squares"]))


def _row(cell: Cell, facts: Facts) -> Row:
    if cell.n < REPORT_MIN:
        return Row(None, cell.n, cell.n, Why.TOO_FEW if facts.closed else Why.NOTHING)
    found = srs(cell)
    return Row(found.estimate, cell.n, cell.n, None, found.low, found.high)
