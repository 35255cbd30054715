"""An inspel that worries somebody: its words leave every ordinary place at once, and come back if nothing is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import outbox
from core.concerns import handling, raising
from core.concerns.models import Concern, Raiser
from dialog import voting
from dialog.analysing.models import StatementFinding
from dialog.errors import NoSuchStatement
from dialog.models import Source, Statement, StatementOriginal, StatementState
from dialog.topics import STATEMENT_LEFT

PREFIX = "dialog:"
# Inspel that somebody took part to say; without an author they are what somebody who has left once said.
_SAID_BY_SOMEBODY = frozenset({Source.WEB, Source.SLACK, Source.TEAMS, Source.SESSION})


def raise_for(
    session: Session, statement: Statement, kind: str, raiser: Raiser, now: datetime, *, note: str = ""
) -> Concern:
    """Move an inspel's words to the dialogue's trygghetsansvarig and deputy; raised again, only the note is added.

    ``note`` is what whoever raises it wants to say. Raises NoSuchStatement for one that was taken back: it has no
    words. The votes stay, out of every count, in case the words come back.
    """
    session.flush()
    session.refresh(statement, with_for_update=True)
    if statement.state is StatementState.WITHDRAWN:
        raise NoSuchStatement
    was_read = statement.state in (StatementState.PUBLISHED, StatementState.MERGED)
    original = session.get(StatementOriginal, statement.id)
    dialogue = statement.dialogue
    concern = raising.raise_(
        session,
        ref_of(statement),
        f"{dialogue.title}, inspel nr {statement.number}",
        kind,
        raiser,
        statement.text,
        dialogue.safeguarding_lead_id,
        dialogue.safeguarding_deputy_id,
        now,
        unmasked=original.words if original else "",
        note=note,
    )
    if original is not None:
        session.delete(original)
    # What was found in an inspel rests on its words and quotes them.
    session.execute(delete(StatementFinding).where(StatementFinding.statement_id == statement.id))
    statement.state, statement.text, statement.merged_into_id = StatementState.FLAGGED, "", None
    session.flush()
    if was_read:
        outbox.post(session, STATEMENT_LEFT, dialogue_id=statement.dialogue_id, statement_id=statement.id)
        voting.tell(session, statement.dialogue_id)
    return concern


def on_released(session: Session, payload: Mapping[str, Any]) -> None:
    """Put the words of an inspel back, to be read by a samtalsledare; other rooms' texts are theirs.

    Where its author has left the dialogue meanwhile it goes, as everything else they said did.
    """
    ref = str(payload["subject_ref"])
    if not ref.startswith(PREFIX):
        return
    # The inspel first and then the concern, in the order in which they are taken when it is raised.
    statement = session.get(Statement, int(ref.removeprefix(PREFIX)), with_for_update=True, populate_existing=True)
    if statement is None or statement.state is not StatementState.FLAGGED:
        return
    back = handling.give_back(session, ref)
    if back is None:
        return
    if statement.author_id is None and statement.source in _SAID_BY_SOMEBODY:
        statement.state = StatementState.WITHDRAWN
        return
    statement.state, statement.text = StatementState.SUBMITTED, back.words
    if back.unmasked:
        session.add(StatementOriginal(statement_id=statement.id, words=back.unmasked))


def ref_of(statement: Statement) -> str:
    """What a concern calls an inspel."""
    return f"{PREFIX}{statement.id}"
