"""Comments that make one worry about somebody: kept out of ordinary pages and files until a person has read them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core import clock
from core.concerns import handling, raising
from core.concerns.models import Concern, Raiser
from core.language import screening
from surveys import answering, rounds
from surveys.models import Collection, Comment, Survey
from surveys.questionnaire import Questionnaire
from surveys.questions import KINDS, Value

PREFIX = "survey-comment:"


@dataclass(frozen=True, slots=True)
class Said:
    """What one person answered one question in their own words."""

    response_id: uuid.UUID
    question_key: str
    words: str


def is_worrying(words: str) -> bool:
    """Whether a person should read the words soon."""
    return bool(screening.concerns(words))


def worrying(answers: Mapping[str, Any]) -> set[str]:
    """The questions that were answered in worrying words; for what the worker has not looked through yet."""
    return {key for key, value in answers.items() if isinstance(value, str) and is_worrying(value)}


def said(questionnaire: Questionnaire, response_id: uuid.UUID, answers: Mapping[str, Value]) -> list[Said]:
    """A person's own words among some answers."""
    return [
        Said(response_id, question.key, str(answers[question.key]))
        for question in questionnaire.questions
        if question.key in answers and KINDS[question.kind].is_text
    ]


def screen(session: Session, collection_id: int, comments: Iterable[Said]) -> None:
    """Withhold the worrying ones of some comments of a round, and raise them as concerns.

    The concern holds a copy of the words and nothing else of the answer. It is dated with the day alone.
    """
    # The same few words come often; they are looked through once.
    kinds: dict[str, str] = {}
    found = []
    for comment in comments:
        if comment.words not in kinds:
            kinds[comment.words] = next((concern.kind for concern in screening.concerns(comment.words)), "")
        if kinds[comment.words]:
            found.append(comment)
    if not found:
        return
    title = session.scalars(
        select(Survey.title).join(Collection, Collection.survey_id == Survey.id).where(Collection.id == collection_id)
    ).one()
    # In the order of their random keys, which says nothing of who came first.
    for comment in sorted(found, key=lambda one: (str(one.response_id), one.question_key)):
        ref = ref_of(comment.response_id, comment.question_key)
        kind = kinds[comment.words]
        session.execute(
            update(Comment)
            .where(Comment.response_id == comment.response_id, Comment.question_key == comment.question_key)
            .values(is_withheld=True)
            .execution_options(synchronize_session=False)
        )
        raising.raise_(session, ref, title, kind, Raiser.SCREENING, comment.words, None, None, _day())


def on_released(session: Session, payload: Mapping[str, Any]) -> None:
    """Let a comment be shown again, and have what draws on the comments made anew; other rooms' texts are theirs."""
    ref = str(payload["subject_ref"])
    if not ref.startswith(PREFIX):
        return
    response_id, _, key = ref.removeprefix(PREFIX).partition(":")
    comment = session.get(Comment, (uuid.UUID(response_id), key), with_for_update=True, populate_existing=True)
    if handling.give_back(session, ref) is None or comment is None:
        return
    comment.is_withheld = False
    answering.tell(session, rounds.by_id(session, comment.collection_id))


def withheld(session: Session, survey_id: int) -> dict[uuid.UUID, set[str]]:
    """The comments of a survey that no ordinary page or file shows: the questions by response."""
    found: dict[uuid.UUID, set[str]] = {}
    for response_id, key in session.execute(
        select(Comment.response_id, Comment.question_key)
        .join(Collection, Collection.id == Comment.collection_id)
        .where(Collection.survey_id == survey_id, Comment.is_withheld)
    ):
        found.setdefault(response_id, set()).add(key)
    return found


def forget(session: Session, response_id: uuid.UUID) -> None:
    """Erase what was copied of a response that is taken back; that there was a concern stays."""
    for key in session.scalars(
        select(Comment.question_key).where(Comment.response_id == response_id, Comment.is_withheld)
    ):
        handling.forget(session, ref_of(response_id, key), _day())


def follow(session: Session, new_ids: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Let the concerns of withheld comments follow them to new responses, by the old; nothing then holds an old key."""
    for old_id, key in session.execute(
        select(Comment.response_id, Comment.question_key).where(Comment.response_id.in_(new_ids), Comment.is_withheld)
    ).all():
        session.execute(
            update(Concern)
            .where(Concern.subject_ref == ref_of(old_id, key))
            .values(subject_ref=ref_of(new_ids[old_id], key))
            .execution_options(synchronize_session=False)
        )


def ref_of(response_id: uuid.UUID, question_key: str) -> str:
    """What a concern calls a comment."""
    return f"{PREFIX}{response_id}:{question_key}"


def _day() -> datetime:
    """Today without the moment, which would say when somebody answered or took an answer back."""
    return datetime.combine(clock.today(), time(), clock.STOCKHOLM)
