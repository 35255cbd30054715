"""A member of staff says what a comment is; the pages show it at once, and the sums follow in the worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core.corrections import correcting
from surveys.comments import analysing, marks
from surveys.comments.results import CommentView


def correct(session: Session, comment: CommentView, tone: str, factors: Sequence[str], by: str, now: datetime) -> None:
    """Say that a comment has a tone (one of LABELS) and is about some factors; raises ValueError for others."""
    ref = marks.subject_of(comment.response_id, comment.question_key)
    findings = comment.findings
    correcting.correct(session, ref, findings.redacted, findings.language, tone, factors, by, now)
    said = correcting.of(session, [ref])
    read = [(comment.response_id, findings)]
    analysing.mark(session, comment.collection_id, comment.question_key, read, said)
    analysing.ask_for(session, comment.collection_id, now)
