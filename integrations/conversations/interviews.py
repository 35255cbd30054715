"""Where a conversation of one question at a time is kept between one message and the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.chat import ChatChannel
from core.db import insert_into
from integrations.conversations import packing
from integrations.conversations.arrival import Arrival
from integrations.conversations.commands import DESK
from integrations.conversations.directory import person_hash
from integrations.conversations.interviewing import Interview
from integrations.models import ChatInterview
from integrations.retention import INTERVIEWS_WAIT

# For so long a "ja" is taken as the answer to whether all is to be erased.
ERASING_IS_ASKED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody was last asked: a step of an interview in ``language``, or whether all is to be erased."""

    interview: Interview | None
    language: str
    asks_erase: bool


def of(session: Session, arrival: Arrival, now: datetime) -> Kept | None:
    """What the person was asked, unless it was more than a day ago; locked, so that two messages take turns."""
    row = session.scalar(
        select(ChatInterview)
        .where(ChatInterview.person_hash == person_hash(arrival), ChatInterview.asked_at > now - INTERVIEWS_WAIT)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    values = {key: tuple(given) for key, given in row.values.items()}
    interview = Interview(packing.unpacked(row.screen["shown"]), values) if row.screen["shown"] else None
    asks = row.screen["asks_erase"] and row.asked_at > now - ERASING_IS_ASKED
    return Kept(interview, row.screen["language"], asks)


def keep(
    session: Session, arrival: Arrival, interview: Interview | None, now: datetime, *, asks_erase: bool = False
) -> None:
    """Remember what is asked now, in the place of what was."""
    screen = packing.packed(interview.screen) if interview else None
    changes: dict[str, Any] = {
        "desk": _desk(interview),
        "screen": {"shown": screen, "language": arrival.language, "asks_erase": asks_erase},
        "values": {key: list(given) for key, given in interview.values.items()} if interview else {},
        "asked_at": now,
    }
    new = insert_into(session, ChatInterview).values(
        person_hash=person_hash(arrival), channel=arrival.channel, tenant=arrival.tenant, **changes
    )
    session.execute(new.on_conflict_do_update(index_elements=[ChatInterview.person_hash], set_=changes))


def close(session: Session, arrival: Arrival) -> None:
    """Forget what the person was asked."""
    session.execute(_removal().where(ChatInterview.person_hash == person_hash(arrival)))


def close_all_of(session: Session, channel: ChatChannel, tenant: str) -> None:
    """Forget what everybody in a workspace was asked."""
    session.execute(_removal().where(ChatInterview.channel == channel, ChatInterview.tenant == tenant))


def close_desks(session: Session, desks: Iterable[str]) -> None:
    """Forget what was asked for some desks, by name: something of theirs has closed, and no trace may stay of it.

    Nothing tells what it was about, so whoever was being asked about something else of the same desk begins anew.
    """
    session.execute(_removal().where(ChatInterview.desk.in_(list(desks))))


def _removal() -> Any:
    return delete(ChatInterview).execution_options(synchronize_session=False)


def _desk(interview: Interview | None) -> str:
    """The first room's desk that the screen leads to."""
    if interview is None:
        return DESK
    screen = interview.screen
    named = [button.do.partition(".")[0] for button in (screen.send, *screen.buttons) if button is not None]
    return next((name for name in named if name != DESK), DESK)[:20]
