"""What people got back: the published answers to inspel, and how many inspel have one, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from dialog.feedback.models import Answer, AnswerKind, Decision
from dialog.models import Dialogue, DialogueState, Statement, StatementKind, StatementState

A_PAGE = 20

_S = StatementState
# What was written in a dialogue that was taken back is shown no more, nor is what was answered.
_SHOWN = tuple(state for state in DialogueState if state not in (DialogueState.DRAFT, DialogueState.WITHDRAWN))


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A published answer, or word of where the matter was sent on to, with the inspel it is about.

    ``number`` and ``text`` are those of the inspel as it can be seen: of one that was merged, the other it stands in.
    ``days_late`` is how long after the day first promised the answer came, 0 when it came in time.
    """

    id: int
    dialogue_id: int
    slug: str
    dialogue_title: str
    statement_id: int
    number: int
    text: str
    language: str
    kind: AnswerKind
    decision: Decision | None
    words: str
    unit: str
    due_on: date | None
    reference: str
    link: str
    published_on: date
    updated_on: date | None
    days_late: int
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """How many of a dialogue's published inspel have been answered."""

    answered: int
    asked: int

    @property
    def left(self) -> int:
        """How many wait."""
        return self.asked - self.answered


def of_dialogue(
    session: Session, dialogue_id: int, limit: int = A_PAGE, after: int = 0
) -> tuple[tuple[AnswerView, ...], int | None]:
    """Published answers in the order of their inspel, from the one after inspel number ``after``; one query.

    Also gives the number to go on after when there are more: all answers to an inspel stand on the same page.
    """
    shown = aliased(Statement)
    query = _published(shown).where(Answer.dialogue_id == dialogue_id, shown.number > after)
    found = _views(session, query.order_by(shown.number, Answer.kind, Answer.id).limit(limit + 1))
    if len(found) <= limit:
        return found, None
    whole = tuple(view for view in found if view.number < found[-1].number) or found[:limit]
    return whole, whole[-1].number


def of_statements(session: Session, statement_ids: Iterable[int]) -> Mapping[int, Sequence[AnswerView]]:
    """Published answers by the inspel they were written to, whatever it was merged with since; one query."""
    shown = aliased(Statement)
    wanted = list(statement_ids)
    if not wanted:
        return {}
    query = _published(shown).where(Answer.statement_id.in_(wanted)).order_by(Answer.kind, Answer.id)
    found: dict[int, list[AnswerView]] = {}
    for view in _views(session, query):
        found.setdefault(view.statement_id, []).append(view)
    return found


def latest(session: Session, limit: int) -> tuple[AnswerView, ...]:
    """The answers published last, in any dialogue that can be seen; a referral is no news."""
    shown = aliased(Statement)
    query = _published(shown).where(Answer.kind == AnswerKind.ANSWER, Dialogue.state.in_(_SHOWN))
    return _views(session, query.order_by(Answer.published_on.desc(), Answer.id.desc()).limit(limit))


def answered_of(session: Session, dialogue_id: int) -> Answered:
    """How many published inspel that people could vote on have an answer or were sent on."""
    return answered_of_all(session, [dialogue_id]).get(dialogue_id, Answered(0, 0))


def answered_of_all(session: Session, dialogue_ids: Iterable[int]) -> Mapping[int, Answered]:
    """The same for many dialogues in two queries; one where nothing is published is left out."""
    wanted = list(dialogue_ids)
    on_view = (
        Statement.dialogue_id.in_(wanted),
        Statement.state == _S.PUBLISHED,
        Statement.kind != StatementKind.ABOUT_SELF,
    )
    asked = session.execute(
        select(Statement.dialogue_id, func.count()).where(*on_view).group_by(Statement.dialogue_id)
    ).all()
    written_to = aliased(Statement)
    answered = session.execute(
        select(Statement.dialogue_id, func.count(Statement.id.distinct()))
        .select_from(Answer)
        .join(written_to, written_to.id == Answer.statement_id)
        .join(Statement, Statement.id == func.coalesce(written_to.merged_into_id, written_to.id))
        .where(*on_view, Answer.published_on.is_not(None))
        .group_by(Statement.dialogue_id)
    )
    counts = {row[0]: row[1] for row in answered}
    return {dialogue_id: Answered(counts.get(dialogue_id, 0), n) for dialogue_id, n in asked}


def _published(shown: Any) -> Select[Any]:
    """Published answers to inspel that can be seen; ``shown`` is the inspel as people see it."""
    return (
        select(Answer, shown.number, shown.text, shown.language, Dialogue)
        .join(Statement, Statement.id == Answer.statement_id)
        .join(shown, shown.id == func.coalesce(Statement.merged_into_id, Statement.id))
        .join(Dialogue, Dialogue.id == Answer.dialogue_id)
        .where(
            Answer.published_on.is_not(None),
            shown.state == _S.PUBLISHED,
            shown.kind != StatementKind.ABOUT_SELF,
        )
    )


def _views(session: Session, query: Select[Any]) -> tuple[AnswerView, ...]:
    return tuple(_view(*row) for row in session.execute(query))


def _view(answer: Answer, number: int, text: str, language: str, dialogue: Dialogue) -> AnswerView:
    published_on = answer.published_on or answer.written_on
    due_on = dialogue.feedback_first_due_on or dialogue.feedback_due_on
    return AnswerView(
        id=answer.id,
        dialogue_id=answer.dialogue_id,
        slug=dialogue.slug,
        dialogue_title=dialogue.title,
        statement_id=answer.statement_id,
        number=number,
        text=text,
        language=language,
        kind=answer.kind,
        decision=answer.decision,
        words=answer.words,
        unit=answer.unit,
        due_on=answer.due_on,
        reference=answer.reference,
        link=answer.link,
        published_on=published_on,
        updated_on=answer.updated_on,
        days_late=max((published_on - due_on).days, 0) if due_on else 0,
        is_demo=dialogue.is_demo,
    )
