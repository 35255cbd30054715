"""The short names of what a comment may be picked by, and of the comment itself in other rooms' tables."""

from __future__ import annotations

import uuid

REST = "rest"
EXTRACT = "extract"
UNREAD = "unread"
# Staff have read a comment and let the delårsrapport quote it.
REPORT = "report"


def tone(label: str | None) -> str:
    """A tone; one that nobody could judge is ``unread``."""
    return f"tone:{label or UNREAD}"


def factor(name: str) -> str:
    """A service factor."""
    return f"factor:{name}"


def theme(key: str) -> str:
    """A theme of the question's comments, or REST for those in none."""
    return f"theme:{key}"


def cited(ref: str) -> str:
    """A comment that the summary quotes, by the ref its sentences know it by."""
    return f"cited:{ref}"


def subject_of(response_id: uuid.UUID, question_key: str) -> str:
    """What corrections call one comment."""
    return f"survey:{response_id}/{question_key}"


def themes_of(survey_id: int, question_key: str) -> str:
    """What decisions about themes call the comments on a question, the same in every round."""
    return f"survey:{survey_id}/{question_key}"
