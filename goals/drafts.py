"""The one draft of the målbild: begun from the newest version, changed part by part, decided or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import insert_into
from core.errors import N_, PersonMet
from goals import drafting, versions
from goals.drafting import Document, Kind
from goals.malbild import Malbild
from goals.models import MalbildDraft, MalbildVersion

THE_ONE = 1


class NoDraft(PersonMet):
    """Nobody is changing the målbild, or somebody else has finished."""

    status = 404
    title = N_("Det finns inget utkast")
    message = N_("Ingen ändring av målbilden är påbörjad. Någon kan ha fastställt eller kastat utkastet.")
    advice = N_("Gå till målbildens versioner och se vad som gäller. Det du skrev på den här sidan finns kvar nedan.")


class ChangedMeanwhile(PersonMet):
    """Somebody else has changed the same part since the page was opened; ``theirs`` is the part as it stands."""

    title = N_("Någon annan har ändrat under tiden")
    message = N_("Samma del av utkastet har ändrats sedan du öppnade sidan. Din ändring är inte sparad.")
    advice = N_("Jämför med det som nu är sparat och spara igen.")

    def __init__(self, theirs: Document) -> None:
        """``theirs`` is shown beside what the person wrote."""
        super().__init__()
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft as it stands, read and as data."""

    malbild: Malbild
    document: Mapping[str, Any]
    based_on: int
    changed_at: datetime
    changed_by: str

    def part(self, kind: Kind, key: str) -> Document:
        """One part; raises NoSuchPart."""
        return drafting.part(self.document, kind, key)


def find(session: Session) -> Draft | None:
    """The draft, if anybody has begun one."""
    row = session.get(MalbildDraft, THE_ONE)
    return _read(row) if row else None


def get(session: Session, *, to_change: bool = False) -> Draft:
    """The draft; raises NoDraft. Whoever is going to change it waits for anybody who is."""
    return _read(_row(session, to_change=to_change))


def begin(session: Session, by: str, now: datetime) -> bool:
    """Begin a draft as a copy of the newest version; False when one is begun already, which is left as it is."""
    newest = versions.newest(session)
    number = versions.number_of(newest)
    new = (
        insert_into(session, MalbildDraft)
        .values(
            id=THE_ONE,
            based_on=number,
            document=dict(versions.document(session, number)),
            changed_at=now,
            changed_by=by,
        )
        .on_conflict_do_nothing(index_elements=[MalbildDraft.id])
        .returning(MalbildDraft.id)
    )
    return session.scalar(new) is not None


def change(
    session: Session, kind: Kind, key: str, values: Mapping[str, Any], seen: str, by: str, now: datetime
) -> None:
    """Change a part; ``seen`` is the fingerprint of what it said when the page was opened.

    Raises NoDraft, NoSuchPart, ChangedMeanwhile, and BadMalbild for values that make no målbild.
    """
    row = _row(session, to_change=True)
    theirs = drafting.own(drafting.part(row.document, kind, key))
    if drafting.fingerprint(theirs) != seen:
        raise ChangedMeanwhile(theirs)
    _keep(row, drafting.changed(row.document, kind, key, values), by, now)


def add(
    session: Session, kind: Kind, area: int | None, values: Mapping[str, Any], name: str, by: str, now: datetime
) -> str:
    """Add a part under a key made of its ``name``; gives the key. Raises NoDraft, NoSuchPart, BadMalbild.

    A key that any version has had is never given to something else: readings and judgements are kept under it.
    """
    row = _row(session, to_change=True)
    if kind is Kind.AREA:
        _keep(row, drafting.added(row.document, kind, None, values), by, now)
        return str(len(row.document["area"]))
    taken = drafting.keys(row.document) | drafting.keys(versions.document(session, versions.SHIPPED))
    for document in session.scalars(select(MalbildVersion.document)):
        taken |= drafting.keys(document)
    key = drafting.new_key(name, taken)
    _keep(row, drafting.added(row.document, kind, area, {"key": key} | dict(values)), by, now)
    return key


def move(session: Session, kind: Kind, key: str, step: int, by: str, now: datetime) -> None:
    """Move a part up (-1) or down (1) among its like; raises NoDraft and NoSuchPart."""
    row = _row(session, to_change=True)
    _keep(row, drafting.moved(row.document, kind, key, step), by, now)


def remove(session: Session, kind: Kind, key: str, seen: str, by: str, now: datetime) -> None:
    """Remove a part that is as it was ``seen``, with all it holds; raises NoDraft, NoSuchPart, ChangedMeanwhile."""
    row = _row(session, to_change=True)
    theirs = drafting.part(row.document, kind, key)
    if drafting.fingerprint(theirs) != seen:
        raise ChangedMeanwhile(drafting.own(theirs))
    _keep(row, drafting.removed(row.document, kind, key), by, now)


def discard(session: Session) -> None:
    """Throw the draft away; raises NoDraft."""
    session.delete(_row(session, to_change=True))
    session.flush()


def decide(session: Session, decision: str, paragraph: str, valid_from: date, by: str, now: datetime) -> MalbildVersion:
    """Make the draft the next version, and the draft is gone; raises NoDraft and DecidedOutOfOrder."""
    row = _row(session, to_change=True)
    version = versions.decide(session, row.document, decision, paragraph, valid_from, by, now)
    session.delete(row)
    session.flush()
    return version


def _row(session: Session, *, to_change: bool) -> MalbildDraft:
    query = select(MalbildDraft).where(MalbildDraft.id == THE_ONE)
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NoDraft
    return row


def _keep(row: MalbildDraft, document: Document, by: str, now: datetime) -> None:
    Malbild.from_data(document)
    row.document, row.changed_by, row.changed_at = document, by, now


def _read(row: MalbildDraft) -> Draft:
    return Draft(Malbild.from_data(row.document), row.document, row.based_on, row.changed_at, row.changed_by)
