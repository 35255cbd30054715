"""What is done with comments later: reading them, and reading them anew when the analysis has changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from core import clock
from core.corrections import calibrating
from core.db import db, reading
from core.room import Note
from surveys.comments import analysing, summing


def on_counted(session: Session, news: Mapping[str, Any]) -> None:
    """New answers may hold comments, and withdrawn ones take theirs away."""
    analysing.ask_for(session, int(news["collection_id"]), clock.now())


def on_calibrated(session: Session, news: Mapping[str, Any]) -> None:
    """What staff have taught the analysis is for the comments that came before, too."""
    catch_up(session, clock.now())


def catch_up(session: Session, now: datetime) -> None:
    """Have every round's comments read that this analyser, with its calibration, has not read."""
    analyser = calibrating.analyser_of(calibrating.in_use(session))
    for collection_id in analysing.behind(session, analyser):
        analysing.ask_for(session, collection_id, now)


def read(news: Mapping[str, Any]) -> Note | None:
    """Read some of a round's comments, or sum them up when all are read; gives what keeps it.

    It sends, as the analysis of answers does, so that no transaction is open while it works.
    """
    session, collection_id, begun = db.session(), int(news["collection_id"]), clock.now()
    with reading():
        try:
            batch = analysing.next_batch(session, collection_id)
            if batch.read:
                return partial(analysing.keep, batch=batch)
            summed = summing.make(session, collection_id)
        finally:
            session.rollback()
    return partial(summing.keep, collection_id=collection_id, analyser=batch.analyser, summed=summed, now=begun)
