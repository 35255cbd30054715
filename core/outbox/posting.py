"""Writing down what is to be done later, inside the transaction that is its cause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.db import insert_into
from core.outbox.models import WAITING_BY_KEY, MessageState, OutboxMessage


def post(
    session: Session, topic: str, /, *, key: str | None = None, due_at: datetime | None = None, **payload: Any
) -> None:
    """Add a message to the caller's transaction: it exists if and when that commits.

    ``payload`` is what the handlers get and must be plain JSON. ``due_at`` is the earliest moment, now if not given.
    Of several messages with the same topic and ``key`` that wait, only the first is kept, with its payload and its
    time; it is carried out after the last of the transactions that posted it has ended. One that a worker has already
    taken does not stand in the way of a new one.
    """
    now = clock.now()
    row = insert_into(session, OutboxMessage).values(
        topic=topic,
        key=key,
        payload=payload,
        state=MessageState.PENDING,
        attempts=0,
        due_at=due_at or now,
        created_at=now,
    )
    if key is None:
        session.execute(row)
        return
    insertion = row.on_conflict_do_nothing(
        index_elements=[OutboxMessage.topic, OutboxMessage.key], index_where=WAITING_BY_KEY
    ).returning(OutboxMessage.id)
    # On PostgreSQL the row that waits is locked, shared with others who post: a worker that took it before we commit
    # would not see what we have done, and nobody would come back for it. It may be taken between the two statements.
    waiting = (
        select(OutboxMessage.id)
        .where(OutboxMessage.topic == topic, OutboxMessage.key == key, WAITING_BY_KEY)
        .with_for_update(read=True, key_share=True)
    )
    while session.scalar(insertion) is None and session.scalar(waiting) is None:
        pass
