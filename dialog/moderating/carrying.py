"""Carries the votes on an inspel over to the one it is merged with, so that the counts stay those of the votes."""

from __future__ import annotations

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.orm import Session, aliased

from core.db import insert_into
from dialog.models import Choice, Participant, Statement, Vote


def wait_for_voters(session: Session, statement: Statement) -> None:
    """Take those who have voted on an inspel, in one order, as a vote begins by taking whoever gives it.

    Without this a merger and a vote could each hold what the other waits for.
    """
    voters = select(Vote.participant_id).where(Vote.statement_id == statement.id)
    session.execute(
        select(Participant.id)
        .where(Participant.id.in_(voters))
        .order_by(Participant.id)
        .with_for_update(key_share=True)
    ).all()


def carry_votes(session: Session, statement: Statement, into: Statement) -> None:
    """Give ``into`` the votes of those who have voted on ``statement`` alone, and count it anew.

    Both rows are held by the caller, so nobody's vote changes the counts meanwhile.
    """
    there = aliased(Vote)
    moved = select(Vote.participant_id, literal(into.id), Vote.choice, Vote.is_important, Vote.voted_on).where(
        Vote.statement_id == statement.id,
        ~select(there.participant_id)
        .where(there.statement_id == into.id, there.participant_id == Vote.participant_id)
        .exists(),
    )
    columns = ["participant_id", "statement_id", "choice", "is_important", "voted_on"]
    session.execute(insert_into(session, Vote).from_select(columns, moved))
    count(session, into)


def count(session: Session, statement: Statement) -> None:
    """Set the counts of an inspel whose row is held to what its votes say."""
    counts = [func.coalesce(func.sum(case((Vote.choice == choice, 1), else_=0)), 0) for choice in Choice]
    important = func.coalesce(func.sum(case((Vote.is_important, 1), else_=0)), 0)
    row = session.execute(select(*counts, important).where(Vote.statement_id == statement.id)).one()
    session.execute(
        update(Statement)
        .where(Statement.id == statement.id)
        .values(n_agree=row[0], n_disagree=row[1], n_pass=row[2], n_important=row[3])
        .execution_options(synchronize_session=False)
    )
    session.refresh(statement)
