"""One voice through two doors: a short code shown in the first and typed in the second."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.ids import fingerprint, new_code, normal_code
from dialog import backgrounds, joining, voting
from dialog.errors import WrongLinkCode
from dialog.joining import Entry
from dialog.meetings.models import MeetingSeat
from dialog.models import Door, Participant, Statement, Vote
from dialog.results import DialogueView

CODE_LASTS = timedelta(minutes=10)


def link_code(session: Session, dialogue: DialogueView, participant: Participant, now: datetime) -> str:
    """A new code that leads to the participant for ten minutes, once; the one before leads nowhere any more.

    Raises DialogueClosed, DialoguePaused and HasLeft. Only a fingerprint of the code is kept, while it lasts.
    """
    dialogue.must_be_open()
    _forget_old(session, dialogue.id, now)
    participant = joining.locked(session, participant)
    code = new_code()
    participant.link_hash, participant.link_until = fingerprint(code), now + CODE_LASTS
    return code


def link(session: Session, dialogue: DialogueView, entry: Entry, code: str, now: datetime) -> Participant:
    """Let one more door lead to the voice a code stands for; raises WrongLinkCode, DialogueClosed, DialoguePaused.

    What was done through this door before comes along. Of two votes on the same inspel the one of the later day
    counts, and of the same day the one given through the first door.
    """
    dialogue.must_be_open()
    _forget_old(session, dialogue.id, now)
    first_id = session.scalar(
        select(Participant.id).where(
            Participant.dialogue_id == dialogue.id, Participant.link_hash == fingerprint(normal_code(code))
        )
    )
    other = joining.find(session, dialogue.id, entry.handle)
    if first_id is None:
        raise WrongLinkCode
    held = _hold(session, [first_id, *([other.id] if other is not None else [])])
    first = held.get(first_id)
    if first is None or first.link_hash != fingerprint(normal_code(code)):
        raise WrongLinkCode
    first.link_hash = first.link_until = None
    if other is None:
        session.add(Door(dialogue_id=dialogue.id, handle=entry.handle, channel=entry.channel, participant_id=first.id))
    elif other.id in held and other.id != first.id:
        _become_one(session, first, held[other.id])
    session.flush()
    return first


def forget_codes(session: Session, now: datetime) -> None:
    """Remove the codes nobody used in time, in every dialogue: their moments say when somebody was here."""
    session.execute(update(Participant).where(Participant.link_until < now).values(link_hash=None, link_until=None))


def _hold(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Participant]:
    """The participants, locked in one order."""
    found = session.scalars(
        select(Participant)
        .where(Participant.id.in_(ids))
        .order_by(Participant.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {participant.id: participant for participant in found}


def _become_one(session: Session, first: Participant, second: Participant) -> None:
    """Give everything of the second to the first."""
    votes = {vote.statement_id: vote for vote in _votes(session, second)}
    kept = {vote.statement_id: vote for vote in _votes(session, first)}
    written = session.scalars(select(Statement.id).where(Statement.author_id == second.id)).all()
    for statement in voting.in_order(session, {*votes, *written}):
        if statement.id not in votes:
            continue
        moved, before = votes[statement.id], kept.get(statement.id)
        if before is None:
            session.add(
                Vote(
                    participant_id=first.id,
                    statement_id=statement.id,
                    choice=moved.choice,
                    is_important=moved.is_important,
                    voted_on=moved.voted_on,
                )
            )
        else:
            unused = before if before.voted_on < moved.voted_on else moved
            voting.count(statement, unused, -1)
            if unused is before:
                before.choice, before.is_important, before.voted_on = moved.choice, moved.is_important, moved.voted_on
        session.delete(moved)
    backgrounds.join(first, second)
    session.flush()
    for table, column in ((Door, Door.participant_id), (Statement, Statement.author_id)):
        session.execute(update(table).where(column == second.id).values({column: first.id}))
    # Whoever sits in a meeting through the other door goes on sitting there.
    seated = select(MeetingSeat.meeting_id).where(MeetingSeat.participant_id == first.id)
    moved_seats = MeetingSeat.participant_id == second.id, MeetingSeat.meeting_id.not_in(seated)
    session.execute(
        update(MeetingSeat)
        .where(*moved_seats)
        .values(participant_id=first.id)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(Participant).where(Participant.id == second.id))
    voting.tell(session, first.dialogue_id)


def _votes(session: Session, participant: Participant) -> Sequence[Vote]:
    return session.scalars(select(Vote).where(Vote.participant_id == participant.id)).all()


def _forget_old(session: Session, dialogue_id: int, now: datetime) -> None:
    session.execute(
        update(Participant)
        .where(Participant.dialogue_id == dialogue_id, Participant.link_until < now)
        .values(link_hash=None, link_until=None)
    )
