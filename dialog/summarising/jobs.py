"""What the worker does for summaries: drafts when something closes, counts whose voices are in, lets taken words go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.db import db, reading
from core.room import Note
from dialog.analysing import results as analyses
from dialog.meetings.models import Meeting
from dialog.models import Dialogue, Statement
from dialog.summarising import covering, drafting, wording
from dialog.summarising.models import Summary, SummarySentence
from dialog.summarising.results import INSPEL, numbers_of
from dialog.summarising.states import UNDER_WAY
from dialog.summarising.taking import note_change


def on_dialogue_closed(session: Session, news: Mapping[str, Any]) -> None:
    """The dialogue is over: there is to be a draft of what it came to."""
    drafting.ask_for(session, int(news["dialogue_id"]), by_itself=True)


def on_meeting_closed(session: Session, news: Mapping[str, Any]) -> None:
    """A meeting is over: there is to be a draft that somebody can begin to read, though the dialogue may go on."""
    meeting = session.get(Meeting, int(news["meeting_id"]))
    if meeting is not None:
        drafting.ask_for(session, meeting.dialogue_id, by_itself=True)


def draft(news: Mapping[str, Any]) -> Note | None:
    """Draft a dialogue; gives what keeps the draft, or nothing where there is nothing to sum up.

    A handler that sends, because these have no transaction open: SQLite has one writer, and everybody who votes would
    wait for the work to be done. Doing it twice is harmless.
    """
    session, begun = db.session(), clock.now()
    dialogue_id, by_itself = int(news["dialogue_id"]), bool(news.get("by_itself"))
    with reading():
        try:
            made = drafting.draft(session, dialogue_id)
        finally:
            session.rollback()
    if made is None:
        return None

    def note(session: Session) -> None:
        summary = drafting.keep(session, dialogue_id, made, begun, by_itself=by_itself)
        if summary is not None:
            wording.ask_for(session, summary)

    return note


def cover(news: Mapping[str, Any]) -> Note | None:
    """Count whose voices a version carries; gives what keeps the count, or nothing for a version that is fixed."""
    session = db.session()
    with reading():
        try:
            counted = covering.coverage(session, int(news["summary_id"]))
        finally:
            session.rollback()
    return None if counted is None else partial(covering.keep, counted=counted)


def on_statement_left(session: Session, news: Mapping[str, Any]) -> None:
    """Words have been taken back or away: what was said of nothing else is nowhere, in whatever version."""
    statement = session.get(Statement, int(news["statement_id"]))
    if statement is None:
        return
    # Whoever drafts holds the dialogue first as well, and then its versions in this order.
    session.get_one(Dialogue, statement.dialogue_id, with_for_update={"key_share": True})
    versions = {
        one.id: one
        for one in session.scalars(
            select(Summary)
            .where(Summary.dialogue_id == statement.dialogue_id)
            .order_by(Summary.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    }
    rows = session.scalars(
        select(SummarySentence).where(SummarySentence.summary_id.in_(versions)).order_by(SummarySentence.id)
    ).all()
    citing = [row for row in rows if f"{INSPEL}{statement.number}" in row.cites]
    readable = analyses.inspel(session, statement.dialogue_id, {n for row in citing for n in numbers_of(row.cites)})
    for row in citing:
        if not any(number in readable for number in numbers_of(row.cites)):
            row.text = row.draft = ""
    session.flush()
    for key in sorted({row.summary_id for row in citing}):
        if versions[key].state in UNDER_WAY:
            note_change(session, versions[key])
