"""Saying what one thinks of an inspel: one vote each, which may be changed, and counters that never drift from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from dialog import joining
from dialog.errors import NoSuchStatement, StatementLeft
from dialog.models import Choice, Participant, Statement, StatementKind, StatementState, Vote
from dialog.results import DialogueView
from dialog.topics import VOTES_CHANGED

# How long the news of votes waits for more of the same before the worker counts them.
GATHERED = timedelta(minutes=1)


def vote(
    session: Session,
    dialogue: DialogueView,
    participant: Participant,
    statement_id: int,
    choice: Choice,
    important: bool,
    today: date,
) -> Vote:
    """Keep what a participant thinks of an inspel; a vote they gave before is changed, and counts no more.

    Raises DialogueClosed, DialoguePaused, HasLeft, NoSuchStatement and, for one that has left the dialogue,
    StatementLeft. The participant and then the inspel are locked until the commit: a double tap is one vote.
    """
    dialogue.must_be_open()
    joining.locked(session, participant)
    statement = votable(session, dialogue.id, statement_id)
    given = session.get(Vote, (participant.id, statement.id), populate_existing=True)
    if given is None:
        given = Vote(participant_id=participant.id, statement_id=statement.id)
        session.add(given)
    else:
        count(statement, given, -1)
    given.choice, given.is_important, given.voted_on = choice, important, today
    count(statement, given, 1)
    tell(session, dialogue.id)
    return given


def unvote(session: Session, dialogue: DialogueView, participant: Participant, statement_id: int) -> None:
    """Take a vote back; nothing happens where there is none. Raises as ``vote`` does."""
    dialogue.must_be_open()
    joining.locked(session, participant)
    statement = votable(session, dialogue.id, statement_id)
    given = session.get(Vote, (participant.id, statement.id), populate_existing=True)
    if given is not None:
        count(statement, given, -1)
        session.delete(given)
        tell(session, dialogue.id)


def votable(session: Session, dialogue_id: int, statement_id: int) -> Statement:
    """The published inspel, locked until the commit; raises NoSuchStatement and StatementLeft."""
    statement = session.scalar(
        select(Statement)
        .where(Statement.id == statement_id, Statement.dialogue_id == dialogue_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if statement is None or statement.state in (StatementState.SUBMITTED, StatementState.HELD, StatementState.REJECTED):
        raise NoSuchStatement
    if statement.state is not StatementState.PUBLISHED or statement.kind is StatementKind.ABOUT_SELF:
        raise StatementLeft
    return statement


def in_order(session: Session, ids: Collection[int]) -> Sequence[Statement]:
    """The inspel, locked one after the other in the order everybody takes them."""
    return session.scalars(
        select(Statement)
        .where(Statement.id.in_(ids))
        .order_by(Statement.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def count(statement: Statement, given: Vote, by: int) -> None:
    """Add a vote to the counters of its locked inspel (``by`` 1), or take it away (-1)."""
    match given.choice:
        case Choice.AGREE:
            statement.n_agree += by
        case Choice.DISAGREE:
            statement.n_disagree += by
        case Choice.PASS:
            statement.n_pass += by
    if given.is_important:
        statement.n_important += by


def tell(session: Session, dialogue_id: int) -> None:
    """Post the news that votes have changed, together with other such news of the same minute.

    A message that others keep posting to cannot be taken meanwhile; with the minute in its key it soon is left alone.
    """
    now = clock.now()
    outbox.post(
        session, VOTES_CHANGED, key=f"{dialogue_id} {now:%H:%M}", due_at=now + GATHERED, dialogue_id=dialogue_id
    )
