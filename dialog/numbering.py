"""The number an inspel goes by in its dialogue: given in turn, so that two who write at once get one each."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialog.models import Dialogue, Statement


def next_number(session: Session, dialogue_id: int) -> int:
    """The number after the highest; whoever asks next waits until this transaction has ended.

    The row of the dialogue is locked in a way that lets those who vote go on.
    """
    session.execute(select(Dialogue.id).where(Dialogue.id == dialogue_id).with_for_update(key_share=True))
    highest = session.scalar(select(func.max(Statement.number)).where(Statement.dialogue_id == dialogue_id))
    return (highest or 0) + 1


def is_latest(session: Session, statement: Statement) -> bool:
    """Whether an inspel has the highest number: if its row went, the next inspel would get its number.

    Whoever has a page open with the number on would then publish, or vote on, what they have not read.
    """
    highest = select(func.max(Statement.number)).where(Statement.dialogue_id == statement.dialogue_id)
    return session.scalar(highest) == statement.number
