"""What the answers say, as frozen values: pages and indicators read these and never a live row."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core import population
from core.prompts import DONT_KNOW
from core.statistics.suppression import FLOOR_NEVER
from surveys import concerns, rounds, tallying
from surveys.measures import AREA
from surveys.models import UNTALLIED, Collection, Comment, Response, Score, Survey, SurveyVersion, Tally
from surveys.questions import KINDS, Question
from surveys.rounds import Round, questionnaire_of
from surveys.statistics import rolling
from surveys.statistics.clusters import ClusterSums
from surveys.statistics.sample import CENTRE, Cell

COMMENTS_A_PAGE = 20
# What the worker has not counted yet is counted on the page, up to this many: the page never grows with the answers.
MOST_PENDING = 2000


@dataclass(frozen=True, slots=True)
class ClosedCases:
    """Closed cases by area; ``dimension`` names the reference counts they come from: all cases, or one type's."""

    by_area: Mapping[str, int]
    dimension: str


@dataclass(frozen=True, slots=True)
class AreaCount:
    """Answers in one area and, where it is known, closed cases there."""

    area: str
    label: str
    n: int
    population: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """How many gave one answer; ``share`` is of those who answered, "vet ej" left out."""

    value: str
    label: str
    n: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Distribution:
    """The answers to one question; ``mean`` is on the question's own scale."""

    key: str
    kind: str
    text: str
    n: int
    dont_know: int
    mean: float | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class LiveNumbers:
    """A round as it stands this moment."""

    n: int
    population: int | None
    areas: tuple[AreaCount, ...]
    distributions: tuple[Distribution, ...]


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A person's own words."""

    question: str
    words: str


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Twenty comments; ``after`` leads to the next page."""

    rows: tuple[CommentRow, ...]
    after: str | None


def counts(session: Session, collection_ids: Sequence[int], only: str = "") -> Counter[tuple[str, str]]:
    """Tallies of some rounds together, with what the worker has not reached yet.

    ``only`` names the one key that is wanted: hundreds of other rows then stay in the database.
    """
    found: Counter[tuple[str, str]] = Counter()
    tallies = (
        select(Tally.question_key, Tally.value, func.sum(Tally.n))
        .where(Tally.collection_id.in_(collection_ids))
        .group_by(Tally.question_key, Tally.value)
    )
    for key, value, n in session.execute(tallies.where(Tally.question_key == only) if only else tallies):
        found[key, value] = int(n)
    pending = session.execute(
        select(SurveyVersion, Response.answers, Response.area, Response.customer_type)
        .join(SurveyVersion, SurveyVersion.id == Response.version_id)
        .where(Response.collection_id.in_(collection_ids), UNTALLIED)
        .limit(MOST_PENDING)
    )
    for version, answers, area, customer_type in pending:
        found.update(tallying.count(questionnaire_of(version), answers, area, customer_type))
    return found


def live(session: Session, round_: Round, language: str) -> LiveNumbers:
    """How a round stands, for staff: every submitted answer is in it at once, and how they fell from five on."""
    found = counts(session, [round_.collection_id])
    known = population.counts(session, round_.period)
    by_area = _by_area(found, None)
    asked = {option.key for question in round_.questionnaire.measuring(AREA) for option in question.options}
    seen = {area for area in asked if area in known} | {area for area in by_area if area}
    areas = tuple(
        AreaCount(area, _area_label(round_, area, language), by_area[area], known.get(area))
        for area in sorted(seen, key=lambda area: (-by_area[area], area))
    )
    n = found[tallying.ALL, ""]
    is_counted = bool(areas) and all(count.population is not None for count in areas)
    return LiveNumbers(
        n=n,
        population=sum(known.get(area, 0) for area in asked) if is_counted else None,
        areas=areas,
        # The respondents were told that nobody sees results for fewer than five, and staff are somebody.
        distributions=()
        if n < FLOOR_NEVER
        else tuple(
            _distribution(question, found, language)
            for question in round_.questionnaire.questions
            if question.kind != "information" and not KINDS[question.kind].is_text
        ),
    )


def _by_area(found: Mapping[tuple[str, str], int], customer_types: Sequence[str] | None) -> Counter[str]:
    areas: Counter[str] = Counter()
    for (key, value), n in found.items():
        if key == tallying.CELL:
            area, _, customer_type = value.partition("/")
            if customer_types is None or customer_type in (*customer_types, ""):
                areas[area] += n
    return areas


def _area_label(round_: Round, area: str, language: str) -> str:
    for question in round_.questionnaire.measuring(AREA):
        option = question.option(area)
        if option:
            return option.text.into(language)
    return area


def _distribution(question: Question, found: Mapping[tuple[str, str], int], language: str) -> Distribution:
    prompt = KINDS[question.kind].prompt(question, language)
    mine = {value: n for (key, value), n in found.items() if key == question.key}
    dont_know = mine.pop(DONT_KNOW, 0)
    answered = mine.pop(tallying.ANYTHING, 0) - dont_know
    known = {choice.key: choice.label for choice in prompt.choices if choice.key != DONT_KNOW}
    if question.kind == "number":
        known = {value: value for value in sorted(mine, key=float)}
    mean = sum(float(value) * n for value, n in mine.items()) / answered if answered and _is_numeric(question) else None
    return Distribution(
        question.key,
        question.kind,
        prompt.label,
        answered,
        dont_know,
        mean,
        tuple(
            Bar(value, label, mine.get(value, 0), mine.get(value, 0) / answered if answered else None)
            for value, label in known.items()
        ),
    )


def _is_numeric(question: Question) -> bool:
    return question.kind in ("scale", "number")


def cells(
    session: Session, survey_id: int, period: str, measure: str, customer_types: Sequence[str] | None = None
) -> tuple[Cell, ...]:
    """The scores of a measure by area, with closed cases where they are known; areas in alphabetical order.

    One aggregate in the database, and one more where some customer may have several answers: these are then clusters.
    ``customer_types`` keeps those types and answers whose type is unknown.
    """
    centred = Score.value - CENTRE
    is_asked = _asked(survey_id, [period], measure, customer_types)
    found = session.execute(
        select(Score.area, func.count(), func.sum(centred), func.sum(centred * centred), func.count(Score.cluster))
        .where(*is_asked)
        .group_by(Score.area)
        .order_by(Score.area)
    ).all()
    known = closed_cases(session, period, customer_types).by_area
    clustered = _clustered(session, is_asked) if any(row[-1] for row in found) else {}
    return tuple(
        _cell(area, int(n), float(total), float(squares), known.get(area), clustered.get(area))
        for area, n, total, squares, _ in found
    )


def cells_over(
    session: Session, survey_id: int, periods: Sequence[str], measure: str, customer_types: Sequence[str] | None = None
) -> tuple[Cell, ...]:
    """The scores of several periods as if they were one, by area; closed cases are added.

    A customer is one however many of the periods have answers from it.
    """
    found = rolling.merged([cells(session, survey_id, period, measure, customer_types) for period in periods])
    if all(cell.clusters is None for cell in found):
        return found
    clustered = _clustered(session, _asked(survey_id, periods, measure, customer_types))
    return tuple(
        _cell(cell.key, cell.n, cell.total, cell.total_of_squares, cell.population, clustered.get(cell.key))
        for cell in found
    )


def _asked(
    survey_id: int, periods: Sequence[str], measure: str, customer_types: Sequence[str] | None
) -> list[ColumnElement[bool]]:
    """Which scores are summed. One period is compared and not listed, so that the index can give areas in order."""
    is_asked: list[ColumnElement[bool]] = [
        Score.survey_id == survey_id,
        Score.measure == measure,
        Score.period == periods[0] if len(periods) == 1 else Score.period.in_(periods),
    ]
    if customer_types is not None:
        is_asked.append(Score.customer_type.in_([*customer_types, ""]))
    return is_asked


def _clustered(session: Session, is_asked: Sequence[ColumnElement[bool]]) -> dict[str, tuple[float, ...]]:
    """By area, for the answers whose customer is known: what ``ClusterSums`` needs, from customers and not answers."""
    centred = Score.value - CENTRE
    customer = (
        select(
            Score.area.label("area"),
            func.count().label("n"),
            func.sum(centred).label("total"),
            func.sum(centred * centred).label("squares"),
        )
        .where(*is_asked, Score.cluster.is_not(None))
        .group_by(Score.area, Score.cluster)
        .subquery()
    )
    sums = select(
        customer.c.area,
        func.count(),
        func.sum(customer.c.n),
        func.sum(customer.c.total),
        func.sum(customer.c.squares),
        func.sum(customer.c.n * customer.c.n),
        func.sum(customer.c.total * customer.c.total),
        func.sum(customer.c.n * customer.c.total),
    ).group_by(customer.c.area)
    return {area: tuple(float(value) for value in row) for area, *row in session.execute(sums)}


def _cell(
    area: str, n: int, total: float, squares: float, known: int | None, clustered: tuple[float, ...] | None
) -> Cell:
    """The cell of an area; an answer whose customer is unknown is a customer of its own."""
    if clustered is None:
        return Cell(area, n, total, squares, known)
    clusters, known_n, known_total, known_squares, n_squared, total_squared, n_total = clustered
    alone = n - int(known_n)
    # Subtracting leaves noise where nothing is left.
    lone_total, lone_squares = (total - known_total, max(0.0, squares - known_squares)) if alone else (0.0, 0.0)
    return ClusterSums(
        area,
        clusters=int(clusters) + alone,
        n=n,
        total=total,
        total_of_squares=squares,
        n_squared=int(n_squared) + alone,
        total_squared=total_squared + lone_squares,
        n_total=n_total + lone_total,
        population=known,
    ).cell()


def closed_cases(session: Session, period: str, customer_types: Sequence[str] | None = None) -> ClosedCases:
    """The closed cases of a period: those of the customer types where they have been counted, else all there are.

    Counts of one customer type have a dimension of their own, such as ``area:foretag``; of several types each must.
    """
    if customer_types:
        of_types = {kind: population.counts(session, period, f"{population.AREA}:{kind}") for kind in customer_types}
        if all(of_types.values()):
            areas = {area for counted in of_types.values() for area in counted}
            summed = {area: sum(counted.get(area, 0) for counted in of_types.values()) for area in areas}
            return ClosedCases(summed, f"{population.AREA}:{'+'.join(customer_types)}")
    return ClosedCases(population.counts(session, period), population.AREA)


def bases(session: Session, survey_id: int, period: str, customer_types: Sequence[str] | None = None) -> dict[str, int]:
    """How many took part in each area, whatever they answered: the base that small-group rules look at."""
    ids = list(
        session.scalars(select(Collection.id).where(Collection.survey_id == survey_id, Collection.period == period))
    )
    return dict(_by_area(counts(session, ids, tallying.CELL), customer_types))


def survey_id(session: Session, slug: str) -> int | None:
    """The survey with an address."""
    return session.scalar(select(Survey.id).where(Survey.slug == slug))


def is_open(session: Session, survey_id: int, period: str, today: date) -> bool:
    """Whether a round of a period still receives answers."""
    return bool(
        session.scalar(
            select(func.count())
            .select_from(Collection)
            .where(Collection.survey_id == survey_id, Collection.period == period, rounds.open_on(today))
        )
    )


def one_at_a_time(session: Session, survey_id: int) -> None:
    """Wait until nobody else holds the survey's figures, and hold them until the commit.

    Its key is left free: whoever answers refers to the survey, and does not wait.
    """
    session.execute(select(Survey.id).where(Survey.id == survey_id).with_for_update(key_share=True))


def is_demo(session: Session, survey_id: int, period: str) -> bool:
    """Whether any round of a period holds invented data."""
    return bool(
        session.scalar(
            select(func.count())
            .select_from(Collection)
            .where(Collection.survey_id == survey_id, Collection.period == period, Collection.is_demo)
        )
    )


def periods(session: Session, survey_id: int) -> list[str]:
    """The periods a survey has rounds in, the earliest first."""
    return list(
        session.scalars(
            select(Collection.period).where(Collection.survey_id == survey_id).distinct().order_by(Collection.period)
        )
    )


def comments(session: Session, round_: Round, language: str, after: str | None) -> CommentPage:
    """Comments in the order of random keys, so that nothing tells who wrote first."""
    statement = (
        select(Comment.question_key, Comment.response_id, Comment.words, Response.is_tallied)
        .join(Response, Response.id == Comment.response_id)
        .where(Comment.collection_id == round_.collection_id, Comment.is_withheld.is_(False))
        .order_by(Comment.question_key, Comment.response_id)
        .limit(COMMENTS_A_PAGE + 1)
    )
    if after:
        key, _, response_id = after.partition("/")
        try:
            position = uuid.UUID(response_id)
        except ValueError:
            position = uuid.UUID(int=0)
        statement = statement.where(
            (Comment.question_key > key) | ((Comment.question_key == key) & (Comment.response_id > position))
        )
    rows = session.execute(statement).all()
    shown = rows[:COMMENTS_A_PAGE]
    questions = {question.key: question.text.into(language) for question in round_.questionnaire.questions}
    return CommentPage(
        tuple(
            CommentRow(questions.get(key, key), words)
            for key, _, words, is_counted in shown
            if is_counted or not concerns.is_worrying(words)
        ),
        f"{shown[-1][0]}/{shown[-1][1]}" if len(rows) > COMMENTS_A_PAGE else None,
    )
