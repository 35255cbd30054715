"""Opening, changing and closing the accounts of staff; every change leaves a line in the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import audit, clock
from core.people import passwords, sessions
from core.people.emails import normal_email
from core.people.models import Staff, StaffRole
from core.people.roles import Role

LONGEST_NAME = 120


class BadAccount(Exception):
    """An account cannot be made as asked; the text says what to change."""


class EmailTaken(Exception):
    """There is already an account, perhaps a disabled one, with that address."""


class NoSuchStaff(Exception):
    """There is no such account."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as pages and commands list it."""

    id: int
    email: str
    name: str
    is_active: bool
    roles: tuple[Role, ...]
    created_at: datetime


def add_staff(
    session: Session, email: str, name: str, password: str, roles: Iterable[Role], *, actor: audit.Who = audit.SYSTEM
) -> int:
    """Open an account and give its id; raises BadAccount, ``passwords.BadPassword`` or EmailTaken."""
    wanted = frozenset(roles)
    address = normal_email(email)
    shown_name = " ".join(name.split())
    if not address:
        raise BadAccount("the e-mail address must look like name@example.se")
    if not shown_name or len(shown_name) > LONGEST_NAME or not shown_name.isprintable():
        raise BadAccount(f"a name has 1 to {LONGEST_NAME} characters")
    if not wanted:
        raise BadAccount("an account needs at least one role")
    if session.scalar(select(Staff.id).where(Staff.email == address)) is not None:
        raise EmailTaken
    staff = Staff(
        email=address,
        name=shown_name,
        password_hash=passwords.hashed(password),
        is_active=True,
        created_at=clock.now(),
    )
    session.add(staff)
    session.flush()
    _give(session, staff.id, wanted)
    audit.record(session, actor, "staff.added", "staff", staff.id, roles=_listed(wanted))
    return staff.id


def set_roles(session: Session, staff_id: int, roles: Iterable[Role], *, actor: audit.Who = audit.SYSTEM) -> None:
    """Let the person be these and nothing else, from the next request on; raises NoSuchStaff or BadAccount."""
    staff, wanted = _locked(session, staff_id), frozenset(roles)
    if not wanted:
        raise BadAccount("an account needs at least one role")
    session.execute(delete(StaffRole).where(StaffRole.staff_id == staff.id))
    _give(session, staff.id, wanted)
    audit.record(session, actor, "staff.roles_set", "staff", staff.id, roles=_listed(wanted))


def set_password(session: Session, staff_id: int, password: str, *, actor: audit.Who = audit.SYSTEM) -> None:
    """Change the password and sign the person out everywhere; raises NoSuchStaff or ``passwords.BadPassword``."""
    new_hash = passwords.hashed(password)
    staff = _locked(session, staff_id)
    staff.password_hash = new_hash
    sessions.end_all(session, staff.id)
    audit.record(session, actor, "staff.password_set", "staff", staff.id)


def disable(session: Session, staff_id: int, *, actor: audit.Who = audit.SYSTEM) -> None:
    """Close an account and all its sessions at once; raises NoSuchStaff."""
    staff = _locked(session, staff_id)
    staff.is_active = False
    sessions.end_all(session, staff.id)
    audit.record(session, actor, "staff.disabled", "staff", staff.id)


def enable(session: Session, staff_id: int, *, actor: audit.Who = audit.SYSTEM) -> None:
    """Open a disabled account again, with the roles and the password it had; raises NoSuchStaff."""
    staff = _locked(session, staff_id)
    staff.is_active = True
    audit.record(session, actor, "staff.enabled", "staff", staff.id)


def staff_with(session: Session, email: str) -> int:
    """The id of the account with this address, however it is typed; raises NoSuchStaff."""
    staff_id = session.scalar(select(Staff.id).where(Staff.email == normal_email(email)))
    if staff_id is None:
        raise NoSuchStaff
    return staff_id


def accounts(session: Session) -> tuple[Account, ...]:
    """Every account in the order of its name, disabled ones too."""
    roles: dict[int, list[Role]] = {}
    for staff_id, role in session.execute(select(StaffRole.staff_id, StaffRole.role)):
        roles.setdefault(staff_id, []).append(role)
    return tuple(
        Account(
            staff.id, staff.email, staff.name, staff.is_active, _in_order(roles.get(staff.id, ())), staff.created_at
        )
        for staff in session.scalars(select(Staff).order_by(Staff.name, Staff.id))
    )


def _locked(session: Session, staff_id: int) -> Staff:
    staff = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
    if staff is None:
        raise NoSuchStaff
    return staff


def _give(session: Session, staff_id: int, roles: frozenset[Role]) -> None:
    session.add_all(StaffRole(staff_id=staff_id, role=role) for role in _in_order(roles))
    session.flush()


def _in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Roles as the table of roles lists them, most powerful first."""
    held = frozenset(roles)
    return tuple(role for role in Role if role in held)


def _listed(roles: frozenset[Role]) -> str:
    return ", ".join(_in_order(roles))
