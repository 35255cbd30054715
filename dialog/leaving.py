"""Leaving a dialogue: what is erased, what stays without a name, and taking one inspel back."""

from __future__ import annotations

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from core import outbox
from core.corrections.models import TextCorrection
from dialog import joining, numbering, reporting, voting
from dialog.analysing.models import StatementFinding
from dialog.errors import NoSuchStatement
from dialog.hosting import RUNNING
from dialog.models import Door, Participant, Statement, StatementOriginal, StatementState, Vote
from dialog.moderating.models import Appeal
from dialog.results import DialogueView
from dialog.topics import STATEMENT_LEFT

_S = StatementState
# Nobody but its author and staff has read it, so it goes without a trace.
UNREAD = frozenset({_S.SUBMITTED, _S.HELD, _S.REJECTED})
TAKEN_BACK = frozenset({_S.WITHDRAWN, _S.FLAGGED})


def leave(session: Session, dialogue: DialogueView, participant: Participant) -> None:
    """Erase what somebody has done in a dialogue, in one transaction; raises HasLeft.

    Until the dialogue is over everything goes: the votes, with the counters put right, the inspel and the way in. After
    that the figures are final: the inspel and every way in go, and the votes stay with nothing that leads to anybody.
    A text that lies with the trygghetsansvarig stays there, and nothing says any more who wrote it.
    """
    participant = joining.locked(session, participant)
    for statement in _mine(session, participant):
        _take_back(session, statement)
        statement.author_id = None
    session.execute(delete(Door).where(Door.participant_id == participant.id))
    if dialogue.is_over:
        participant.organisation_hash = participant.link_hash = participant.link_until = None
    else:
        _erase_votes(session, participant)
        session.flush()
        session.delete(participant)
    session.flush()
    voting.tell(session, dialogue.id)


def withdraw(session: Session, participant: Participant, number: int) -> Statement | None:
    """Take one's own inspel back; raises NoSuchStatement. What nobody has voted on is gone, then None is given.

    One that others have read, and the latest, stay as empty places, so that their numbers lead to nothing else.
    """
    statement = session.scalar(
        select(Statement)
        .where(
            Statement.dialogue_id == participant.dialogue_id,
            Statement.number == number,
            Statement.author_id == participant.id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if statement is None or statement.state in TAKEN_BACK:
        raise NoSuchStatement
    _take_back(session, statement)
    session.flush()
    voting.tell(session, participant.dialogue_id)
    return statement if statement in session else None


def _mine(session: Session, participant: Participant) -> list[Statement]:
    """One's own inspel, locked together with those one has voted on, in the order everybody takes them."""
    voted_on = select(Vote.statement_id).where(Vote.participant_id == participant.id)
    locked = session.scalars(
        select(Statement)
        .where(or_(Statement.author_id == participant.id, Statement.id.in_(voted_on)))
        .order_by(Statement.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return [statement for statement in locked if statement.author_id == participant.id]


def _take_back(session: Session, statement: Statement) -> None:
    if statement.state in TAKEN_BACK:
        return
    _forget_words(session, statement.id)
    is_alone = not _is_leant_on(session, statement)
    if statement.state in UNREAD and is_alone and not numbering.is_latest(session, statement):
        session.delete(statement)
        return
    if statement.dialogue.state in RUNNING:
        _let_stand_alone(session, statement)
    if statement.state not in UNREAD:
        outbox.post(session, STATEMENT_LEFT, dialogue_id=statement.dialogue_id, statement_id=statement.id)
    statement.merged_into_id = None
    statement.state, statement.text = _S.WITHDRAWN, ""


def _let_stand_alone(session: Session, statement: Statement) -> None:
    """What others said is not lost with what it was merged into: it is read anew, with the votes it had itself."""
    for other in session.scalars(select(Statement).where(Statement.merged_into_id == statement.id)):
        other.merged_into_id, other.state = None, _S.SUBMITTED


def _is_leant_on(session: Session, statement: Statement) -> bool:
    """Whether others have voted on it or been merged into it."""
    return any(
        session.scalar(query.limit(1)) is not None
        for query in (
            select(Vote.statement_id).where(Vote.statement_id == statement.id),
            select(Statement.id).where(Statement.merged_into_id == statement.id),
        )
    )


def _forget_words(session: Session, statement_id: int) -> None:
    """What was kept beside the inspel of what its author wrote, and what was found in it."""
    for table in (StatementOriginal, StatementFinding, Appeal):
        session.execute(delete(table).where(table.statement_id == statement_id))
    reporting.forget(session, statement_id)
    session.execute(delete(TextCorrection).where(TextCorrection.subject_ref == f"dialog:{statement_id}"))


def _erase_votes(session: Session, participant: Participant) -> None:
    votes = {
        vote.statement_id: vote for vote in session.scalars(select(Vote).where(Vote.participant_id == participant.id))
    }
    for statement in voting.in_order(session, votes):
        voting.count(statement, votes[statement.id], -1)
        session.delete(votes[statement.id])
