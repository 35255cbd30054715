"""Answering inspel in public and sending them on: written, published and changed, never by two at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from dialog.feedback.errors import AnsweredMeanwhile, CannotBeAnswered, PublishedAnswerStays
from dialog.feedback.models import Answer, AnswerKind, Decision
from dialog.models import Statement, StatementKind, StatementState
from dialog.results import IS_READ, Inspel, inspel_of
from dialog.topics import ANSWER_PUBLISHED

LONGEST_WORDS = 2000
NOTHING = ""
# So many drafts are shown and published in one go; whoever has more does it again.
MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Written:
    """What an answer says. Only an answer has a ``decision``, and only a referral a ``link`` (https)."""

    words: str
    unit: str
    decision: Decision | None = None
    due_on: date | None = None
    reference: str = ""
    link: str = ""


def find(session: Session, statement_id: int, kind: AnswerKind) -> Answer | None:
    """The answer of a kind to an inspel, published or not."""
    return session.scalar(select(Answer).where(Answer.statement_id == statement_id, Answer.kind == kind))


def written(answer: Answer) -> Written:
    """What an answer says as it stands."""
    return Written(answer.words, answer.unit, answer.decision, answer.due_on, answer.reference, answer.link)


def mark_of(answer: Answer | None) -> str:
    """Tells one state of an answer from another: what a form says that its writer had before them."""
    if answer is None:
        return NOTHING
    told = asdict(written(answer)) | {"published_on": answer.published_on}
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()[:16]


def save(
    session: Session,
    statement: Statement,
    kind: AnswerKind,
    said: Written,
    by: str,
    today: date,
    *,
    publish: bool,
    seen: str | None = None,
) -> Answer:
    """Write or change the answer of a kind to a published inspel; ``publish`` shows it to everybody.

    A published answer that is changed stays published and says on which day it was changed. Raises CannotBeAnswered
    for an inspel that is not on view, AnsweredMeanwhile where the answer is not the one ``seen`` marks.
    """
    answer = _take(session, statement, kind, seen)
    is_read = statement.state is StatementState.PUBLISHED and statement.kind is not StatementKind.ABOUT_SELF
    if not is_read and (answer is None or statement.state is not _MERGED):
        raise CannotBeAnswered
    if answer is None:
        answer = Answer(dialogue_id=statement.dialogue_id, statement_id=statement.id, kind=kind)
        session.add(answer)
    was, is_published = mark_of(answer), answer.published_on is not None
    for name, value in asdict(said).items():
        setattr(answer, name, value)
    answer.written_by, answer.written_on = by, today
    if is_published and mark_of(answer) != was:
        answer.updated_on = today
    session.flush()
    if publish and not is_published:
        _publish(session, answer, today)
    return answer


def save_together(
    session: Session,
    statements: Sequence[Statement],
    said: Written,
    by: str,
    today: date,
    *,
    publish: bool,
    seen: str | None = None,
) -> tuple[Answer, ...]:
    """Write or change one answer to several inspel that say the same; ``seen`` is the mark of all their answers.

    What is published among them stays published. Raises CannotBeAnswered or AnsweredMeanwhile, and then writes nothing.
    """
    # In the order of their keys, so that two who answer at the same time wait for each other and not for ever.
    in_order = sorted(statements, key=lambda one: one.id)
    held = [_take(session, statement, AnswerKind.ANSWER, None) for statement in in_order]
    if seen is not None and mark_of_all(held) != seen:
        raise AnsweredMeanwhile(name=next((answer.written_by for answer in held if answer), ""))
    return tuple(save(session, one, AnswerKind.ANSWER, said, by, today, publish=publish) for one in in_order)


def answers_to(session: Session, statements: Sequence[Statement]) -> tuple[Answer | None, ...]:
    """The answers of our own to some inspel as they stand, in the order of the keys of the inspel."""
    keys = sorted(one.id for one in statements)
    query = select(Answer).where(Answer.statement_id.in_(keys), Answer.kind == AnswerKind.ANSWER)
    found: Mapping[int, Answer] = {answer.statement_id: answer for answer in session.scalars(query)}
    return tuple(found.get(key) for key in keys)


def mark_of_all(answers: Sequence[Answer | None]) -> str:
    """Tells one state of several answers from another."""
    return hashlib.sha256(" ".join(mark_of(answer) or "-" for answer in answers).encode()).hexdigest()[:16]


def drafts(session: Session, dialogue_id: int) -> tuple[Answer, ...]:
    """At most twenty answers that wait to be published, to inspel that can be read, by the keys of the inspel."""
    query = (
        select(Answer)
        .join(Statement, Statement.id == Answer.statement_id)
        .where(Answer.dialogue_id == dialogue_id, Answer.published_on.is_(None), *IS_READ)
        .order_by(Answer.statement_id, Answer.kind)
    )
    return tuple(session.scalars(query.limit(MOST_AT_ONCE)))


def with_inspel(session: Session, answers: Sequence[Answer]) -> Sequence[tuple[Answer, Inspel]]:
    """Some answers with the inspel they are written to; one query."""
    query = select(Statement).where(Statement.id.in_([answer.statement_id for answer in answers]))
    found = {row.id: inspel_of(row) for row in session.scalars(query)}
    return [(answer, found[answer.statement_id]) for answer in answers]


def publish_drafts(session: Session, dialogue_id: int, today: date, *, seen: str) -> tuple[Answer, ...]:
    """Publish the drafts that whoever does it has seen; raises AnsweredMeanwhile where they are not the same now."""
    waiting = select(Answer.statement_id).where(Answer.dialogue_id == dialogue_id, Answer.published_on.is_(None))
    # Whoever writes an answer holds its inspel meanwhile: after this nobody changes what is read here.
    session.execute(
        select(Statement.id).where(Statement.id.in_(waiting)).order_by(Statement.id).with_for_update(key_share=True)
    )
    session.expire_all()
    found = drafts(session, dialogue_id)
    if mark_of_all(found) != seen:
        raise AnsweredMeanwhile(name=next((answer.written_by for answer in found), ""))
    for answer in found:
        _publish(session, answer, today)
    return found


def discard(session: Session, statement: Statement, kind: AnswerKind, *, seen: str | None = None) -> None:
    """Throw a draft away; nothing happens where there is none.

    Raises PublishedAnswerStays for what people have been told, AnsweredMeanwhile.
    """
    answer = _take(session, statement, kind, seen)
    if answer is None:
        return
    if answer.published_on is not None:
        raise PublishedAnswerStays
    session.delete(answer)
    session.flush()


_MERGED = StatementState.MERGED


def _publish(session: Session, answer: Answer, today: date) -> None:
    answer.published_on = today
    session.flush()
    outbox.post(
        session,
        ANSWER_PUBLISHED,
        dialogue_id=answer.dialogue_id,
        statement_id=answer.statement_id,
        answer_id=answer.id,
    )


def _take(session: Session, statement: Statement, kind: AnswerKind, seen: str | None) -> Answer | None:
    """The answer as it stands, with the inspel's row in hand so that two who write take turns."""
    session.flush()
    session.refresh(statement, with_for_update={"key_share": True})
    query = select(Answer).where(Answer.statement_id == statement.id, Answer.kind == kind)
    answer = session.scalar(query.execution_options(populate_existing=True))
    if seen is not None and mark_of(answer) != seen:
        raise AnsweredMeanwhile(name=answer.written_by if answer else "")
    return answer
