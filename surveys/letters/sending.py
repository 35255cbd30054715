"""What becomes of letters: begun, made into mails a batch at a time, handed to whoever sends, noted as sent or not."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Integer, String, bindparam, insert, select, update
from sqlalchemy.orm import Session

from core import outbox
from core.db import table_of
from surveys import answering, rounds
from surveys.cases.models import Contact
from surveys.letters import recipients, unsubscribing, writing
from surveys.letters.letterhead import Letterhead
from surveys.letters.models import Letter, LetterKind, Mail, MailState
from surveys.letters.recipients import Recipient
from surveys.letters.topics import LETTER_BEGUN, MAIL_DUE
from surveys.letters.writing import Person, Text
from surveys.models import Collection, Invitation
from surveys.rounds import Round, RoundState

# As many mails as are made in one transaction: others who write never wait long for it.
BATCH = 200
# Rounds that closed longer ago have been seen to: what is looked through does not grow with the years.
LOOKS_BACK = timedelta(days=7)

_WITH_ITS_LETTER = (
    select(Mail, Letter, Invitation, Contact)
    .join(Letter, Letter.id == Mail.letter_id)
    .join(Invitation, Invitation.id == Mail.invitation_id)
    .outerjoin(Contact, Contact.invitation_id == Invitation.id)
    .where(Mail.id == bindparam("mail_id"))
)
# Asked for every mail of every letter, and therefore put together once.
_STANDING = (
    select(
        recipients.has_answered(bindparam("survey_id", type_=Integer), bindparam("period", type_=String)),
        recipients.has_bounced(bindparam("collection_id", type_=Integer)),
    )
    .select_from(Invitation)
    .outerjoin(Contact, Contact.invitation_id == Invitation.id)
    .where(Invitation.id == bindparam("invitation_id"))
)


class Reason(enum.StrEnum):
    """Why a mail was not sent after all; stands in its ``detail``."""

    ANSWERED = "answered"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    CLOSED = "closed"
    STOPPED = "stopped"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class Ready:
    """A mail as it is to be sent, whole; ``name`` may be empty, and the text has no line that only a header fits.

    ``since`` is when its letter was begun.
    """

    mail_id: uuid.UUID
    since: datetime
    name: str
    address: str
    text: Text
    unsubscribe_link: str


def write(session: Session, round_: Round, kind: LetterKind, text: Text, send_on: date, now: datetime) -> Letter:
    """A letter that waits for its day; ``begin`` or the job of the day sends it."""
    letter = Letter(
        collection_id=round_.collection_id,
        kind=kind,
        subject=text.subject,
        body=text.body,
        send_on=send_on,
        created_at=now,
    )
    session.add(letter)
    session.flush()
    return letter


def begin(session: Session, letter_id: int, now: datetime) -> bool:
    """Begin a letter and leave the making of its mails to the worker; False if somebody began it before."""
    begun = session.execute(
        update(Letter)
        .where(Letter.id == letter_id, Letter.begun_at.is_(None))
        .values(begun_at=now)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    ).all()
    if begun:
        outbox.post(session, LETTER_BEGUN, key=str(letter_id), letter_id=letter_id)
    return bool(begun)


def begin_due(session: Session, today: date, now: datetime) -> int:
    """Begin the letters whose day has come and whose round is open; gives how many."""
    due = session.scalars(
        select(Letter.id)
        .join(Collection, Collection.id == Letter.collection_id)
        .where(Letter.begun_at.is_(None), Letter.send_on <= today, rounds.open_on(today))
        .order_by(Letter.id)
    ).all()
    return sum(begin(session, letter_id, now) for letter_id in due)


def make_mails(session: Session, letter_id: int, after: int, secret: str, today: date, now: datetime) -> int | None:
    """Make the next batch of a letter's mails and post an errand for each.

    ``after`` is the last invitation of the batch before, or 0; gives that of this one, or None when it was the last.
    """
    letter = session.get(Letter, letter_id)
    if letter is None:
        return None
    round_ = rounds.by_id(session, letter.collection_id)
    if round_.state(today) is not RoundState.OPEN:
        return None
    _take_turns(session, letter.collection_id)
    found = recipients.waiting_for(session, round_, letter.kind, now, letter_id=letter_id, after=after, limit=BATCH)
    unwilling = unsubscribing.among(session, secret, [recipient.address for recipient in found])
    for mail in _add(session, letter_id, [one for one in found if one.address not in unwilling]):
        outbox.post(session, MAIL_DUE, key=str(mail), mail_id=str(mail))
    _add(session, letter_id, [one for one in found if one.address in unwilling], Reason.UNSUBSCRIBED)
    return found[-1].invitation_id if len(found) == BATCH else None


def stop(session: Session, letter: Letter, now: datetime) -> int:
    """Send no more of a letter; one that has not begun is removed. Gives how many mails were held back."""
    if letter.begun_at is None:
        session.delete(letter)
        return 0
    round_ = rounds.by_id(session, letter.collection_id)
    _take_turns(session, letter.collection_id)
    # Whoever has no mail yet gets one that is not sent, so that the worker finds nobody left to make one for.
    rest = recipients.waiting_for(session, round_, letter.kind, now, letter_id=letter.id)
    _add(session, letter.id, rest, Reason.STOPPED)
    held_back = session.execute(
        update(Mail)
        .where(Mail.letter_id == letter.id, Mail.state == MailState.WAITING)
        .values(state=MailState.DROPPED, detail=Reason.STOPPED)
        .returning(Mail.id)
        .execution_options(synchronize_session=False)
    )
    return len(held_back.all()) + len(rest)


def for_sending(session: Session, mail_id: uuid.UUID, head: Letterhead, today: date) -> Ready | Reason | None:
    """The mail, filled in, or the reason not to send it any more; None when it is gone or settled already.

    Only reads: ``dropped`` notes a reason.
    """
    found = _with_its_letter(session, mail_id)
    if found is None or found[0].state is not MailState.WAITING:
        return None
    mail, letter, invitation, contact = found
    round_ = rounds.by_id(session, letter.collection_id)
    reason = _reason_not_to(session, round_, invitation, contact, head.secret, today)
    if reason is not None:
        return reason
    code = answering.code_of(head.secret, invitation)
    if contact is None or not contact.email or code is None:
        return Reason.NO_ADDRESS
    unsubscribe = head.unsubscribe_link(mail.id)
    text = Text(letter.subject, letter.body)
    text = writing.filled(text, round_, Person(contact.name, code), head, unsubscribe)
    since = letter.begun_at or letter.created_at
    return Ready(mail.id, since, writing.one_line(contact.name), contact.email, text, unsubscribe)


def drop_too_late(session: Session, now: datetime) -> int:
    """Drop what waits though its round has closed, also mails whose errand was given up; gives how many."""
    late = (
        select(Letter.id)
        .join(Collection, Collection.id == Letter.collection_id)
        .where(Collection.closed_at > now - LOOKS_BACK)
    )
    gone = session.execute(
        update(Mail)
        .where(Mail.state == MailState.WAITING, Mail.letter_id.in_(late))
        .values(state=MailState.DROPPED, detail=Reason.CLOSED)
        .returning(Mail.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def dropped(session: Session, mail_id: uuid.UUID, reason: Reason) -> None:
    """Note that a waiting mail is not sent."""
    _settle(session, mail_id, (MailState.WAITING,), state=MailState.DROPPED, detail=reason.value)


def sent(session: Session, mail_id: uuid.UUID, now: datetime) -> None:
    """Note that the mail server has taken a mail, even if it was stopped in that very moment."""
    before = (MailState.WAITING, MailState.DROPPED)
    _settle(session, mail_id, before, state=MailState.SENT, sent_at=now, detail="")


def refused(session: Session, mail_id: uuid.UUID, status: str, now: datetime) -> None:
    """Note that the mail server will not take a mail; ``status`` is its code, or a word of ours."""
    _settle(session, mail_id, (MailState.WAITING,), state=MailState.REFUSED, sent_at=now, detail=status[:300])


def bounced(session: Session, mail_id: uuid.UUID, status: str, now: datetime) -> bool:
    """Note that a mail came back for good, with its code (5.1.1); False if we know of no such mail."""
    before = (MailState.SENT, MailState.WAITING)
    return _settle(session, mail_id, before, state=MailState.BOUNCED, sent_at=now, detail=status[:300])


def delayed(session: Session, mail_id: uuid.UUID, status: str) -> bool:
    """Note that a mail is late or came back for now, with its code (4.2.2); False if we know of no such mail."""
    return _settle(session, mail_id, (MailState.SENT,), detail=status[:300])


def _take_turns(session: Session, collection_id: int) -> None:
    """Wait for whoever else is making mails of the round's letters: two at once would write to the same people."""
    session.execute(
        select(Letter.id).where(Letter.collection_id == collection_id).order_by(Letter.id).with_for_update()
    ).all()


