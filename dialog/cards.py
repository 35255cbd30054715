"""Which inspel comes next on a card: those that tell most about where people stand, and those few have seen."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from random import Random

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from dialog.analysis import priority
from dialog.errors import NoSuchStatement
from dialog.models import Statement, StatementKind, StatementState, Vote

# What is drawn from is bounded: the least seen, which the formula would most often draw anyway.
CANDIDATES = 300


@dataclass(frozen=True, slots=True)
class Card:
    """An inspel as it is shown to be voted on, with nothing about what others think."""

    id: int
    number: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Progress:
    """On how many inspel somebody has voted, of how many there are to vote on."""

    done: int
    total: int


def next_for(session: Session, dialogue_id: int, participant_id: uuid.UUID | None, random: Random) -> Card | None:
    """A published inspel that is not one's own and not voted on, drawn in proportion to its priority.

    None when there is none left. ``participant_id`` is None for somebody who has not begun.
    """
    seen = Statement.n_agree + Statement.n_disagree + Statement.n_pass
    candidates = session.execute(
        select(Statement.id, Statement.n_agree, Statement.n_disagree, Statement.n_pass, Statement.extremity)
        .where(*_offered(dialogue_id, participant_id), *_not_voted_on(participant_id))
        .order_by(seen, Statement.number)
        .limit(CANDIDATES)
    ).all()
    if not candidates:
        return None
    ids, agree, disagree, passed, extremity = zip(*candidates, strict=True)
    drawn = priority.draw(priority.weights(agree, disagree, passed, extremity), random)
    return _card(session, dialogue_id, Statement.id == ids[drawn])


def numbered(session: Session, dialogue_id: int, number: int) -> Card | None:
    """The card of the inspel with a number, if it can be voted on."""
    return _card(session, dialogue_id, Statement.number == number)


def id_of(session: Session, dialogue_id: int, number: int) -> int:
    """The key of the inspel with a number, whatever became of it; raises NoSuchStatement."""
    found = session.scalar(select(Statement.id).where(Statement.dialogue_id == dialogue_id, Statement.number == number))
    if found is None:
        raise NoSuchStatement
    return found


def progress(session: Session, dialogue_id: int, participant_id: uuid.UUID | None) -> Progress:
    """How far somebody has come."""
    mine = Vote.participant_id == participant_id if participant_id is not None else Vote.statement_id.is_(None)
    done, total = session.execute(
        select(func.count(Vote.statement_id), func.count(Statement.id))
        .select_from(Statement)
        .outerjoin(Vote, (Vote.statement_id == Statement.id) & mine)
        .where(*_offered(dialogue_id, participant_id))
    ).one()
    return Progress(done, total)


def _offered(dialogue_id: int, participant_id: uuid.UUID | None) -> list[ColumnElement[bool]]:
    """What can be voted on: published, about the matter and not about the speaker, and somebody else's."""
    offered = [
        Statement.dialogue_id == dialogue_id,
        Statement.state == StatementState.PUBLISHED,
        Statement.kind != StatementKind.ABOUT_SELF,
    ]
    if participant_id is not None:
        offered.append(Statement.author_id.is_distinct_from(participant_id))
    return offered


def _not_voted_on(participant_id: uuid.UUID | None) -> list[ColumnElement[bool]]:
    if participant_id is None:
        return []
    voted = select(Vote.statement_id).where(Vote.participant_id == participant_id, Vote.statement_id == Statement.id)
    return [~voted.exists()]


def _card(session: Session, dialogue_id: int, which: ColumnElement[bool]) -> Card | None:
    row = session.execute(
        select(Statement.id, Statement.number, Statement.text, Statement.language).where(
            *_offered(dialogue_id, None), which
        )
    ).first()
    return Card(*row) if row is not None else None
