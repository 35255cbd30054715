"""The inspel a dialogue begins with, written by staff so that the first to come have something to vote on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dialog import numbering
from dialog.analysing.models import StatementFinding
from dialog.errors import AlreadyPromised, NoSuchStatement, WrongStep
from dialog.hosting import RUNNING
from dialog.models import DialogueState, Source, Statement, StatementState, Vote
from dialog.results import DialogueView, Inspel, inspel_of

# So many give the first who come something to think about, without drowning what they say themselves.
FEWEST_SEEDS, MOST_SEEDS = 8, 20
# More than this is a questionnaire.
MOST_ALLOWED = 60


def seeds(session: Session, dialogue_id: int) -> tuple[Inspel, ...]:
    """Those that are published, in the order they were written."""
    rows = session.scalars(
        select(Statement)
        .where(
            Statement.dialogue_id == dialogue_id,
            Statement.source == Source.SEED,
            Statement.state == StatementState.PUBLISHED,
        )
        .order_by(Statement.number)
        .limit(MOST_ALLOWED)
    )
    return tuple(inspel_of(row) for row in rows)


def add(session: Session, dialogue: DialogueView, texts: Sequence[str], today: date) -> int:
    """Publish inspel of the municipality's own, those left out that are there already; gives how many were added.

    Each text is tidy, neither empty nor too long. Raises WrongStep when the dialogue is over or would get too many.
    """
    _must_not_be_over(dialogue)
    number = numbering.next_number(session, dialogue.id)
    known = {one.text for one in seeds(session, dialogue.id)}
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if len(known) + len(new) > MOST_ALLOWED:
        raise WrongStep
    session.add_all(
        Statement(
            dialogue_id=dialogue.id,
            number=number + place,
            text=text,
            language=dialogue.language,
            source=Source.SEED,
            state=StatementState.PUBLISHED,
            said_on=today,
        )
        for place, text in enumerate(new)
    )
    session.flush()
    return len(new)


def change(session: Session, dialogue: DialogueView, number: int, text: str) -> None:
    """Put it in other words, as long as nobody has voted on it; raises AlreadyPromised after that."""
    seed = _unvoted(session, dialogue, number)
    seed.text = text
    session.execute(delete(StatementFinding).where(StatementFinding.statement_id == seed.id))
    session.flush()


def remove(session: Session, dialogue: DialogueView, number: int) -> None:
    """Take it away as if it had never been, as long as nobody has voted on it; raises AlreadyPromised after that.

    Once people can see it, its number goes to no other inspel: somebody may be voting on it at this moment.
    """
    seed = _unvoted(session, dialogue, number)
    if dialogue.state is DialogueState.DRAFT or not numbering.is_latest(session, seed):
        session.delete(seed)
    else:
        seed.state, seed.text = StatementState.WITHDRAWN, ""
        session.execute(delete(StatementFinding).where(StatementFinding.statement_id == seed.id))
    session.flush()


def find(session: Session, dialogue: DialogueView, number: int) -> Inspel:
    """One of them; raises NoSuchStatement."""
    return inspel_of(_seed(session, dialogue, number))


def _unvoted(session: Session, dialogue: DialogueView, number: int) -> Statement:
    """Locked: whoever votes on it at this moment is done before we look, or comes after and finds what we left."""
    _must_not_be_over(dialogue)
    seed = _seed(session, dialogue, number, to_change=True)
    voted_on = select(Vote.statement_id).where(Vote.statement_id == seed.id).limit(1)
    stands_for_others = select(Statement.id).where(Statement.merged_into_id == seed.id).limit(1)
    if session.scalar(voted_on) is not None or session.scalar(stands_for_others) is not None:
        raise AlreadyPromised
    return seed


def _seed(session: Session, dialogue: DialogueView, number: int, *, to_change: bool = False) -> Statement:
    query = select(Statement).where(
        Statement.dialogue_id == dialogue.id,
        Statement.number == number,
        Statement.source == Source.SEED,
        Statement.state == StatementState.PUBLISHED,
    )
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NoSuchStatement
    return found


def _must_not_be_over(dialogue: DialogueView) -> None:
    if dialogue.state not in RUNNING | {DialogueState.DRAFT}:
        raise WrongStep
