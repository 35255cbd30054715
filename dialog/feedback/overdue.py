"""What a municipality is about to owe, or owes already: promises of dialogues, and single answers that named a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from dialog.feedback import results
from dialog.feedback.models import SETTLED, Answer
from dialog.feedback.results import Answered, AnswerView
from dialog.models import Dialogue, DialogueState
from dialog.results import DialogueView, view_of

# Staff are reminded this long before the day that was promised.
IS_NEAR = timedelta(days=14)
MOST_DIALOGUES = 500
MOST_ANSWERS = 100

# One that counts as answered owes again when a new version of its summary highlights something more.
_PROMISING = (DialogueState.CLOSED, DialogueState.PUBLISHED, DialogueState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Due:
    """A dialogue that has not answered what it owes; ``days_left`` is below zero once its promised day has passed."""

    view: DialogueView
    answered: Answered
    days_left: int

    @property
    def days_late(self) -> int:
        """How many days have passed since the promised day."""
        return max(-self.days_left, 0)


def promises(session: Session, today: date) -> tuple[Due, ...]:
    """The dialogues whose promised day has passed or is near and that still owe something, the latest first.

    At most four queries. Of more than five hundred whose day has come, the ones promised last are looked at.
    """
    rows = session.scalars(
        select(Dialogue)
        .where(Dialogue.state.in_(_PROMISING), Dialogue.feedback_due_on <= today + IS_NEAR)
        .order_by(Dialogue.feedback_due_on.desc(), Dialogue.id.desc())
        .limit(MOST_DIALOGUES)
    ).all()
    counted = results.answered_of_all(session, [row.id for row in rows]) if rows else {}
    found = [
        Due(view_of(row, today), counted[row.id], (row.feedback_due_on - today).days)
        for row in rows
        if row.feedback_due_on and row.id in counted and counted[row.id].left
    ]
    return tuple(sorted(found, key=lambda due: (due.days_left, due.view.id)))


def answers(session: Session, today: date, limit: int = MOST_ANSWERS) -> tuple[AnswerView, ...]:
    """Published answers whose own day has passed with nothing more said, the one that has waited longest first."""
    return results.matching(session, Answer.due_on < today, _is_unsettled(), limit=limit)


def unsettled_of(session: Session, dialogue_id: int, today: date) -> tuple[AnswerView, ...]:
    """The same of one dialogue."""
    of_it = (Answer.dialogue_id == dialogue_id, Answer.due_on < today, _is_unsettled())
    return results.matching(session, *of_it, limit=MOST_ANSWERS)


def _is_unsettled() -> ColumnElement[bool]:
    return or_(Answer.decision.is_(None), Answer.decision.not_in(SETTLED))
