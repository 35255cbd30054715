"""What the database is asked for: sums of scores, answers a thousand at a time, and counts of the population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core import population
from core.population import PopulationCount
from surveys.measures import AGE_GROUP, SEX
from surveys.models import Response, ResponseState, Score
from surveys.statistics.importance import Moments
from surveys.statistics.sample import CENTRE

BATCH = 1000


def moments(session: Session, survey_id: int, period: str, measures: Sequence[str]) -> Moments:
    """The scores of those who have one of every measure, as sums and sums of products; the database adds them up."""
    values = [
        func.max(case((Score.measure == measure, Score.value - CENTRE))).label(f"x{i}")
        for i, measure in enumerate(measures)
    ]
    person = (
        select(*values)
        .where(Score.survey_id == survey_id, Score.period == period, Score.measure.in_(measures))
        .group_by(Score.response_id)
        .having(func.count() == len(measures))
        .subquery()
    )
    x = [person.c[f"x{i}"] for i in range(len(measures))]
    pairs = [(i, j) for i in range(len(x)) for j in range(i, len(x))]
    row = session.execute(
        select(func.count(), *(func.sum(one) for one in x), *(func.sum(x[i] * x[j]) for i, j in pairs)).select_from(
            person
        )
    ).one()
    n, *sums = (value or 0.0 for value in row)
    products = [[0.0] * len(x) for _ in x]
    for (i, j), value in zip(pairs, sums[len(x) :], strict=True):
        products[i][j] = products[j][i] = float(value)
    return Moments(
        tuple(measures), int(n), tuple(float(total) for total in sums[: len(x)]), tuple(tuple(one) for one in products)
    )


def answers(session: Session, collection_ids: Sequence[int]) -> Iterator[Sequence[Mapping[str, Any]]]:
    """What people answered in some rounds, a thousand people at a time and never more of them in memory."""
    found = session.scalars(
        select(Response.answers)
        .where(Response.collection_id.in_(collection_ids), Response.state == ResponseState.SUBMITTED)
        .execution_options(yield_per=BATCH)
    )
    yield from found.partitions()


def people(session: Session, year: str) -> tuple[str, dict[str, dict[str, int]]]:
    """The population by sex and by age group in a year, or in the last year there is; "" and nothing where unknown."""
    known = set(
        session.scalars(
            select(PopulationCount.period)
            .where(PopulationCount.dimension.in_((SEX, AGE_GROUP)))
            .group_by(PopulationCount.period)
            .having(func.count(PopulationCount.dimension.distinct()) == 2)
        )
    )
    if not known:
        return "", {}
    chosen = year if year in known else max(known)
    return chosen, {dimension: population.counts(session, chosen, dimension) for dimension in (SEX, AGE_GROUP)}
