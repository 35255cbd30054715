"""What an author in a chat is to be told about their inspel, and that they have been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialog import joining, mine
from dialog.errors import DialogueClosed
from dialog.mine import Said
from dialog.models import Channel, DialogueKey, Door, Participant, Statement
from dialog.moderating.models import Action, Moderation

# What is not settled, or is nothing to write in a message, stands on the author's own page.
_TOLD = frozenset({Action.APPROVE, Action.REJECT, Action.MERGE, Action.HIDE, Action.RESTORE})
_IN_CHAT = (Channel.SLACK, Channel.TEAMS)


@dataclass(frozen=True, slots=True)
class Decided:
    """An inspel whose author came through a chat, and the latest decision about it that nobody has told them.

    ``doors`` are the fingerprints of the author's chat accounts; ``is_news`` says whether it is worth a message.
    """

    decision_id: int
    said: Said
    doors: frozenset[str]
    is_news: bool


def untold(session: Session, statement_id: int) -> Decided | None:
    """What the author of an inspel is still to be told; None when they have been told, or cannot be any more.

    Once the dialogue's key is gone nobody knows whose account it was.
    """
    statement = session.get(Statement, statement_id)
    if statement is None or statement.author_id is None:
        return None
    latest = session.scalar(
        select(Moderation).where(Moderation.statement_id == statement_id).order_by(Moderation.id.desc()).limit(1)
    )
    if latest is None or latest.told_at is not None or session.get(DialogueKey, statement.dialogue_id) is None:
        return None
    doors = frozenset(
        session.scalars(
            select(Door.handle).where(Door.participant_id == statement.author_id, Door.channel.in_(_IN_CHAT))
        )
    )
    said = mine.one_said(session, session.get_one(Participant, statement.author_id), statement.number)
    return Decided(latest.id, said, doors, latest.action in _TOLD) if said is not None else None


def told(session: Session, decided: Decided, now: datetime) -> None:
    """The author has been told of this decision, and thereby of those before it."""
    session.execute(
        update(Moderation)
        .where(
            Moderation.statement_id == decided.said.id,
            Moderation.id <= decided.decision_id,
            Moderation.told_at.is_(None),
        )
        .values(told_at=now)
    )


def doors_of(session: Session, dialogue_id: int, identities: Mapping[str, str]) -> Mapping[str, str]:
    """What each account is known by in a dialogue, by the caller's name for it; empty once the key is gone.

    ``identities`` are the identities of accounts by that name.
    """
    try:
        handles = joining.keyed_all(session, dialogue_id, identities.values())
    except DialogueClosed:
        return {}
    return {name: handles[identity] for name, identity in identities.items()}
