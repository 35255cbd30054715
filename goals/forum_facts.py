"""Gathers what the figures of the forum are worked out from, from the rooms below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.population import COMPANY_SIZE, SEX_AGE, YOUNG, PopulationCount, counts
from dialog import followed
from dialog.models import Audience
from goals.after_dialogues import subject_of
from goals.indicators.forum import Facts
from surveys import subjects
from surveys.measures import DELAKTIGHET
from surveys.statistics.sample import Cell

# The cells of the population that each audience is set beside.
DIMENSIONS = {Audience.MEDBORGARE: SEX_AGE, Audience.UNGDOMAR: YOUNG, Audience.NARINGSLIV: COMPANY_SIZE}
# Of the young these are not among the inhabitants of 16 years and more.
_UNDER_16 = "13-15"


def years(session: Session, today: date) -> tuple[int, ...]:
    """From the year the first dialogue ended to this one; none before there is any dialogue."""
    first = followed.first_year(session, today)
    return tuple(range(first, today.year + 1)) if first else ()


def of_year(session: Session, year: int, today: date) -> Facts:
    """The facts of one year as they are today."""
    dialogues = followed.since(session, date(year, 1, 1), today)
    there = {audience: _there(session, dimension, year) for audience, dimension in DIMENSIONS.items()}
    facts = Facts(year, today, dialogues, there, _inhabitants(there), {})
    return replace(facts, scores=_scores(session, facts))


def _there(session: Session, dimension: str, year: int) -> Mapping[str, int]:
    """The counts of the year, or of the last year before that has any: they are read in after a year has ended."""
    known = select(func.max(PopulationCount.period)).where(
        PopulationCount.dimension == dimension, PopulationCount.period <= str(year)
    )
    latest = session.scalar(known.where(func.length(PopulationCount.period) == len(str(year))))
    return counts(session, latest, dimension) if latest else {}


def _inhabitants(there: Mapping[Audience, Mapping[str, int]]) -> int | None:
    """Everybody from 13 years on; None where either part is missing."""
    adults, young = there[Audience.MEDBORGARE], there[Audience.UNGDOMAR]
    children = [n for cell, n in young.items() if cell.endswith(_UNDER_16)]
    return sum(adults.values()) + sum(children) if adults and children else None


def _scores(session: Session, facts: Facts) -> dict[int, Cell]:
    """What was answered about each dialogue that ended in the year."""
    refs = {subject_of(one.id): one.id for one in facts.closed}
    found = subjects.of_subjects(session, tuple(refs), DELAKTIGHET)
    return {refs[ref]: cell for ref, cell in found.items()}
