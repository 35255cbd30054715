"""Letters as staff see them: what was sent to how many, what waits, and how many have answered."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from surveys.cases.models import Contact
from surveys.letters.models import Letter, LetterKind, Mail, MailState
from surveys.models import Invitation, Receipt

MOST_LETTERS = 50
MOST_WAITING = 50
# Nobody is reminded twice within these days.
BETWEEN_REMINDERS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter and how many of its mails are in each state."""

    id: int
    kind: LetterKind
    subject: str
    body: str
    send_on: date
    begun_at: datetime | None
    counts: Mapping[MailState, int]


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail that is still to be sent, and to whom."""

    id: uuid.UUID
    kind: LetterKind
    name: str
    address: str


def letters(session: Session, collection_id: int) -> tuple[LetterRow, ...]:
    """The latest letters of a round, the latest first."""
    found = session.scalars(
        select(Letter)
        .where(Letter.collection_id == collection_id)
        .order_by(Letter.send_on.desc(), Letter.id.desc())
        .limit(MOST_LETTERS)
    ).all()
    counted: dict[int, dict[MailState, int]] = {letter.id: {} for letter in found}
    rows = session.execute(
        select(Mail.letter_id, Mail.state, func.count())
        .where(Mail.letter_id.in_(list(counted)))
        .group_by(Mail.letter_id, Mail.state)
    )
    for letter_id, state, n in rows:
        counted[letter_id][state] = n
    return tuple(
        LetterRow(one.id, one.kind, one.subject, one.body, one.send_on, one.begun_at, counted[one.id]) for one in found
    )


def answered(session: Session, collection_id: int) -> tuple[int, int]:
    """How many of the invited have answered, and how many were invited."""
    n, invited = session.execute(
        select(func.count(Receipt.invitation_id), func.count(Invitation.id))
        .outerjoin(Receipt, Receipt.invitation_id == Invitation.id)
        .where(Invitation.collection_id == collection_id)
    ).one()
    return n, invited


def wants_reminder(session: Session, collection_id: int, today: date) -> bool:
    """Whether somebody who can be written to has not answered, and no reminder has gone lately or is on its way."""
    reminded = exists().where(
        Letter.collection_id == collection_id,
        Letter.kind == LetterKind.REMINDER,
        Letter.send_on > today - BETWEEN_REMINDERS,
    )
    silent = (
        select(Contact.invitation_id)
        .join(Invitation, Invitation.id == Contact.invitation_id)
        .where(
            Invitation.collection_id == collection_id,
            Contact.email.is_not(None),
            ~exists().where(Receipt.invitation_id == Invitation.id),
            ~reminded,
        )
    )
    return session.scalar(silent.limit(1)) is not None


def waiting(session: Session, collection_id: int) -> tuple[WaitingMail, ...]:
    """The first mails of a round that are still to be sent."""
    rows = session.execute(
        select(Mail.id, Letter.kind, Contact.name, Contact.email)
        .join(Letter, Letter.id == Mail.letter_id)
        .join(Contact, Contact.invitation_id == Mail.invitation_id)
        .where(Letter.collection_id == collection_id, Mail.state == MailState.WAITING)
        .order_by(Mail.letter_id, Mail.invitation_id)
        .limit(MOST_WAITING)
    )
    return tuple(WaitingMail(mail_id, kind, name, address or "") for mail_id, kind, name, address in rows)
