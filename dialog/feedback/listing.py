"""The published inspel of a dialogue as those who answer them go through them."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from dialog.feedback.models import Answer, AnswerKind, Decision
from dialog.models import Statement
from dialog.results import IS_READ

A_PAGE = 25
ANSWER = AnswerKind.ANSWER


class Show(enum.StrEnum):
    """Which of them, by the names in the address."""

    HIGHLIGHTED = "lyfts-fram"
    UNANSWERED = "obesvarade"
    DRAFTS = "utkast"
    ALL = "alla"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in short."""

    kind: AnswerKind
    decision: Decision | None
    is_published: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One published inspel and its answers."""

    number: int
    text: str
    language: str
    replies: tuple[Reply, ...]

    def has(self, kind: AnswerKind) -> bool:
        """Whether there is an answer of that kind, published or not."""
        return any(reply.kind == kind for reply in self.replies)


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and the number to go on after when there are more."""

    lines: tuple[Line, ...]
    after: int | None


def page(session: Session, dialogue_id: int, show: Show, after: int = 0) -> Page:
    """At most twenty-five of them in the order of their numbers, from the one after ``after``; two queries."""
    rows = session.scalars(
        select(Statement)
        .where(
            Statement.dialogue_id == dialogue_id,
            *IS_READ,
            Statement.number > after,
            *_wanted(show),
        )
        .order_by(Statement.number)
        .limit(A_PAGE + 1)
    ).all()
    shown = rows[:A_PAGE]
    return Page(_lines(session, dialogue_id, shown), shown[-1].number if len(rows) > A_PAGE else None)


def of_numbers(session: Session, dialogue_id: int, numbers: Collection[int]) -> tuple[Line, ...]:
    """Those with some numbers that can be read; two queries."""
    query = select(Statement).where(Statement.dialogue_id == dialogue_id, Statement.number.in_(numbers), *IS_READ)
    return _lines(session, dialogue_id, session.scalars(query.order_by(Statement.number)).all())


def _lines(session: Session, dialogue_id: int, rows: Sequence[Statement]) -> tuple[Line, ...]:
    replies = _replies(session, dialogue_id, [row.id for row in rows])
    return tuple(Line(row.number, row.text, row.language, tuple(replies.get(row.id, ()))) for row in rows)


def _wanted(show: Show) -> Sequence[ColumnElement[bool]]:
    written_to = aliased(Statement)
    # What was answered before a merger answers what it was merged into.
    answers = (
        select(Answer.id)
        .join(written_to, written_to.id == Answer.statement_id)
        .where(func.coalesce(written_to.merged_into_id, written_to.id) == Statement.id)
        .correlate(Statement)
    )
    match show:
        case Show.UNANSWERED:
            return [~answers.where(Answer.published_on.is_not(None)).exists()]
        case Show.DRAFTS:
            return [answers.where(Answer.published_on.is_(None)).exists()]
        case Show.ALL | Show.HIGHLIGHTED:
            return []


def _replies(session: Session, dialogue_id: int, statement_ids: Sequence[int]) -> Mapping[int, Sequence[Reply]]:
    """By the inspel they can be read at: what was answered before a merger answers what it was merged into."""
    found: dict[int, list[Reply]] = {}
    shown_at = func.coalesce(Statement.merged_into_id, Statement.id)
    query = select(Answer, shown_at).join(Statement, Statement.id == Answer.statement_id)
    for answer, statement_id in session.execute(
        query.where(Answer.dialogue_id == dialogue_id, shown_at.in_(statement_ids)).order_by(Statement.id, Answer.kind)
    ):
        reply = Reply(answer.kind, answer.decision, answer.published_on is not None)
        found.setdefault(statement_id, []).append(reply)
    return found
