"""Where to reach those who asked to be told what something led to, and nothing of what they did there."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from core.chat import ChatChannel, Keep
from core.db import insert_into
from integrations.conversations import interviews
from integrations.conversations.arrival import Arrival
from integrations.models import ChatAddress


@dataclass(frozen=True, slots=True)
class Address:
    """A person in a chat, or a ``place`` of many there instead of one; ``reference`` is the channel's own."""

    channel: ChatChannel
    tenant: str
    person: str = field(default="", repr=False)
    reference: Mapping[str, Any] = field(default_factory=dict, repr=False)
    language: str = "sv"
    place: str = ""
    id: uuid.UUID | None = None


def keep(session: Session, arrival: Arrival, asked: Keep) -> None:
    """Keep the person's address for a subject until the day they agreed to; once more changes the day."""
    changes: dict[str, Any] = {
        "reference": dict(arrival.reference),
        "language": arrival.language,
        "consent": asked.consent,
        "expires_on": asked.until,
    }
    new = insert_into(session, ChatAddress).values(
        id=uuid.uuid4(),
        channel=arrival.channel,
        tenant=arrival.tenant,
        person=arrival.person,
        subject_ref=asked.subject_ref,
        **changes,
    )
    session.execute(
        new.on_conflict_do_update(
            index_elements=[
                ChatAddress.channel,
                ChatAddress.tenant,
                ChatAddress.person,
                ChatAddress.subject_ref,
            ],
            set_=changes,
        )
    )


def forget(session: Session, arrival: Arrival, subject_refs: Iterable[str]) -> None:
    """Forget the person's address for some subjects."""
    session.execute(_of(arrival).where(ChatAddress.subject_ref.in_(list(subject_refs))))


def forget_person(session: Session, arrival: Arrival) -> int:
    """Forget the person's address whatever it was kept for; gives how many were kept."""
    return len(session.execute(_of(arrival).returning(ChatAddress.id)).all())


def forget_one(session: Session, address_id: uuid.UUID) -> None:
    """Forget an address where nobody is reached any more."""
    session.execute(delete(ChatAddress).where(ChatAddress.id == address_id))


def of_subject(session: Session, subject_ref: str) -> tuple[Address, ...]:
    """Everybody who asked to be told what comes of a subject, in no order that says anything."""
    rows = session.scalars(select(ChatAddress).where(ChatAddress.subject_ref == subject_ref).order_by(ChatAddress.id))
    return tuple(Address(row.channel, row.tenant, row.person, row.reference, row.language, id=row.id) for row in rows)


def some_of_subject(session: Session, subject_ref: str, after: str, limit: int) -> tuple[Address, ...]:
    """Some of them, in the order of their random ids, from the one after ``after``."""
    query = select(ChatAddress).where(ChatAddress.subject_ref == subject_ref)
    if after:
        query = query.where(ChatAddress.id > uuid.UUID(after))
    rows = session.scalars(query.order_by(ChatAddress.id).limit(limit))
    return tuple(Address(row.channel, row.tenant, row.person, row.reference, row.language, id=row.id) for row in rows)


def shuffle(session: Session, subject_ref: str, desks: Iterable[str]) -> None:
    """Write the addresses of a subject anew in an order by chance, under new ids, once it has closed.

    Then neither ids, nor places in the table, nor transactions say who came when. What is asked at the moment for its
    ``desks`` is forgotten too, see ``interviews.close_desks``.
    """
    gone = delete(ChatAddress).where(ChatAddress.subject_ref == subject_ref).returning(*ChatAddress.__table__.columns)
    rows = [dict(row._mapping) for row in session.execute(gone)]
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        session.execute(insert(ChatAddress).values({**row, "id": uuid.uuid4()}))
    interviews.close_desks(session, desks)


def _of(arrival: Arrival) -> Any:
    return (
        delete(ChatAddress)
        .where(
            ChatAddress.channel == arrival.channel,
            ChatAddress.tenant == arrival.tenant,
            ChatAddress.person == arrival.person,
        )
        .execution_options(synchronize_session=False)
    )
