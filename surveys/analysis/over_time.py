"""A survey's indices over the last twelve months, and whether they have been rising or falling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from core.periods import middle_of, shape_of
from surveys import results
from surveys.analysis.findings import Rolling, Trend
from surveys.measures import MEASURES, NKI, SERVICE
from surveys.questionnaire import Questionnaire
from surveys.rounds import Round
from surveys.statistics import rolling, trend
from surveys.statistics.methods import CURRENT
from surveys.statistics.sample import Cell, estimate, is_counted, pooled

# The figures the board has; the others are followed through these.
FIGURES = (NKI, SERVICE, "tillganglighet", "bemotande")
# A trend looks this many periods back, so that it never takes longer as years go by.
MOST_PERIODS = 12


def periods_like(rounds: Sequence[Round], period: str) -> tuple[str, ...]:
    """The survey's periods of the same kind up to and with this one, in order, as far back as a trend looks."""
    like = {other.period for other in rounds if shape_of(other.period) == shape_of(period) and other.period <= period}
    return tuple(sorted(like))[-MOST_PERIODS:]


def countable(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a figure: where closed cases are known of every area, answers that name none stay outside."""
    named = tuple(cell for cell in cells if cell.key)
    return named if is_counted(named) else tuple(cells)


def last_year(session: Session, survey_id: int, periods: Sequence[str], measures: Sequence[str]) -> Iterator[Rolling]:
    """Each figure over the twelve months that end with the last of the periods; nothing for whole years."""
    twelve = rolling.last_twelve(periods, periods[-1])
    for measure in measures if twelve else ():
        assert twelve is not None
        found = estimate(countable(results.cells_over(session, survey_id, twelve, measure)), CURRENT)
        if found.n:
            is_shown = found.n >= CURRENT.report_min and not _tells_a_hidden_one(session, survey_id, twelve, measure)
            numbers = (found.estimate, found.low, found.high) if is_shown else (None, None, None)
            yield Rolling(measure, twelve[0], found.n, *numbers)


def _tells_a_hidden_one(session: Session, survey_id: int, periods: Sequence[str], measure: str) -> bool:
    """Whether the periods that are too small to be shown are too small together: the rest could be taken away."""
    sizes = [
        sum(cell.n for cell in countable(results.cells(session, survey_id, period, measure))) for period in periods
    ]
    return 0 < sum(n for n in sizes if n < CURRENT.report_min) < CURRENT.report_min


def trends(
    session: Session, survey_id: int, asked: Mapping[str, Questionnaire], measures: Sequence[str]
) -> Iterator[Trend]:
    """Each figure's trend, over the periods of ``asked`` that put the same questions, in the areas they have in common.

    Areas that only some of the periods have would make another figure of it. Where closed cases are not known for every
    period all answers are taken alike. Errors are those without a population correction, as in every change over time.
    """
    *_, last = asked
    for measure in measures:
        same = [when for when in asked if _items(asked[when], measure) == _items(asked[last], measure)]
        cells = {when: results.cells(session, survey_id, when, measure) for when in same}
        cells = {when: found for when, found in cells.items() if sum(cell.n for cell in found) >= CURRENT.report_min}
        points = list(_points({when: countable(found) for when, found in cells.items()}))
        found = trend.trend(points)
        if found is not None and last in cells:
            yield Trend(
                measure, min(cells), found.periods, found.slope_per_year, found.low, found.high, found.direction.value
            )


def _points(cells: Mapping[str, Sequence[Cell]]) -> Iterator[tuple[float, float | None, float | None]]:
    shared = set.intersection(*({cell.key for cell in found} for found in cells.values())) if cells else set()
    kept = {when: [cell for cell in found if cell.key in shared] for when, found in cells.items()}
    are_counted = all(is_counted(found) for found in kept.values())
    for when, found in kept.items():
        x = middle_of(when)
        one = estimate(found, CURRENT, fpc=False) if are_counted else pooled(found, fpc=False)
        if x is not None:
            yield x, one.estimate, one.se


def _items(questionnaire: Questionnaire, measure: str) -> tuple[tuple[str, str], ...]:
    """The questions behind a measure; the service index has those of its factors."""
    behind = CURRENT.service_factors if measure == SERVICE else (measure,)
    return tuple((key, question.key) for key in behind if key in MEASURES for question in questionnaire.measuring(key))
