"""Asking for mail about a dialogue, confirming it, and stopping: an address, and nothing of what anybody said or voted.

The address is looked at when a mail is sent and stands nowhere else. Its id and the secret in its links are random.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from core import clock, outbox
from core.db import insert_into
from core.ids import fingerprint
from dialog import results
from dialog.chat.here import subject_of
from dialog.chat.telling import A_LATE_ANSWER, UNTIL_FURTHER
from dialog.errors import NoSuchDialogue
from dialog.models import DialogueState
from dialog.results import DialogueView
from integrations.following.errors import NoSuchFollower, NothingToFollow
from integrations.following.topics import FOLLOWER_MAIL_DUE, Kind
from integrations.models import MailFollower

CONFIRMED_WITHIN = timedelta(days=7)
SECRET_BYTES = 24
# Where nothing more is told.
ENDED = frozenset({DialogueState.DRAFT, DialogueState.WITHDRAWN, DialogueState.ARCHIVED})
# The report of a bounce says that there is no such mailbox; all else may be about the mail, or pass.
NO_SUCH_MAILBOX = "5.1."

_PLAIN: dict[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who wants mail about ``dialogue_id``, or has only asked for it."""

    id: uuid.UUID
    dialogue_id: int
    language: str
    email: str = field(repr=False)
    is_confirmed: bool


def ask(session: Session, secret: str, dialogue: DialogueView, email: str, language: str, today: date) -> None:
    """Write to an address to ask whether it wants mail; the same happens whether it is known or not.

    ``email`` is as ``normal_email`` writes it. Raises NothingToFollow.
    """
    must_be_told_of(dialogue, today)
    follower_id = uuid.uuid4()
    new = insert_into(session, MailFollower).values(
        id=follower_id,
        subject_ref=subject_of(dialogue.id),
        email=email,
        language=language,
        token_hash=fingerprint(token_of(secret, follower_id)),
        asked_on=today,
        expires_on=until(dialogue, today),
    )
    # Whoever has confirmed keeps the language they chose: anybody can write their address in the form.
    chosen = case((MailFollower.confirmed_on.is_(None), language), else_=MailFollower.language)
    known = [MailFollower.subject_ref, MailFollower.email]
    new = new.on_conflict_do_update(index_elements=known, set_={"language": chosen, "asked_on": today})
    asked = session.scalars(new.returning(MailFollower.id)).one()
    outbox.post(
        session,
        FOLLOWER_MAIL_DUE,
        key=f"ask {asked.hex}",
        follower_id=asked.hex,
        kind=Kind.ASK,
        about=dialogue.id,
        since=clock.now().isoformat(),
    )


def confirm(session: Session, token: str, today: date) -> Follower:
    """Write to whoever has this link from now on; once is enough. Raises NoSuchFollower."""
    found = with_token(session, token)
    session.execute(
        update(MailFollower)
        .where(MailFollower.id == found.id, MailFollower.confirmed_on.is_(None))
        .values(confirmed_on=today, asked_on=today)
        .execution_options(**_PLAIN)
    )
    return with_token(session, token)


def stop(session: Session, token: str) -> Follower:
    """Forget whoever has this link, whole; gives who it was. Raises NoSuchFollower."""
    found = with_token(session, token)
    forget(session, found.id)
    return found


def forget(session: Session, follower_id: uuid.UUID) -> bool:
    """Forget one; False if there is no such."""
    gone = delete(MailFollower).where(MailFollower.id == follower_id).returning(MailFollower.id)
    return session.scalar(gone.execution_options(**_PLAIN)) is not None


def bounced(session: Session, follower_id: uuid.UUID, status: str) -> bool:
    """A mail came back for good, with its code (5.1.1): where there is no mailbox there is nobody to write to.

    False if we know of no such follower.
    """
    if status.startswith(NO_SUCH_MAILBOX):
        return forget(session, follower_id)
    return find(session, follower_id) is not None


def with_token(session: Session, token: str) -> Follower:
    """Whoever has this link; raises NoSuchFollower."""
    row = session.execute(_FOLLOWERS.where(MailFollower.token_hash == fingerprint(token))).first()
    if row is None:
        raise NoSuchFollower
    return _follower(*row)


