"""The round of asking behind an address, as a frozen value with its questionnaire."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, case, or_, select
from sqlalchemy.orm import Session

from core.chat import YOUNGEST_IN_SLACK, ChatChannel, ChatUse
from surveys.errors import NoSuchSurvey, NotYetOpen, SurveyClosed
from surveys.models import Access, Collection, Survey, SurveyVersion
from surveys.questionnaire import Questionnaire


class RoundState(enum.StrEnum):
    """Derived from dates, never stored."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


class Protection(enum.StrEnum):
    """What those who answer have been promised about who can tell which answer is theirs."""

    ANONYMOUS = "anonymous"
    UNTIL_CLOSE = "until_close"
    NAMED = "named"


def state_of(round_: Round | Collection, today: date) -> RoundState:
    """Where a round stands on a day."""
    if round_.closed_at is not None or (round_.closes_on is not None and round_.closes_on < today):
        return RoundState.CLOSED
    if round_.opens_on is not None and round_.opens_on > today:
        return RoundState.COMING
    return RoundState.OPEN


@dataclass(frozen=True, slots=True)
class Round:
    """What the edges need to know about a collection."""

    collection_id: int
    survey_id: int
    version_id: int
    version_number: int
    slug: str
    period: str
    access: Access
    is_anonymous: bool
    is_cut_at_close: bool
    subject_ref: str | None
    is_demo: bool
    slack: ChatUse
    teams: ChatUse
    chat_min_age: int | None
    opens_on: date | None
    closes_on: date | None
    closed_at: datetime | None
    controller: str
    contact: str
    legal_basis: str
    erase_on: date
    questionnaire: Questionnaire

    @property
    def protection(self) -> Protection:
        """Anonymous from the start, confidential until it closes and anonymous then, or with names."""
        if self.is_anonymous:
            return Protection.ANONYMOUS
        return Protection.UNTIL_CLOSE if self.is_cut_at_close else Protection.NAMED

    def use_in(self, channel: ChatChannel) -> ChatUse:
        """What the round is in a chat: no personal code is asked for there, so one with codes is at most a link."""
        use = self.slack if channel is ChatChannel.SLACK else self.teams
        return ChatUse.LINK if use is ChatUse.FULL and self.access is Access.CODE else use

    def youngest_in(self, channel: ChatChannel) -> int | None:
        """How old one must say that one is before answering in a chat; None where age is not asked about."""
        needed = max(self.chat_min_age or 0, YOUNGEST_IN_SLACK if channel is ChatChannel.SLACK else 0)
        return needed or None

    def state(self, today: date) -> RoundState:
        """Whether answers are received on this day."""
        return state_of(self, today)

    def must_be_open(self, today: date) -> None:
        """Raises SurveyClosed or NotYetOpen."""
        state = self.state(today)
        if state is RoundState.CLOSED:
            raise SurveyClosed
        if state is RoundState.COMING:
            raise NotYetOpen

    def must_not_be_closed(self, today: date) -> None:
        """Raises SurveyClosed."""
        if self.state(today) is RoundState.CLOSED:
            raise SurveyClosed

    def language(self, wanted: str) -> str:
        """The language to ask in: the reader's, or the questionnaire's source language."""
        languages = self.questionnaire.languages
        return wanted if wanted in languages else languages[0]


_COLUMNS = (
    Collection.id,
    Collection.survey_id,
    Collection.version_id,
    SurveyVersion.number,
    Survey.slug,
    Collection.period,
    Collection.access,
    Collection.is_anonymous,
    Collection.is_cut_at_close,
    Collection.subject_ref,
    Collection.is_demo,
    Collection.slack,
    Collection.teams,
    Collection.chat_min_age,
    Collection.opens_on,
    Collection.closes_on,
    Collection.closed_at,
    Collection.controller,
    Collection.contact,
    Collection.legal_basis,
    Collection.erase_on,
    SurveyVersion.checksum,
)
_ROUNDS = (
    select(*_COLUMNS)
    .join(Survey, Survey.id == Collection.survey_id)
    .join(SurveyVersion, SurveyVersion.id == Collection.version_id)
)


def open_on(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """The SQL condition that a collection receives answers on a day."""
    return and_(
        Collection.closed_at.is_(None),
        or_(Collection.opens_on.is_(None), Collection.opens_on <= today),
        or_(Collection.closes_on.is_(None), Collection.closes_on >= today),
    )


# Every page a respondent meets asks this: it is put together once, and its row needs no session to follow it.
_CURRENT = (
    _ROUNDS.where(Survey.slug == bindparam("slug"))
    .order_by(
        case((open_on(bindparam("today", type_=Date)), 0), else_=1), Collection.period.desc(), Collection.id.desc()
    )
    .limit(1)
)
_CURRENT_HELD = _CURRENT.with_for_update(read=True, of=Collection)


def current(session: Session, slug: str, today: date, *, to_answer: bool = False) -> Round:
    """The round an address leads to: the open one, else the latest; raises NoSuchSurvey.

    ``to_answer`` keeps it from being closed until the commit, so that no answer comes in behind the closing.
    """
    statement = _CURRENT_HELD if to_answer else _CURRENT
    row = session.connection().execute(statement, {"slug": slug, "today": today}).first()
    if row is None:
        raise NoSuchSurvey
    return _round(session, tuple(row))


def by_id(session: Session, collection_id: int) -> Round:
    """A round by its collection; raises NoSuchSurvey."""
    row = session.execute(_ROUNDS.where(Collection.id == collection_id)).first()
    if row is None:
        raise NoSuchSurvey
    return _round(session, tuple(row))


def of_survey(session: Session, survey_id: int) -> list[Round]:
    """All rounds of a survey, the latest period first."""
    rows = session.execute(
        _ROUNDS.where(Collection.survey_id == survey_id).order_by(Collection.period.desc(), Collection.id.desc())
    ).all()
    return [_round(session, tuple(row)) for row in rows]


def all_open(session: Session, today: date, access: Access = Access.OPEN) -> list[Round]:
    """Every round that receives answers today, from anybody or from those with a code."""
    rows = session.execute(_ROUNDS.where(open_on(today), Collection.access == access).order_by(Survey.title)).all()
    return [_round(session, tuple(row)) for row in rows]


def open_in(session: Session, today: date, channel: ChatChannel) -> list[Round]:
    """Every round that receives answers today and is something in a chat."""
    use = Collection.slack if channel is ChatChannel.SLACK else Collection.teams
    statement = _ROUNDS.where(open_on(today), use != ChatUse.OFF).order_by(Survey.title)
    return [_round(session, tuple(row)) for row in session.execute(statement).all()]


def _round(session: Session, row: tuple[object, ...]) -> Round:
    *values, checksum = row
    questionnaire = _KNOWN.get(str(checksum))
    if questionnaire is None:
        version = session.get_one(SurveyVersion, values[2])
        questionnaire = questionnaire_of(version)
    return Round(*values, questionnaire)  # type: ignore[call-arg, arg-type]


def questionnaire_of(version: SurveyVersion) -> Questionnaire:
    """What a version asks, read once in the life of the process: it never changes."""
    if version.checksum not in _KNOWN:
        _KNOWN[version.checksum] = Questionnaire.from_data(version.definition)
    return _KNOWN[version.checksum]


_KNOWN: dict[str, Questionnaire] = {}
