"""People who take part, a line each: a voice, votes, and what the votes should add up to."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialog import joining, results, voting
from dialog.joining import Entry
from dialog.models import Channel, Choice, Participant, Statement, Vote
from dialog.results import DialogueView
from tests.builders import TODAY

KEYS = ("n_agree", "n_disagree", "n_pass", "n_important")


def voice(session: Session, dialogue: DialogueView, name: str = "anna", **said: object) -> Participant:
    """Somebody with a pass of their own."""
    entry = Entry(Channel.WEB, joining.web_handle(name), **said)  # type: ignore[arg-type]
    return joining.join(session, dialogue, entry, TODAY)


def numbered(session: Session, dialogue: DialogueView, number: int) -> Statement:
    """The inspel with a number."""
    return session.scalars(
        select(Statement).where(Statement.dialogue_id == dialogue.id, Statement.number == number)
    ).one()


def cast(
    session: Session,
    dialogue: DialogueView,
    participant: Participant,
    number: int,
    choice: Choice = Choice.AGREE,
    important: bool = False,
    today: object = TODAY,
) -> None:
    """A vote on the inspel with a number."""
    statement = numbered(session, dialogue, number)
    voting.vote(session, dialogue, participant, statement.id, choice, important, today)  # type: ignore[arg-type]
    session.flush()


def counters(session: Session, dialogue: DialogueView) -> dict[int, tuple[int, ...]]:
    """Agree, disagree, pass and important of each inspel, as its counters say."""
    session.expire_all()
    rows = session.scalars(select(Statement).where(Statement.dialogue_id == dialogue.id).order_by(Statement.number))
    return {row.number: tuple(getattr(row, key) for key in KEYS) for row in rows}


def recount(session: Session, dialogue: DialogueView) -> dict[int, tuple[int, ...]]:
    """The same, counted from the votes."""
    found = {}
    for number, statement_id in session.execute(
        select(Statement.number, Statement.id).where(Statement.dialogue_id == dialogue.id).order_by(Statement.number)
    ):
        n = [
            session.scalar(select(func.count()).where(Vote.statement_id == statement_id, *wanted)) or 0
            for wanted in ([Vote.choice == choice] for choice in Choice)
        ]
        important = session.scalar(select(func.count()).where(Vote.statement_id == statement_id, Vote.is_important))
        found[number] = (*n, important or 0)
    return found


def view(session: Session, dialogue: DialogueView) -> DialogueView:
    """The dialogue as it stands now."""
    return results.by_id(session, dialogue.id, TODAY)
