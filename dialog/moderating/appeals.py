"""Objections to a refusal: what an author says against it, and what somebody else makes of that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core import audit
from core.audit import Who
from core.people.models import Staff, StaffRole
from core.people.roles import PERMISSIONS, Permission
from dialog.models import Statement, StatementState
from dialog.moderating import deciding, objections
from dialog.moderating.errors import AlreadyAppealed, AppealDecided, NotRefused, SomebodyElseDecides
from dialog.moderating.models import Action, Appeal, AppealOutcome, Moderation

LONGEST_APPEAL = 1000
REFUSED = frozenset({StatementState.REJECTED, StatementState.HIDDEN})


def appeal(session: Session, statement: Statement, words: str, now: datetime) -> None:
    """Take an author's objection to a refusal, ``words`` being at most 1 000 characters; the caller knows the author.

    Raises NotRefused where nothing is refused, AlreadyAppealed where there has been an objection before.
    """
    deciding.take_all(session, [statement])
    if statement.state not in REFUSED:
        raise NotRefused
    if session.get(Appeal, statement.id) is not None:
        raise AlreadyAppealed
    session.add(Appeal(statement_id=statement.id, words=words[:LONGEST_APPEAL], sent_at=now))
    session.flush()


def decide(
    session: Session, statement: Statement, outcome: AppealOutcome, by: Who, now: datetime, *, note: str = ""
) -> None:
    """Let the refusal stand, or publish the inspel after all; ``note`` is for the author.

    Raises SomebodyElseDecides for whoever refused while there are other moderators, AppealDecided where there is no
    objection that waits, NotRefused where the inspel has left meanwhile.
    """
    deciding.take_all(session, [statement])
    found = session.get(Appeal, statement.id)
    if found is None or found.outcome is not None:
        raise AppealDecided(number=statement.number)
    if statement.state not in REFUSED:
        raise NotRefused
    if by.id is not None and not may_decide(session, statement, by.id):
        raise SomebodyElseDecides
    if outcome is AppealOutcome.CHANGED:
        objections.meet(session, statement.id, by, now, note)
        deciding.restore(session, statement, by, now)
    else:
        found.outcome, found.note, found.decided_at, found.decided_by = outcome, note, now, by.name
    audit.record(session, by, "appeal.decided", "statement", statement.id, outcome=outcome.value)


def may_decide(session: Session, statement: Statement, staff_id: int) -> bool:
    """Whether somebody may judge the objection: not the one who refused, unless there is nobody else to do it."""
    return refuser(session, statement) != staff_id or not _has_other_moderators(session, staff_id)


def refuser(session: Session, statement: Statement) -> int | None:
    """Who refused or hid the inspel the last time."""
    return session.scalar(
        select(Moderation.actor_id)
        .where(Moderation.statement_id == statement.id, Moderation.action.in_((Action.REJECT, Action.HIDE)))
        .order_by(Moderation.id.desc())
        .limit(1)
    )


def _has_other_moderators(session: Session, staff_id: int) -> bool:
    moderates = exists().where(StaffRole.staff_id == Staff.id, StaffRole.role.in_(PERMISSIONS[Permission.MODERATE]))
    query = select(Staff.id).where(Staff.is_active, Staff.id != staff_id, moderates).limit(1)
    return session.scalar(query) is not None
