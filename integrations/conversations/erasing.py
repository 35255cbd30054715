"""Erasing what somebody has done in a chat, everywhere at once: in one transaction, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.chat import Desk, Speaker
from integrations.conversations import addresses, interviews, waiting
from integrations.conversations.arrival import Arrival


def erase(session: Session, arrival: Arrival, speaker: Speaker, desks: Sequence[Desk]) -> int:
    """Remove what the person has done at every desk, their addresses, what they were asked and were to be told.

    Gives how many things that was. What belongs to something that has closed cannot be found any more, and stays.
    """
    count = sum(desk.erase(session, speaker) for desk in desks)
    count += addresses.forget_person(session, arrival)
    interviews.close(session, arrival)
    waiting.forget_person(session, arrival)
    return count
