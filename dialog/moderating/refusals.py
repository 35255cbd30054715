"""Why inspel were not published, as counts: the reason that was noted last for each, and nobody's words."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialog.models import Statement, StatementState
from dialog.moderating.models import Action, Moderation, Reason

REFUSED = (StatementState.REJECTED, StatementState.HIDDEN)


def by_reason(session: Session, dialogue_id: int) -> Mapping[Reason | None, int]:
    """How many inspel of a dialogue stand refused for each reason; None where no reason is noted."""
    are_refused = (Statement.dialogue_id == dialogue_id, Statement.state.in_(REFUSED))
    latest = (
        select(func.max(Moderation.id))
        .join(Statement, Statement.id == Moderation.statement_id)
        .where(*are_refused, Moderation.action.in_((Action.REJECT, Action.HIDE)))
        .group_by(Moderation.statement_id)
    )
    reasons = session.execute(
        select(Moderation.reason, func.count()).where(Moderation.id.in_(latest)).group_by(Moderation.reason)
    )
    counted = dict(reasons.tuples().all())
    found: dict[Reason | None, int] = {reason: counted[reason] for reason in Reason if reason in counted}
    unknown = (session.scalar(select(func.count()).where(*are_refused)) or 0) - sum(found.values())
    return found | ({None: unknown} if unknown > 0 else {})
