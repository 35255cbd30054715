"""Signing in and out: the same work and the same refusal whoever is asked for, and a limit on guessing."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.limits import network_of, spend
from core.people import passwords, sessions
from core.people.emails import normal_email
from core.people.models import Staff

WINDOW = timedelta(minutes=15)
ATTEMPTS_ON_AN_ACCOUNT = 10
# A town hall is one network: everybody there may sign in on the same morning, and mistype.
ATTEMPTS_FROM_A_NETWORK = 60

START_PAGE = "/personal"
LONGEST_TARGET = 2000

log = logging.getLogger(__name__)


class SignInRefused(Exception):
    """The address or the password is wrong, or the account is closed; it carries nothing that tells which."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A password that was right for an account; ``new_hash`` replaces a hash made with older parameters."""

    staff_id: int
    checked_hash: str = field(repr=False)
    new_hash: str | None = field(repr=False)


def admit(session: Session, email: str, address: str, now: datetime) -> None:
    """Count one attempt against the network and the account; raises ``core.limits.TooMany``.

    Call it before ``sign_in`` and commit at once, so that the attempt counts however it ends::

        admit(session, email, request.remote_addr or "", now)
        session.commit()
        token = sign_in(session, email, password, now)
        session.commit()

    An account that does not exist is counted too. A network that has spent its attempts no longer touches the
    account's, so one place cannot keep somebody out from everywhere for long.
    """
    spend(session, "sign-in network", network_of(address), ATTEMPTS_FROM_A_NETWORK, WINDOW, now)
    spend(session, "sign-in account", normal_email(email), ATTEMPTS_ON_AN_ACCOUNT, WINDOW, now)


def sign_in(session: Session, email: str, password: str, now: datetime) -> str:
    """The token of a new session; raises SignInRefused.

    It is ``check`` and ``enter`` in one transaction. Where writers stand in line, a page does better to run ``check``
    in a transaction that only reads and to end that before ``enter``: hashing takes some 30 ms.
    """
    return enter(session, check(session, email, password), now)


def check(session: Session, email: str, password: str) -> Proven:
    """Whether the password is right, with exactly one hash computed whoever is asked for; raises SignInRefused."""
    # The first call makes this hash: asked for always, or it would itself tell an unknown account from a known one.
    nobodys = passwords.nobodys_hash()
    found = session.execute(
        select(Staff.id, Staff.password_hash).where(Staff.email == normal_email(email), Staff.is_active)
    ).one_or_none()
    is_right = passwords.matches(found.password_hash if found else nobodys, password)
    if found is None or not is_right:
        log.warning("a sign-in was refused")
        raise SignInRefused
    is_outdated = passwords.is_outdated(found.password_hash)
    return Proven(found.id, found.password_hash, passwords.hashed(password) if is_outdated else None)


def enter(session: Session, proven: Proven, now: datetime) -> str:
    """Open a session for a proven password; raises SignInRefused when the account was closed or changed meanwhile."""
    staff = session.get(Staff, proven.staff_id, with_for_update=True, populate_existing=True)
    if staff is None or not staff.is_active or staff.password_hash != proven.checked_hash:
        raise SignInRefused
    if proven.new_hash is not None:
        staff.password_hash = proven.new_hash
    log.info("staff %d signed in", staff.id)
    return sessions.begin(session, staff.id, now)


def sign_out(session: Session, token: str) -> None:
    """End the session of this token at once, in every window that holds it."""
    sessions.end(session, token)


def safe_next(target: str | None, default: str = START_PAGE) -> str:
    """The local address a person wanted before signing in, or ``default`` when it could lead anywhere else.

    Only a path from the root passes. Browsers drop tabs and line breaks and then take a second slash of either kind
    for another site (``//host``, ``/\\host``, ``///host``); ``urlsplit`` sees no host in the last, so it is not asked.
    """
    if not target or len(target) > LONGEST_TARGET or not target.startswith("/"):
        return default
    path = target.partition("?")[0].partition("#")[0]
    if "//" in path or "\\" in target or not target.isprintable():
        return default
    return target