def find(session: Session, follower_id: uuid.UUID) -> Follower | None:
    """A follower by the id that messages name them by."""
    row = session.execute(_FOLLOWERS.where(MailFollower.id == follower_id)).first()
    return _follower(*row) if row else None


def confirmed(session: Session, dialogue_id: int, after: str, limit: int) -> Sequence[uuid.UUID]:
    """The ids of some who are to be told, in the order of those random ids, from the one after ``after``."""
    query = select(MailFollower.id).where(
        MailFollower.subject_ref == subject_of(dialogue_id), MailFollower.confirmed_on.is_not(None)
    )
    if after:
        query = query.where(MailFollower.id > uuid.UUID(after))
    return session.scalars(query.order_by(MailFollower.id).limit(limit)).all()


def token_of(secret: str, follower_id: uuid.UUID) -> str:
    """What stands in the links of a follower: 192 bits that only this installation can make from the id."""
    made = hmac.digest(secret.encode(), f"follower\0{follower_id.hex}".encode(), "sha256")
    return urlsafe_b64encode(made[:SECRET_BYTES]).decode()


def has_token(session: Session, follower_id: uuid.UUID, token: str) -> None:
    """Note which token the links of the latest mail have: it is another one once the installation's secret is."""
    changed = (MailFollower.id == follower_id) & (MailFollower.token_hash != fingerprint(token))
    session.execute(
        update(MailFollower).where(changed).values(token_hash=fingerprint(token)).execution_options(**_PLAIN)
    )


def is_told_of(dialogue: DialogueView, today: date) -> bool:
    """Whether something more is told, and an address may be kept for it."""
    return dialogue.state not in ENDED and until(dialogue, today) >= today


def must_be_told_of(dialogue: DialogueView, today: date) -> None:
    """Raises NothingToFollow where nothing more is told."""
    if not is_told_of(dialogue, today):
        raise NothingToFollow


def until(dialogue: DialogueView, today: date) -> date:
    """The last day an address is kept: as long after the promised day as in a chat, and never past the erasing."""
    last = dialogue.feedback_due_on + A_LATE_ANSWER if dialogue.feedback_due_on else today + UNTIL_FURTHER
    return min(last, dialogue.erase_on) if dialogue.erase_on else last


def keep_pace(session: Session, today: date) -> None:
    """Let the last day of every follower move with the promise, and end where nothing more is told."""
    for subject in session.scalars(select(MailFollower.subject_ref).distinct()).all():
        try:
            dialogue = results.by_id(session, _dialogue_id(subject), today)
        except NoSuchDialogue:
            last = today - timedelta(days=1)
        else:
            last = today - timedelta(days=1) if dialogue.state in ENDED else until(dialogue, today)
        session.execute(
            update(MailFollower)
            .where(MailFollower.subject_ref == subject, MailFollower.expires_on != last)
            .values(expires_on=last)
            .execution_options(**_PLAIN)
        )


def even_out(session: Session, dialogue_id: int, today: date) -> None:
    """Write the followers of a dialogue anew in an order by chance, all with the same days, once it has closed.

    Then nothing in the table says who came when, to be laid beside the days on which people took part.
    """
    here = MailFollower.subject_ref == subject_of(dialogue_id)
    last = session.scalar(select(func.max(MailFollower.expires_on)).where(here))
    gone = delete(MailFollower).where(here).returning(*MailFollower.__table__.columns)
    rows = [dict(row._mapping) for row in session.execute(gone)]
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        days = {"asked_on": today, "confirmed_on": today if row["confirmed_on"] else None, "expires_on": last}
        session.execute(insert(MailFollower).values({**row, **days}))


_FOLLOWERS = select(
    MailFollower.id,
    MailFollower.subject_ref,
    MailFollower.language,
    MailFollower.email,
    MailFollower.confirmed_on,
)


def _follower(follower_id: uuid.UUID, subject: str, language: str, email: str, confirmed_on: date | None) -> Follower:
    return Follower(follower_id, _dialogue_id(subject), language, email, confirmed_on is not None)


def _dialogue_id(subject: str) -> int:
    """The dialogue that ``subject_of`` named."""
    return int(subject.rpartition(":")[2])
