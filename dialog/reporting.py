"""A worry about somebody, reported by anybody who reads: it always reaches those who are to read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.audit import Actor
from core.concerns import handling, raising
from core.concerns.models import Raiser
from core.ids import new_token
from dialog.cards import Card
from dialog.errors import NoSuchStatement
from dialog.models import Source, Statement, StatementKind, StatementState
from dialog.moderating import deciding
from dialog.results import IS_READ, DialogueView

LONGEST_REPORT = 500
PREFIX = "dialog-report:"
REPORTER = Actor(None, "Deltagare")


def readable(session: Session, dialogue_id: int, number: int) -> Card:
    """The inspel with a number, as everybody may read it; raises NoSuchStatement."""
    row = session.execute(
        select(Statement.id, Statement.number, Statement.text, Statement.language).where(
            Statement.dialogue_id == dialogue_id, Statement.number == number, *IS_READ
        )
    ).first()
    if row is None:
        raise NoSuchStatement
    return Card(*row)


def report(
    session: Session, dialogue: DialogueView, number: int, kind: str, words: str, now: datetime, *, takes_away: bool
) -> bool:
    """Tell those who take care of worry about an inspel; gives whether it has left ordinary view.

    ``kind`` is one of ``core.concerns.kinds.NAMES``, ``words`` what the reporter adds (at most 500 characters, may be
    empty). Without ``takes_away``, and for an inspel that the municipality wrote itself, the report is passed on and
    the inspel stays until somebody has looked: otherwise one stranger could empty a dialogue. Where another report or
    a member of staff was first, the reporter's words are kept all the same. Raises NoSuchStatement for what nobody can
    read.
    """
    statement = session.scalar(
        select(Statement)
        .where(Statement.dialogue_id == dialogue.id, Statement.number == number)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if statement is None:
        raise NoSuchStatement
    if statement.state is StatementState.FLAGGED:
        if words:
            _pass_on(session, dialogue, statement, f"{ref_of(statement.id)}:{new_token()}", kind, words, "", now)
        return True
    if statement.state is not StatementState.PUBLISHED or statement.kind is StatementKind.ABOUT_SELF:
        raise NoSuchStatement
    if takes_away and statement.source is not Source.SEED:
        deciding.flag(session, statement, kind, REPORTER, now, raiser=Raiser.PARTICIPANT, note=words)
        return True
    _pass_on(session, dialogue, statement, ref_of(statement.id), kind, statement.text, words, now)
    return False


def on_released(session: Session, payload: Mapping[str, Any]) -> None:
    """Let the words of a report go that somebody has read: they are a copy, or the reporter's own."""
    ref = str(payload["subject_ref"])
    if ref.startswith(PREFIX):
        handling.give_back(session, ref)


def forget(session: Session, statement_id: int) -> None:
    """Erase what was copied of an inspel that its author takes back; dated with the day, as all that people do here."""
    day = datetime.combine(clock.today(), time(), clock.STOCKHOLM)
    handling.forget(session, ref_of(statement_id), day)


def ref_of(statement_id: int) -> str:
    """What a concern calls the report of an inspel that stayed in view."""
    return f"{PREFIX}{statement_id}"


def _pass_on(
    session: Session,
    dialogue: DialogueView,
    statement: Statement,
    ref: str,
    kind: str,
    words: str,
    note: str,
    now: datetime,
) -> None:
    raising.raise_(
        session,
        ref,
        f"{dialogue.title}, inspel {statement.number}",
        kind,
        Raiser.PARTICIPANT,
        words,
        dialogue.safeguarding_lead_id,
        dialogue.safeguarding_deputy_id,
        now,
        note=note,
    )
