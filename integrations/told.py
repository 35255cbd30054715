"""Who has been told what: so that nobody is told twice, and that all who were told hear when it is taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.db import insert_into
from core.outbox.models import MessageState, OutboxMessage
from integrations.models import NewsTold


def key_of(news: str, whom: str) -> str:
    """The key in the outbox of the message to somebody about some news."""
    return f"{news} {whom}"


def mark(session: Session, news: str, whom: Collection[str], today: date) -> frozenset[str]:
    """Note that these are told now; gives those of them who had not been."""
    if not whom:
        return frozenset()
    rows = [{"news": news, "whom": one, "told_on": today} for one in whom]
    new = insert_into(session, NewsTold).values(rows).on_conflict_do_nothing().returning(NewsTold.whom)
    return frozenset(session.scalars(new))


def among(session: Session, news: str, whom: Collection[str]) -> frozenset[str]:
    """Those of them who have been told."""
    return frozenset(session.scalars(select(NewsTold.whom).where(NewsTold.news == news, NewsTold.whom.in_(whom))))


def take_back(session: Session, news: str) -> int:
    """Send no more of some news: what waits is removed, and whoever it was meant for has not been told.

    Gives how many that were. What a worker has in its hands at this moment goes out.
    """
    waiting = session.scalars(
        delete(OutboxMessage)
        .where(
            OutboxMessage.key.startswith(key_of(news, ""), autoescape=True),
            OutboxMessage.state != MessageState.CLAIMED,
        )
        .returning(OutboxMessage.key)
        .execution_options(synchronize_session=False)
    ).all()
    _unmark(session, news, [str(key).removeprefix(key_of(news, "")) for key in waiting])
    return len(waiting)


def purge(session: Session, before: date) -> int:
    """Forget who was told before a day; gives how many."""
    gone = delete(NewsTold).where(NewsTold.told_on < before).returning(NewsTold.whom)
    return len(session.execute(gone).all())


def _unmark(session: Session, news: str, whom: Sequence[str]) -> None:
    for some in _in_batches(whom):
        session.execute(
            delete(NewsTold)
            .where(NewsTold.news == news, NewsTold.whom.in_(some))
            .execution_options(synchronize_session=False)
        )


def _in_batches(whom: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    return (whom[start : start + size] for start in range(0, len(whom), size))
