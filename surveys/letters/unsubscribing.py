"""Those who want no more mail: only a keyed fingerprint of their address is kept."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.db import insert_into
from core.errors import N_, PersonMet
from core.people.emails import normal_email
from surveys.cases.models import Contact
from surveys.letters.letterhead import mail_id_in
from surveys.letters.models import Mail, Unsubscribed

# So many fingerprints are asked about at once; databases limit how much a statement may hold.
_AT_ONCE = 500


class NoSuchMail(PersonMet):
    """The mail or the address behind a link to unsubscribe is gone, or never was."""

    status = 404
    title = N_("Länken gäller inte längre")
    message = N_(
        "Vi hittar inget mejl som hör till länken. Den kan vara felskriven, eller så är din adress redan raderad."
    )
    advice = N_("Från den enkäten får du inga fler mejl. Hör av dig till kommunen om det ändå kommer något.")


def fingerprint_of(secret: str, address: str) -> str:
    """An address as it is kept: HMAC-SHA256 in hex, the same however the address is written."""
    return hmac.new(secret.encode(), f"unsubscribed\0{normal_email(address)}".encode(), "sha256").hexdigest()


def address_behind(session: Session, secret: str, token: str) -> str:
    """The address a link to unsubscribe was sent to; raises NoSuchMail."""
    mail_id = mail_id_in(secret, token)
    address = address_of(session, mail_id) if mail_id else None
    if not address:
        raise NoSuchMail
    return address


def address_of(session: Session, mail_id: uuid.UUID) -> str | None:
    """Where a mail goes or went, as long as that is known."""
    return session.scalar(
        select(Contact.email).join(Mail, Mail.invitation_id == Contact.invitation_id).where(Mail.id == mail_id)
    )


def unsubscribe(session: Session, secret: str, address: str, today: date) -> None:
    """Write no more to an address; once is enough."""
    row = insert_into(session, Unsubscribed).values(address_hash=fingerprint_of(secret, address), since=today)
    session.execute(row.on_conflict_do_nothing(index_elements=[Unsubscribed.address_hash]))


def undo(session: Session, secret: str, address: str) -> None:
    """Write to an address again."""
    session.execute(delete(Unsubscribed).where(Unsubscribed.address_hash == fingerprint_of(secret, address)))


def is_unsubscribed(session: Session, secret: str, address: str) -> bool:
    """Whether an address wants no mail."""
    return session.get(Unsubscribed, fingerprint_of(secret, address)) is not None


def among(session: Session, secret: str, addresses: Collection[str]) -> frozenset[str]:
    """Those of some addresses that want no mail."""
    written = {fingerprint_of(secret, address): address for address in addresses}
    found: set[str] = set()
    for start in range(0, len(written), _AT_ONCE):
        asked = list(written)[start : start + _AT_ONCE]
        found.update(session.scalars(select(Unsubscribed.address_hash).where(Unsubscribed.address_hash.in_(asked))))
    return frozenset(address for address in addresses if fingerprint_of(secret, address) in found)
