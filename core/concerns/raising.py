"""Raising a concern: a text that worries somebody gets a place of its own, and is never lost on the way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.concerns.models import Concern, ConcernState, Raiser
from core.db import insert_into

LONGEST_NOTE = 500
# A text that many worry about needs no more words than this from those who do.
LONGEST_NOTES = 5000
LONGEST_ABOUT = 200


def raise_(
    session: Session,
    subject_ref: str,
    about: str,
    kind: str,
    raiser: Raiser,
    words: str,
    lead_id: int | None,
    deputy_id: int | None,
    now: datetime,
    *,
    unmasked: str = "",
    note: str = "",
) -> Concern:
    """Keep a worrying text for those who are to read it.

    ``subject_ref`` is what the text was part of, ``about`` the title of where it stood, ``unmasked`` what was written
    where staff had struck something out, and ``note`` what whoever raised it wanted to add (cut at LONGEST_NOTE).
    Raised again on the same text, the same concern is given back: its words stay, the note is added, and one that was
    closed is open anew. The caller takes the text out of its own place, in the same transaction.
    """
    insertion = insert_into(session, Concern).values(
        subject_ref=subject_ref,
        about=about[:LONGEST_ABOUT],
        kind=kind,
        raised_by=raiser,
        words=words,
        unmasked=unmasked,
        notes=note[:LONGEST_NOTE],
        state=ConcernState.RAISED,
        lead_id=lead_id,
        deputy_id=deputy_id,
        raised_at=now,
        closed_by="",
    )
    new_id = session.scalar(insertion.on_conflict_do_nothing(index_elements=["subject_ref"]).returning(Concern.id))
    if new_id is not None:
        return session.get_one(Concern, new_id)
    concern = locked(session, subject_ref)
    assert concern is not None
    concern.words = words or concern.words
    concern.unmasked = unmasked or concern.unmasked
    concern.notes = "\n\n".join(filter(None, (concern.notes, note[:LONGEST_NOTE])))[:LONGEST_NOTES]
    if concern.closed_at is not None:
        concern.state, concern.closed_at, concern.closed_by = ConcernState.RAISED, None, ""
        concern.kind, concern.raised_by, concern.raised_at, concern.seen_at = kind, raiser, now, None
        concern.lead_id, concern.deputy_id = lead_id, deputy_id
    session.flush()
    return concern


def locked(session: Session, subject_ref: str) -> Concern | None:
    """The concern about a text, which nobody else changes meanwhile; None when there is none."""
    query = select(Concern).where(Concern.subject_ref == subject_ref).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))
