"""What follows when votes, words or decisions have changed: the analysis is made anew, by a worker of its own lane."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.db import db, reading
from core.room import Note
from dialog.analysing import keeping, making
from dialog.models import Dialogue, DialogueState


def on_changed(session: Session, news: Mapping[str, Any]) -> None:
    """Votes have been cast or an inspel said: have the dialogue analysed, with all else of the same minute."""
    keeping.ask_for(session, int(news["dialogue_id"]), clock.now())


def on_closed(session: Session, news: Mapping[str, Any]) -> None:
    """The dialogue is over and its figures are shown: have them made at once."""
    keeping.ask_for(session, int(news["dialogue_id"]), clock.now(), at_once=True)


def on_calibrated(session: Session, news: Mapping[str, Any]) -> None:
    """Something has been learnt about tones: every dialogue that is not put away is looked at again."""
    put_away = (DialogueState.DRAFT, DialogueState.ARCHIVED, DialogueState.WITHDRAWN)
    for dialogue_id in session.scalars(
        select(Dialogue.id).where(Dialogue.state.not_in(put_away)).order_by(Dialogue.id)
    ).all():
        keeping.ask_for(session, dialogue_id, clock.now())


def analyse(news: Mapping[str, Any]) -> Note | None:
    """Make the analysis of a dialogue; gives what keeps it, or nothing when all stands as it stood.

    A handler that sends, because these have no transaction open: SQLite has one writer, and everybody who votes would
    wait for the work to be done. Doing it twice is harmless.
    """
    session, begun = db.session(), clock.now()
    with reading():
        try:
            made = making.make(session, int(news["dialogue_id"]))
        finally:
            session.rollback()
    return None if made is None or made.is_nothing else partial(keeping.keep, made=made, made_at=begun)
