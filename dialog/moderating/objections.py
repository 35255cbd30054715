"""What an objection becomes when the refusal it was about is taken back by other means."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.audit import Who
from dialog.moderating.models import Appeal, AppealOutcome


def meet(session: Session, statement_id: int, by: Who, now: datetime, note: str = "") -> None:
    """Note that the refusal was taken back, where somebody has objected to it and nobody has answered."""
    session.execute(
        update(Appeal)
        .where(Appeal.statement_id == statement_id, Appeal.outcome.is_(None))
        .values(outcome=AppealOutcome.CHANGED, note=note, decided_at=now, decided_by=by.name)
        .execution_options(synchronize_session="fetch")
    )
