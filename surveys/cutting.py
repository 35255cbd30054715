"""Making the answers of a confidential round anonymous when it closes: written anew, with nothing that leads back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from core.corrections import correcting
from core.db import table_of
from core.ids import new_token
from surveys import concerns
from surveys.comments import marks
from surveys.comments.models import CommentFinding, CommentMark
from surveys.models import Comment, Response, ResponseState, Score

BATCH = 500
Row = dict[str, Any]

_LOOSE: Mapping[str, object] = {
    "is_anonymous": True,
    "invitation_id": None,
    "draft_hash": None,
    "resume_hash": None,
    "touched_at": None,
    "external_id": None,
}


def cut(session: Session, collection_id: int) -> None:
    """Cut every response of a round loose from its invitation and its customer.

    Each is written anew under a new random key, in the order of the new keys, so that neither a key nor a place in the
    table is what it was while the round was open. Answers of one customer keep a label in common, made by chance.
    Receipts stay: that somebody has answered is not what they answered. In the caller's transaction.
    """
    labels = _labels(session, collection_id)
    responses = table_of(Response)
    # The worker may be counting some of them: wait for it, and take over what it noted.
    named = (
        select(responses)
        .where(responses.c.collection_id == collection_id, responses.c.is_anonymous.is_(False))
        .limit(BATCH)
        .with_for_update()
    )
    while rows := session.execute(named).mappings().all():
        _write_anew(session, rows, labels)


def cut_drafts(session: Session, collection_id: int) -> None:
    """What was begun and never sent cannot be sent any more, and whose it is need not be known."""
    responses = table_of(Response)
    session.execute(
        update(responses)
        .where(responses.c.collection_id == collection_id, responses.c.state == ResponseState.DRAFT)
        .values(is_anonymous=True, invitation_id=None)
    )


def _labels(session: Session, collection_id: int) -> dict[str, str]:
    """A new label for each customer with several answers; a customer with one needs none."""
    several = session.scalars(
        select(Response.cluster)
        .where(
            Response.collection_id == collection_id,
            Response.cluster.is_not(None),
            Response.state == ResponseState.SUBMITTED,
        )
        .group_by(Response.cluster)
        .having(func.count() > 1)
    )
    return {str(cluster): new_token() for cluster in several}


def _write_anew(session: Session, rows: Sequence[RowMapping], labels: Mapping[str, str]) -> None:
    responses, scores, comments = table_of(Response), table_of(Score), table_of(Comment)
    keys = {row["id"]: uuid.uuid4() for row in rows}

    def anew(row: RowMapping) -> Row:
        """What the rows of a response know of its customer is the label, if anything."""
        cluster = {"cluster": labels.get(row["cluster"] or "")} if "cluster" in row else {}
        return {**row, **cluster}

    written: dict[Table, list[Row]] = {
        responses: [{**anew(row), **_LOOSE, "id": keys[row["id"]]} for row in rows],
    }
    for table in (scores, comments, table_of(CommentFinding), table_of(CommentMark)):
        found = session.execute(select(table).where(table.c.response_id.in_(keys))).mappings()
        written[table] = [{**anew(row), "response_id": keys[row["response_id"]]} for row in found]
    correcting.move(
        session,
        {
            marks.subject_of(old, key): marks.subject_of(keys[old], key)
            for old, key in session.execute(
                select(comments.c.response_id, comments.c.question_key).where(comments.c.response_id.in_(keys))
            )
        },
    )
    concerns.follow(session, keys)
    # A receipt code is unique, so the old row goes first; its scores and comments go with it.
    session.execute(delete(responses).where(responses.c.id.in_(keys)))
    for table, of_table in written.items():
        if of_table:
            of_table.sort(key=lambda row: str(row.get("id") or row["response_id"]))
            session.execute(insert(table), of_table)
