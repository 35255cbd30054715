"""The way from a chat account to its answer in a round: keyed, kept only while the round is open."""

from __future__ import annotations

import hmac
import secrets

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.db import insert_into
from surveys.models import CollectionKey

KEY_BYTES = 32


def token_of(session: Session, collection_id: int, identity: str) -> str:
    """What leads to an account's draft and answer: 64 hex digits, the same every time until the round closes.

    The round's key is drawn when somebody first needs it. The caller holds the round open, so that no key is made after
    the close.
    """
    if _key(session, collection_id) is None:
        made = insert_into(session, CollectionKey).values(collection_id=collection_id, key=secrets.token_hex(KEY_BYTES))
        session.execute(made.on_conflict_do_nothing())
    return str(known_token(session, collection_id, identity))


def known_token(session: Session, collection_id: int, identity: str) -> str | None:
    """As ``token_of``, or None where no key has been drawn or it has been destroyed."""
    key = _key(session, collection_id)
    return _keyed(key, identity) if key else None


def all_tokens(session: Session, identity: str) -> list[tuple[int, str]]:
    """The account's token in every round it still leads somewhere in, by the id of the round."""
    rows = session.execute(select(CollectionKey.collection_id, CollectionKey.key).order_by(CollectionKey.collection_id))
    return [(collection_id, _keyed(key, identity)) for collection_id, key in rows]


def destroy(session: Session, collection_id: int) -> None:
    """From now on nobody can tell which answer an account gave."""
    session.execute(delete(CollectionKey).where(CollectionKey.collection_id == collection_id))


def _key(session: Session, collection_id: int) -> str | None:
    return session.scalar(select(CollectionKey.key).where(CollectionKey.collection_id == collection_id))


def _keyed(key: str, identity: str) -> str:
    return hmac.digest(bytes.fromhex(key), identity.encode(), "sha256").hex()
