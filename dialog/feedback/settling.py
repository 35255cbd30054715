"""Saying that a dialogue has its answers, and putting it aside: what must be answered first, as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from dialog import hosting
from dialog.errors import AnswersMissing
from dialog.feedback import overdue, results
from dialog.feedback.models import Decision
from dialog.feedback.results import Answered, AnswerView
from dialog.models import Dialogue


def left(answered: Answered, unsettled: Sequence[AnswerView]) -> int:
    """How much stands in the way: what has no answer, and what was to be looked into by a day that has passed."""
    return answered.left + sum(1 for answer in unsettled if answer.decision is Decision.INVESTIGATING)


def mark_answered(session: Session, dialogue: Dialogue, today: date) -> None:
    """Say that everything the published summary highlights has its answer; raises AnswersMissing or WrongStep."""
    _hold(session, dialogue)
    answered = results.answered_of(session, dialogue.id)
    unsettled = overdue.unsettled_of(session, dialogue.id, today)
    hosting.mark_answered(session, dialogue, today, unanswered=left(answered, unsettled))


def archive(session: Session, dialogue: Dialogue, today: date) -> None:
    """Put an answered dialogue aside; raises AnswersMissing where a later summary highlights more, or WrongStep."""
    _hold(session, dialogue)
    answered = results.answered_of(session, dialogue.id)
    if answered.left:
        raise AnswersMissing(unanswered=answered.left)
    hosting.archive(session, dialogue, today)


def _hold(session: Session, dialogue: Dialogue) -> None:
    """A new version of the summary is published before we count, or after we are done."""
    session.refresh(dialogue, with_for_update=True)
