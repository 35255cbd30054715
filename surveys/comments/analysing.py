"""Reads the comments of a round in the worker: each one for itself first, and then what they say together."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from core import outbox
from core.corrections import calibrating, correcting
from core.corrections.correcting import Correction
from core.db import insert_into, table_of
from core.language import analysing
from core.language.analysing import TextFindings
from surveys.comments import marks
from surveys.comments.models import CommentFinding, CommentMark, CommentThemes
from surveys.models import Comment, Response
from surveys.topics import COMMENTS_DUE

# The worker never holds more than so many comments with all that was found in them.
BATCH = 500
# While answers stream in, what comments say together is at most this old.
AT_MOST_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in one comment."""

    response_id: uuid.UUID
    question_key: str
    findings: TextFindings


@dataclass(frozen=True, slots=True)
class Batch:
    """Comments read by the same analyser, not stored yet."""

    collection_id: int
    analyser: str
    read: tuple[Read, ...]


def ask_for(session: Session, collection_id: int, now: datetime) -> None:
    """Have the worker read what it has not read of a round's comments, and sum them up anew."""
    made_at = session.scalar(
        select(func.max(CommentThemes.made_at)).where(CommentThemes.collection_id == collection_id)
    )
    due_at = max(now, made_at + AT_MOST_EVERY) if made_at else now
    outbox.post(session, COMMENTS_DUE, key=str(collection_id), due_at=due_at, collection_id=collection_id)


def behind(session: Session, analyser: str) -> list[int]:
    """The rounds with comments that this analyser has not summed up."""
    is_done = exists().where(CommentThemes.collection_id == Comment.collection_id, CommentThemes.analyser == analyser)
    return list(
        session.scalars(
            select(Comment.collection_id)
            .where(Comment.is_withheld.is_(False), ~is_done)
            .distinct()
            .order_by(Comment.collection_id)
        )
    )


def next_batch(session: Session, collection_id: int) -> Batch:
    """Read up to 500 comments that this analyser has not read; none are left when it is empty. Nothing is written."""
    calibration = calibrating.in_use(session)
    analyser = calibrating.analyser_of(calibration)
    rows = session.execute(
        select(Comment.response_id, Comment.question_key, Comment.words, Response.language)
        .join(Response, Response.id == Comment.response_id)
        .outerjoin(
            CommentFinding,
            (CommentFinding.response_id == Comment.response_id) & (CommentFinding.question_key == Comment.question_key),
        )
        .where(
            Comment.collection_id == collection_id,
            Comment.is_withheld.is_(False),
            CommentFinding.analyser.is_(None) | (CommentFinding.analyser != analyser),
        )
        .order_by(Comment.question_key, Comment.response_id)
        .limit(BATCH)
    ).all()
    session.rollback()
    by_language = defaultdict(list)
    for row in rows:
        by_language[row.language].append(row)
    read = [
        Read(row.response_id, row.question_key, findings)
        for language, asked in by_language.items()
        for row, findings in zip(
            asked, analysing.analyse([row.words for row in asked], language, calibration), strict=True
        )
    ]
    return Batch(collection_id, analyser, tuple(read))


def keep(session: Session, batch: Batch) -> None:
    """Store what was found in the comments that are still there, and come back for the rest of the round."""
    there = _still_there(session, batch)
    read = [one for one in batch.read if (one.response_id, one.question_key) in there]
    if read:
        statement = insert_into(session, CommentFinding)
        rows = [
            {
                "response_id": one.response_id,
                "question_key": one.question_key,
                "analyser": batch.analyser,
                "document": one.findings.to_document(),
            }
            for one in read
        ]
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[CommentFinding.response_id, CommentFinding.question_key],
                set_={"analyser": statement.excluded.analyser, "document": statement.excluded.document},
            ),
            rows,
        )
        said = correcting.of(session, [marks.subject_of(one.response_id, one.question_key) for one in read])
        for key in {one.question_key for one in read}:
            mine = [one for one in read if one.question_key == key]
            mark(session, batch.collection_id, key, [(one.response_id, one.findings) for one in mine], said)
    outbox.post(session, COMMENTS_DUE, key=str(batch.collection_id), collection_id=batch.collection_id)


def mark(
    session: Session,
    collection_id: int,
    question_key: str,
    read: Sequence[tuple[uuid.UUID, TextFindings]],
    said: dict[str, Correction],
) -> None:
    """Let comments on a question be picked by their tone and factors, what staff have said before what was found."""
    ids = [response_id for response_id, _ in read]
    session.execute(
        delete(CommentMark).where(
            CommentMark.response_id.in_(ids),
            CommentMark.question_key == question_key,
            CommentMark.mark.like("tone:%") | CommentMark.mark.like("factor:%"),
        )
    )
    rows = [
        _row(collection_id, question_key, name, response_id)
        for response_id, findings in read
        for name in _marks(findings, said.get(marks.subject_of(response_id, question_key)))
    ]
    add(session, rows)


def add(session: Session, rows: list[dict[str, object]]) -> None:
    """Store marks; in the order of their keys, as the table keeps them."""
    if rows:
        rows.sort(key=lambda row: (str(row["question_key"]), str(row["mark"]), str(row["response_id"])))
        session.execute(insert(table_of(CommentMark)), rows)


def rows_of(collection_id: int, question_key: str, name: str, ids: Iterable[uuid.UUID]) -> list[dict[str, object]]:
    """One mark of many comments on a question."""
    return [_row(collection_id, question_key, name, response_id) for response_id in ids]


def tone_of(findings: TextFindings, said: Correction | None) -> str | None:
    """The tone that counts: what staff have said, else what was found; None where nobody can judge it."""
    return said.tone if said is not None and said.tone is not None else findings.tone.label


def factors_of(findings: TextFindings, said: Correction | None) -> tuple[str, ...]:
    """The factors that count: what staff have said, else what was found."""
    if said is not None and said.factors is not None:
        return said.factors
    return tuple(tag.factor for tag in findings.factors)


def put_away_withheld(session: Session, collection_id: int) -> None:
    """Remove what was found in comments that somebody ought to read as a concern first, and what was said of them."""
    is_withheld: list[ColumnElement[bool]] = [Comment.collection_id == collection_id, Comment.is_withheld.is_(True)]
    rows = session.execute(select(Comment.response_id, Comment.question_key).where(*is_withheld)).all()
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        correcting.forget(session, [marks.subject_of(row.response_id, row.question_key) for row in part])
    for table in (CommentFinding, CommentMark):
        session.execute(
            delete(table)
            .where(
                exists().where(
                    Comment.response_id == table.response_id, Comment.question_key == table.question_key, *is_withheld
                )
            )
            .execution_options(synchronize_session=False)
        )


def _still_there(session: Session, batch: Batch) -> set[tuple[uuid.UUID, str]]:
    """Which of them are left and not withheld; held until the commit, so that a foreign key always has its row."""
    rows = session.execute(
        select(Comment.response_id, Comment.question_key)
        .where(Comment.response_id.in_({one.response_id for one in batch.read}), Comment.is_withheld.is_(False))
        .with_for_update(read=True, key_share=True)
    )
    return {(response_id, key) for response_id, key in rows}


def _marks(findings: TextFindings, said: Correction | None) -> list[str]:
    return [
        marks.tone(tone_of(findings, said)),
        *(marks.factor(factor) for factor in factors_of(findings, said)),
    ]


def _row(collection_id: int, question_key: str, name: str, response_id: uuid.UUID) -> dict[str, object]:
    return {
        "collection_id": collection_id,
        "question_key": question_key,
        "mark": name,
        "response_id": response_id,
    }
