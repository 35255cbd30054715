"""Who a letter goes to: reachable, not answered, not refused, and not written to a moment ago."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from surveys.cases.models import Contact
from surveys.letters import unsubscribing
from surveys.letters.models import RETURNED, Letter, LetterKind, Mail, MailState
from surveys.models import Collection, Invitation, Receipt
from surveys.rounds import Round

# Nobody gets two mails about the same survey within so long: not from two letters that were meant for different people.
REST = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a letter could go to."""

    invitation_id: int
    address: str


def waiting_for(
    session: Session,
    round_: Round,
    kind: LetterKind,
    now: datetime,
    *,
    letter_id: int = 0,
    after: int = 0,
    limit: int | None = None,
) -> Sequence[Recipient]:
    """Those a letter of this kind would go to now, by invitation; without those that have a mail of ``letter_id``.

    ``after`` is the last invitation that has been looked at.

    An invitation goes to those who have got none by mail. A reminder goes to those whose invitation was sent.
    Addresses that have unsubscribed are among them: they are known by fingerprint, see ``unsubscribing.among``.
    """
    wanted = _wanted(round_, kind, now, letter_id).where(Invitation.id > after)
    rows = session.execute(wanted.order_by(Invitation.id).limit(limit))
    return [Recipient(invitation_id, address or "") for invitation_id, address in rows]


def count(session: Session, round_: Round, kind: LetterKind, secret: str, now: datetime) -> int:
    """How many would get a letter of this kind now."""
    found = waiting_for(session, round_, kind, now)
    gone = unsubscribing.among(session, secret, [recipient.address for recipient in found])
    return sum(recipient.address not in gone for recipient in found)


def has_answered(survey_id: int | BindParameter[int], period: str | BindParameter[str]) -> ColumnElement[bool]:
    """The condition on ``Invitation`` that it, or another of the same customer in the period, has been answered."""
    other = aliased(Invitation)
    of_the_customer = (
        exists()
        .where(
            other.customer_hash == Invitation.customer_hash,
            Collection.id == other.collection_id,
            Collection.survey_id == survey_id,
            Collection.period == period,
            Receipt.invitation_id == other.id,
        )
        .correlate(Invitation)
    )
    return or_(exists().where(Receipt.invitation_id == Invitation.id), of_the_customer)


def has_bounced(collection_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition on ``Contact`` that a letter of the round to its address came back, or was refused for good."""
    other = aliased(Contact)
    returned = (
        select(other.email)
        .join(Mail, Mail.invitation_id == other.invitation_id)
        .join(Letter, Letter.id == Mail.letter_id)
        .where(Letter.collection_id == collection_id, RETURNED, other.email.is_not(None))
    )
    return Contact.email.in_(returned)


def _wanted(round_: Round, kind: LetterKind, now: datetime, letter_id: int) -> Select[tuple[int, str | None]]:
    theirs = Mail.invitation_id == Invitation.id
    lately = exists().where(theirs, Mail.state == MailState.SENT, Mail.sent_at > now - REST)
    has_invitation = exists().where(
        theirs,
        Letter.id == Mail.letter_id,
        Letter.kind == LetterKind.INVITATION,
        Mail.state == MailState.SENT if kind is LetterKind.REMINDER else Mail.state != MailState.DROPPED,
    )
    return (
        select(Invitation.id, Contact.email)
        .join(Contact, Contact.invitation_id == Invitation.id)
        .where(
            Invitation.collection_id == round_.collection_id,
            Invitation.seed.is_not(None),
            Contact.email != "",
            has_invitation if kind is LetterKind.REMINDER else ~has_invitation,
            ~lately,
            ~exists().where(theirs, or_(Mail.state == MailState.WAITING, Mail.letter_id == letter_id)),
            ~has_answered(round_.survey_id, round_.period),
            ~has_bounced(round_.collection_id),
        )
    )
