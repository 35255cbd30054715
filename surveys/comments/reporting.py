"""Staff let the delårsrapport quote a comment they have read, or no longer."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.db import insert_into
from core.statistics.suppression import REPORT_MIN
from surveys.comments import marks
from surveys.comments.models import CommentMark, CommentThemes
from surveys.comments.results import CommentView
from surveys.errors import EnoughQuoted, TooFewToQuote

MOST_QUOTES = 3
# The surveys that figures of the målbild come from; the report quotes no other.
REPORTED = frozenset({"myndighetsservice-foretag"})


def allow(session: Session, comment: CommentView) -> bool:
    """Let a report quote a comment; whether that was a change.

    Raises TooFewToQuote while fewer than seven have written, and EnoughQuoted for a fourth on the same question.
    """
    # Two who choose at once choose one after the other.
    summed = session.get(CommentThemes, (comment.collection_id, comment.question_key), with_for_update=True)
    if summed is None or summed.document["n"] < REPORT_MIN:
        raise TooFewToQuote
    chosen = session.scalars(
        select(CommentMark.response_id).where(
            CommentMark.collection_id == comment.collection_id,
            CommentMark.question_key == comment.question_key,
            CommentMark.mark == marks.REPORT,
        )
    ).all()
    if comment.response_id in chosen:
        return False
    if len(chosen) >= MOST_QUOTES:
        raise EnoughQuoted
    session.execute(
        insert_into(session, CommentMark)
        .values(
            collection_id=comment.collection_id,
            question_key=comment.question_key,
            mark=marks.REPORT,
            response_id=comment.response_id,
        )
        .on_conflict_do_nothing()
    )
    return True


def disallow(session: Session, comment: CommentView) -> bool:
    """Take a comment back out of the report; whether it was in."""
    taken = session.execute(
        delete(CommentMark)
        .where(
            CommentMark.collection_id == comment.collection_id,
            CommentMark.question_key == comment.question_key,
            CommentMark.mark == marks.REPORT,
            CommentMark.response_id == comment.response_id,
        )
        .returning(CommentMark.response_id)
    ).all()
    return bool(taken)
