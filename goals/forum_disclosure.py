"""What of the forum's figures of people the public may see: groups of five at least, and never fewer than five anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.statistics import suppression
from dialog.models import Audience
from goals.disclosure import BATCH
from goals.indicators.forum import Base, Facts, OfPeople, Row, Why

Groups = Mapping[Audience, Row]
# The counts of people in a base: what two looks at a page could be set against each other by.
_PEOPLE = ("n", "of")


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it may be shown: in total and for each group, with the bases that it was made of."""

    total: Row
    groups: Groups
    bases: Mapping[Audience, Base]

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is hidden that somebody told."""
        return all(row.why not in (Why.TOO_FEW, Why.WOULD_TELL) for row in (self.total, *self.groups.values()))


def settled(seen: Mapping[str, Base], now: Mapping[Audience, Base]) -> dict[Audience, Base]:
    """The bases to show: of each group what was seen, until nobody or at least five have come to it or left it.

    A group with as many as before and other sums has lost somebody and got somebody else: that is not shown either.
    """
    return {audience: _settled(seen.get(audience.value), base) for audience, base in now.items()}


def _settled(seen: Base | None, now: Base) -> Base:
    if seen is None:
        return now
    steps = [abs(int(now[name]) - int(seen[name])) for name in _PEOPLE if name in now]
    moved = any(steps) and all(step == 0 or step >= BATCH for step in steps)
    return now if moved else seen


def shown(figure: OfPeople, bases: Mapping[Audience, Base], facts: Facts) -> Shown:
    """A figure with its small groups hidden, and another where the first could be had by subtraction."""
    rows = {audience: figure.row(base, facts.of(audience)) for audience, base in bases.items()}
    total = figure.whole(bases, facts)
    if figure.is_sum:
        sizes = {audience.value: int(base["n"]) for audience, base in bases.items()}
        # A group whose value cannot be told hides nothing, but its number of people is told all the same.
        hidden = suppression.hidden_cells(sizes, floor=figure.floor, total_shown=True)
        rows = {one: _hidden(row, figure.floor) if one.value in hidden else row for one, row in rows.items()}
        if suppression.total_is_hidden(sizes, floor=figure.floor):
            total = _hidden(total, figure.floor)
    else:
        rows = {one: _hidden(row, figure.floor) if row.part < figure.floor else row for one, row in rows.items()}
        total = _hidden(total, figure.floor) if total.value is None else total
    return Shown(total, rows, bases)


def _hidden(row: Row, floor: int) -> Row:
    """Without its numbers; nothing at all is told as that."""
    if not row.part or row.why in (Why.NOT_HALF, Why.NO_POPULATION):
        return Row(None, 0, None, row.why or Why.NOTHING)
    return Row(None, 0, None, Why.TOO_FEW if row.part < floor else Why.WOULD_TELL)
