"""What the surveys room does later: counting new answers and forgetting old drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import clock, outbox
from surveys import authoring, tallying
from surveys.models import Collection, Response, ResponseState
from surveys.topics import RESPONSE_SUBMITTED

DRAFTS_ARE_KEPT = timedelta(days=30)


def on_answers(session: Session, news: Mapping[str, Any]) -> None:
    """Count what is new; a full batch means there is more, so the news is posted again."""
    if tallying.catch_up(session, int(news["collection_id"])) == tallying.BATCH:
        outbox.post(session, RESPONSE_SUBMITTED, key=str(news["collection_id"]), **news)


def close_due(session: Session, now: datetime) -> None:
    """Close for good the rounds whose last day has passed: their doors are forgotten and their figures settled."""
    for collection in session.scalars(
        select(Collection).where(Collection.closed_at.is_(None), Collection.closes_on < clock.today())
    ):
        authoring.close(session, collection, now)


def purge_drafts(session: Session, now: datetime) -> int:
    """Remove drafts nobody has touched for thirty days."""
    result = session.execute(
        delete(Response).where(Response.state == ResponseState.DRAFT, Response.touched_at < now - DRAFTS_ARE_KEPT)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