def _add(
    session: Session, letter_id: int, people: Sequence[Recipient], reason: Reason | None = None
) -> list[uuid.UUID]:
    rows = [
        {
            "id": uuid.uuid4(),
            "letter_id": letter_id,
            "invitation_id": recipient.invitation_id,
            "state": MailState.DROPPED if reason else MailState.WAITING,
            "detail": reason.value if reason else "",
        }
        for recipient in people
    ]
    if rows:
        session.execute(insert(table_of(Mail)), rows)
    return [uuid.UUID(str(row["id"])) for row in rows]


def _with_its_letter(session: Session, mail_id: uuid.UUID) -> tuple[Mail, Letter, Invitation, Contact | None] | None:
    row = session.execute(_WITH_ITS_LETTER, {"mail_id": mail_id}).first()
    return (row[0], row[1], row[2], row[3]) if row else None


def _reason_not_to(
    session: Session, round_: Round, invitation: Invitation, contact: Contact | None, secret: str, today: date
) -> Reason | None:
    if round_.state(today) is not RoundState.OPEN:
        return Reason.CLOSED
    asked = {"survey_id": round_.survey_id, "period": round_.period, "collection_id": round_.collection_id}
    has_answered, has_bounced = session.execute(_STANDING, asked | {"invitation_id": invitation.id}).one()
    if has_answered:
        return Reason.ANSWERED
    if contact is None or not contact.email:
        return Reason.NO_ADDRESS
    if has_bounced:
        return Reason.BOUNCED
    if unsubscribing.is_unsubscribed(session, secret, contact.email):
        return Reason.UNSUBSCRIBED
    return None


def _settle(session: Session, mail_id: uuid.UUID, before: tuple[MailState, ...], **values: object) -> bool:
    changed = session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state.in_(before))
        .values(values)
        .returning(Mail.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None
