"""F4 and F5: how many took part beside how many there are, and whether they are like those they speak for (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from core.statistics.suppression import FLOOR_NEVER
from dialog.followed import Background, Followed
from dialog.models import AgeBand, Audience, Sex
from goals.indicators.forum.facts import Counts, Facts
from goals.indicators.forum.register import Base
from goals.indicators.forum.row import Row, Why

PER = 1000
# Whether a group is like those it speaks for is said from so many who have told, and when at least half have.
FEWEST_TOLD = 30

_SEXES = {Sex.WOMAN: "kvinna", Sex.MAN: "man"}
_AGES = {
    Audience.MEDBORGARE: {
        AgeBand.FROM_16: "16-29",
        AgeBand.FROM_20: "16-29",
        AgeBand.FROM_30: "30-49",
        AgeBand.FROM_50: "50-64",
        AgeBand.FROM_65: "65+",
    },
    Audience.UNGDOMAR: {AgeBand.FROM_13: "13-15", AgeBand.FROM_16: "16-19"},
}


def took_part(facts: Facts) -> Base:
    """F4 in counts: the voices in the dialogues that ended in the year."""
    return {"n": sum(one.people for one in facts.closed)}


def per_thousand(base: Base, facts: Facts) -> Row:
    """F4: voices for each thousand in the group, so many times as they took part."""
    there = facts.population.get(facts.audience, {}) if facts.audience else {}
    return _rate(int(base["n"]), sum(there.values()), facts)


def per_thousand_of_all(bases: Mapping[Audience, Base], facts: Facts) -> Row:
    """F4 in total: every voice for each thousand inhabitants from 13 years on; those of companies are people's too."""
    return _rate(sum(int(base["n"]) for base in bases.values()), facts.inhabitants or 0, facts)


def _rate(n: int, there: int, facts: Facts) -> Row:
    """What is shown may lag behind by a few, so that nobody is never said where a dialogue has ended."""
    if n < FLOOR_NEVER:
        return Row(None, n, there or None, Why.TOO_FEW if facts.closed else Why.NOTHING)
    return Row(PER * n / there, n, there) if there else Row(None, n, None, Why.NO_POPULATION)


def told(facts: Facts) -> Base:
    """F5 in counts: how many have told enough to be placed in a cell of the population, in which, and of how many."""
    cells: dict[str, int] = {}
    for one in facts.closed:
        for cell, n in _placed(one):
            cells[cell] = cells.get(cell, 0) + n
    return {"n": sum(cells.values()), "of": sum(one.people for one in facts.closed), "cells": cells}


def likeness(base: Base, facts: Facts) -> Row:
    """F5: ``(1 - 0.5 sum |p_sample - p_population|) * 100``, 100 where the shares are the same."""
    n, of, cells = int(base["n"]), int(base["of"]), base["cells"]
    there: Counts = facts.population.get(facts.audience, {}) if facts.audience else {}
    total = sum(there.values())
    if n < FEWEST_TOLD:
        return Row(None, n, of, Why.TOO_FEW if facts.closed else Why.NOTHING)
    if 2 * n < of:
        return Row(None, n, of, Why.NOT_HALF)
    if not total:
        return Row(None, n, of, Why.NO_POPULATION)
    apart = sum(abs(cells.get(cell, 0) / n - there.get(cell, 0) / total) for cell in {*cells, *there})
    return Row(100 * (1 - apart / 2), n, of)


def likeness_of_all(bases: Mapping[Audience, Base], facts: Facts) -> Row:
    """F5 in total: the mean of the groups it can be said of, each weighing by those who have told."""
    rows = {audience: likeness(base, facts.of(audience)) for audience, base in bases.items()}
    said = [row for row in rows.values() if row.value is not None]
    part, of = sum(row.part for row in said), sum(row.of or 0 for row in said)
    if not said:
        whys = [row.why for row in rows.values() if row.why not in (None, Why.NOTHING)]
        everybody = [(row.part, row.of or 0) for row in rows.values()]
        part, of = sum(one for one, _of in everybody), sum(of for _part, of in everybody)
        return Row(None, part, of, whys[0] if whys else Why.NOTHING)
    return Row(sum((row.value or 0.0) * row.part for row in said) / part, part, of)


def _placed(one: Followed) -> list[tuple[str, int]]:
    found = ((_cell(one.audience, background), n) for background, n in one.backgrounds.items())
    return [(cell, n) for cell, n in found if cell is not None]


def _cell(audience: Audience, background: Background) -> str | None:
    """The cell of the population somebody belongs to; None for who has not told, or belongs to none of them."""
    age_band, sex, size_class = background
    if audience is Audience.NARINGSLIV:
        return size_class.value if size_class else None
    age = _AGES[audience].get(age_band) if age_band else None
    of_sex = _SEXES.get(sex) if sex else None
    return f"{of_sex}:{age}" if age and of_sex else None
