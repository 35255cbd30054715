"""What other rooms may know of a survey's comments: their subjects and what staff let be quoted, never the tone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from core.corrections.forms import FACTOR_NAMES
from core.i18n import gettext as _
from core.i18n import language
from core.statistics.intervals import Interval, wilson
from core.statistics.suppression import REPORT_MIN
from core.summaries.clauses import CONFIDENCE
from surveys import results, rounds
from surveys.comments import results as comments
from surveys.comments.reporting import MOST_QUOTES
from surveys.comments.results import Overview
from surveys.rounds import Round

# The latest rounds of a period, and the largest subjects of each question.
MOST_ROUNDS = 4
MOST_THEMES = 8


@dataclass(frozen=True, slots=True)
class Count:
    """How many comments are about something, as a share (0-1) of all with its 90 % interval."""

    name: str
    n: int
    share: float
    limits: Interval


@dataclass(frozen=True, slots=True)
class Quote:
    """A comment that staff have read and chosen, without personal data."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Commented:
    """The comments on one question of a round; ``n`` is at least seven, and so is that of every count."""

    question: str
    period: str
    n: int
    themes: tuple[Count, ...]
    factors: tuple[Count, ...]
    quotes: tuple[Quote, ...]
    is_demo: bool


def of_period(session: Session, survey: str, period: str) -> tuple[Commented, ...]:
    """The comments of a survey's rounds in a period, a year with all its parts; at most three quotes in all.

    A question that fewer than seven have commented on is left out, and so is a subject with fewer comments.
    """
    survey_id = results.survey_id(session, survey)
    if survey_id is None:
        return ()
    asked = (one for one in rounds.of_survey(session, survey_id) if _is_in(one.period, period))
    latest = list(islice(asked, MOST_ROUNDS))
    left = MOST_QUOTES
    found = []
    for round_ in latest:
        for overview in comments.overviews(session, round_.collection_id):
            if overview.n < REPORT_MIN:
                continue
            quotes = _quotes(session, round_, overview, left)
            left -= len(quotes)
            found.append(_of_question(round_, overview, quotes))
    return tuple(found)


def _is_in(period: str, whole: str) -> bool:
    return period == whole or (len(whole) == len("2026") and period.startswith(f"{whole}-"))


def _quotes(session: Session, round_: Round, overview: Overview, most: int) -> tuple[Quote, ...]:
    chosen = comments.for_report(session, round_.collection_id, overview.question_key, most) if most else ()
    return tuple(Quote(one.findings.redacted, one.findings.language) for one in chosen)


def _of_question(round_: Round, overview: Overview, quotes: tuple[Quote, ...]) -> Commented:
    asked = (one.text.into(language()) for one in round_.questionnaire.questions if one.key == overview.question_key)
    themes = [(theme.name, theme.n) for theme in overview.themes]
    factors = [(str(_(FACTOR_NAMES[factor])), n) for factor, n, _words in overview.factors]
    return Commented(
        question=next(asked, overview.question_key),
        period=round_.period,
        n=overview.n,
        themes=_counts(themes, overview.n)[:MOST_THEMES],
        factors=_counts(factors, overview.n),
        quotes=quotes,
        is_demo=round_.is_demo,
    )


def _counts(named: Iterable[tuple[str, int]], n: int) -> tuple[Count, ...]:
    """Those of at least seven comments, in the order they come."""
    return tuple(Count(name, k, k / n, wilson(k, n, CONFIDENCE)) for name, k in named if k >= REPORT_MIN)
