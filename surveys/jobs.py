"""What the surveys room does later: counting new answers, analysing them and forgetting old drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core import clock, outbox
from core.db import db, reading
from core.room import Note
from surveys import analysis, authoring, tallying
from surveys.models import Collection, Receipt, Response, ResponseState
from surveys.topics import ANSWERS_COUNTED, RESPONSE_SUBMITTED

DRAFTS_ARE_KEPT = timedelta(days=30)


def on_answers(session: Session, news: Mapping[str, Any]) -> None:
    """Count what is new and tell those who draw on the counts; after a full batch there may be more to count."""
    is_more = tallying.catch_up(session, int(news["collection_id"])) == tallying.BATCH
    outbox.post(session, RESPONSE_SUBMITTED if is_more else ANSWERS_COUNTED, key=str(news["collection_id"]), **news)


def on_counted(session: Session, news: Mapping[str, Any]) -> None:
    """Have the analysis made anew, in a message of its own: it takes longer than counting."""
    analysis.ask_for(session, int(news["survey_id"]), str(news["period"]), clock.now())


def analyse(news: Mapping[str, Any]) -> Note | None:
    """Make the analysis of a survey and period; gives what keeps it.

    A handler that sends, because these have no transaction open: SQLite has one writer, and everybody who answers would
    wait for the work to be done. It reads for as long as it takes, and then a single row is written. Doing it twice is
    harmless.
    """
    session, survey_id, begun = db.session(), int(news["survey_id"]), clock.now()
    with reading():
        try:
            found = analysis.make(session, survey_id, str(news["period"]), begun)
        finally:
            session.rollback()
    return partial(analysis.keep, survey_id=survey_id, analysis=found, made_at=begun) if found else None


def close_due(session: Session, now: datetime) -> None:
    """Close for good the rounds whose last day has passed: their doors are forgotten and their figures settled."""
    for collection in session.scalars(
        select(Collection).where(Collection.closed_at.is_(None), Collection.closes_on < clock.today())
    ):
        authoring.close(session, collection, now)


def mix_receipts(session: Session, now: datetime) -> None:
    """Write the day's receipts anew in one transaction, so that none shares its transaction with an answer."""
    session.execute(
        update(Receipt)
        .where(Receipt.is_mixed.is_(False))
        .values(is_mixed=True)
        .execution_options(synchronize_session=False)
    )


def purge_drafts(session: Session, now: datetime) -> int:
    """Remove drafts nobody has touched for thirty days."""
    result = session.execute(
        delete(Response).where(Response.state == ResponseState.DRAFT, Response.touched_at < now - DRAFTS_ARE_KEPT)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
