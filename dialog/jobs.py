"""What the dialogue room does later: closing dialogues whose last day has passed, forgetting codes nobody used."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, clock
from dialog import hosting, linking
from dialog.errors import WrongStep
from dialog.models import Dialogue


def close_due(session: Session, now: datetime) -> None:
    """Close for good the dialogues whose last day has passed: the key is destroyed and the figures become final."""
    today = clock.today()
    for dialogue in session.scalars(
        select(Dialogue).where(Dialogue.state.in_(hosting.RUNNING), Dialogue.closes_on < today).order_by(Dialogue.id)
    ).all():
        # Somebody may close or withdraw one of them at this very moment.
        with suppress(WrongStep):
            hosting.close(session, dialogue, today)
            audit.record(session, audit.SYSTEM, "dialogue.closed", "dialogue", dialogue.id, slug=dialogue.slug)


def forget_codes(session: Session, now: datetime) -> None:
    """Remove the codes for a second device that were not used within their ten minutes."""
    linking.forget_codes(session, now)
