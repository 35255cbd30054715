"""A row on the server for every signed-in browser, so that signing out or disabling an account ends it at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from core.ids import fingerprint, new_token
from core.people.models import Staff, StaffRole, StaffSession
from core.people.roles import PERMISSIONS, Permission, Role

IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=12)
SEEN_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class CurrentStaff:
    """The member of staff a request comes from."""

    id: int
    name: str
    email: str
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """Whether any of the person's roles gives the permission."""
        return not self.roles.isdisjoint(PERMISSIONS[permission])


def begin(session: Session, staff_id: int, now: datetime) -> str:
    """Open a session of at most twelve hours and give its token: a new one each time, so none can be planted."""
    token = new_token()
    session.add(
        StaffSession(
            token_hash=fingerprint(token), staff_id=staff_id, created_at=now, last_seen_at=now, expires_at=now + LONGEST
        )
    )
    session.flush()
    return token


def resolve(session: Session, token: str, now: datetime) -> CurrentStaff | None:
    """Whose the token is, in one query that only reads; None when unknown, too old, idle or of a disabled account."""
    rows = session.execute(
        select(Staff.id, Staff.name, Staff.email, StaffRole.role)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .outerjoin(StaffRole, StaffRole.staff_id == Staff.id)
        .where(
            StaffSession.token_hash == fingerprint(token),
            StaffSession.expires_at > now,
            StaffSession.last_seen_at > now - IDLE,
            Staff.is_active,
        )
    ).all()
    if not rows:
        return None
    staff_id, name, email, _ = rows[0]
    return CurrentStaff(staff_id, name, email, frozenset(row.role for row in rows if row.role is not None))


def touch(session: Session, token: str, now: datetime) -> None:
    """Note that the browser is in use; writes at most every five minutes."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == fingerprint(token), StaffSession.last_seen_at <= now - SEEN_AGAIN)
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )


def end(session: Session, token: str) -> None:
    """Close one session; a token that is already closed is no error."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == fingerprint(token)))


def end_all(session: Session, staff_id: int) -> None:
    """Close every session of a member of staff."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


def purge(session: Session, now: datetime) -> int:
    """Remove the sessions that can no longer be used; gives how many."""
    gone = session.execute(
        delete(StaffSession)
        .where(or_(StaffSession.expires_at <= now, StaffSession.last_seen_at <= now - IDLE))
        .returning(StaffSession.token_hash)
    )
    return len(gone.all())
