"""Somebody took the bot away from their own Teams: they cannot be reached, so what would have reached them goes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from integrations.conversations import addresses, interviews
from integrations.conversations.arrival import Arrival


def leave(session: Session, arrival: Arrival) -> None:
    """Forget where the person is and what they were asked.

    What they have answered stays: taking the bot away is not asking to have it erased, and they may come back.
    """
    addresses.forget_person(session, arrival)
    interviews.close(session, arrival)
