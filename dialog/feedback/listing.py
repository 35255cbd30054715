"""The published inspel of a dialogue as those who answer them go through them."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from dialog.feedback.models import Answer, AnswerKind, Decision
from dialog.models import Statement, StatementKind, StatementState

A_PAGE = 25


class Show(enum.StrEnum):
    """Which of them, by the names in the address."""

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
            Statement.state == StatementState.PUBLISHED,
            Statement.kind != StatementKind.ABOUT_SELF,
            Statement.number > after,
            *_wanted(show),
        )
        .order_by(Statement.number)
        .limit(A_PAGE + 1)
    ).all()
    shown = rows[:A_PAGE]
    replies = _replies(session, [row.id for row in shown])
    lines = tuple(Line(row.number, row.text, row.language, tuple(replies.get(row.id, ()))) for row in shown)
    return Page(lines, shown[-1].number if len(rows) > A_PAGE else None)


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
        case Show.ALL:
            return []


def _replies(session: Session, statement_ids: Sequence[int]) -> Mapping[int, Sequence[Reply]]:
    found: dict[int, list[Reply]] = {}
    query = select(Answer).where(Answer.statement_id.in_(statement_ids)).order_by(Answer.kind)
    for answer in session.scalars(query):
        reply = Reply(answer.kind, answer.decision, answer.published_on is not None)
        found.setdefault(answer.statement_id, []).append(reply)
    return found
