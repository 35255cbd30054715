"""Writing down what is to be done later, inside the transaction that is its cause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core import clock
from core.db import insert_into
from core.outbox.models import WAITING_BY_KEY, MessageState, OutboxMessage

_WAITING = (
    select(OutboxMessage.id)
    .where(OutboxMessage.topic == bindparam("topic"), OutboxMessage.key == bindparam("key"), WAITING_BY_KEY)
    .with_for_update(read=True, key_share=True)
)


def post(
    session: Session, topic: str, /, *, key: str | None = None, due_at: datetime | None = None, **payload: Any
) -> None:
    """Add a message to the caller's transaction: it exists if and when that commits.

    ``payload`` is what the handlers get and must be plain JSON. ``due_at`` is the earliest moment, now if not given.
    Of several messages with the same topic and ``key`` that wait, only the first is kept, with its payload and its
    time; it is carried out after the last of the transactions that posted it has ended. One that a worker has already
    taken does not stand in the way of a new one.
    """
    if key is None:
        session.execute(_new(session, topic, key, due_at, payload))
        return
    # Most often one waits already. On PostgreSQL it is locked, shared with others who post: a worker that took it
    # before we commit would not see what we have done, and nobody would come back for it. Where none waits, somebody
    # else may be adding one at this moment, and theirs may be taken before we find it: we go on until there is one.
    waiting = {"topic": topic, "key": key}
    while session.scalar(_WAITING, waiting) is None:
        insertion = _new(session, topic, key, due_at, payload).on_conflict_do_nothing(
            index_elements=[OutboxMessage.topic, OutboxMessage.key], index_where=WAITING_BY_KEY
        )
        if session.scalar(insertion.returning(OutboxMessage.id)) is not None:
            return


def _new(
    session: Session, topic: str, key: str | None, due_at: datetime | None, payload: dict[str, Any]
) -> postgresql.Insert | sqlite.Insert:
    now = clock.now()
    return insert_into(session, OutboxMessage).values(
        topic=topic,
        key=key,
        payload=payload,
        state=MessageState.PENDING,
        attempts=0,
        due_at=due_at or now,
        created_at=now,
    )
