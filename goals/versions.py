"""The målbild in versions: which one is in force on a day, and how a new one is decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import N_, PersonMet
from goals import malbild
from goals.malbild import Decided, Malbild
from goals.models import MalbildVersion

SHIPPED = 0
"""The number of the file that comes with Samspel, before anything has been decided in it."""
MOST_LISTED = 200
_LARGEST_NUMBER = 2**31 - 1
_NEWEST_FIRST = (MalbildVersion.valid_from.desc(), MalbildVersion.number.desc())


class NoSuchVersion(PersonMet):
    """No version of the målbild has this number."""

    status = 404
    title = N_("Versionen finns inte")
    message = N_("Målbilden har ingen version med det här numret.")
    advice = N_("Gå till målbildens versioner och välj bland dem.")


class DecidedOutOfOrder(PersonMet):
    """A version would be in force from a day before the last one's, and so never be."""

    title = N_("Dagen ligger före den senaste versionens")
    message = N_("En ny version kan inte börja gälla före %(day)s, då den senast beslutade börjar gälla.")
    advice = N_("Välj den dagen eller en senare.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A version in the list, without its text."""

    decided: Decided
    created_at: datetime
    created_by: str


def current(session: Session, today: date) -> Malbild:
    """The målbild in force on a day; the shipped one until the first decision is.

    In force is the one with the latest ``valid_from`` that is not after the day, and of those the one decided last.
    """
    return _read(
        session.scalar(
            select(MalbildVersion).where(MalbildVersion.valid_from <= today).order_by(*_NEWEST_FIRST).limit(1)
        )
    )


def boards(session: Session, today: date) -> tuple[str, ...]:
    """The nämnder of the målbild in force."""
    return current(session, today).boards


def newest(session: Session) -> Malbild:
    """The version that will be in force when all that is decided is: what the next change begins from."""
    return _read(session.scalar(select(MalbildVersion).order_by(*_NEWEST_FIRST).limit(1)))


def by_number(session: Session, number: int) -> Malbild:
    """One version, or the shipped målbild for number 0; raises NoSuchVersion."""
    if number == SHIPPED:
        return malbild.load()
    return _read(_row(session, number))


def document(session: Session, number: int) -> Mapping[str, Any]:
    """A version as data, of the shape of ``malbild_2023.toml``; raises NoSuchVersion."""
    return malbild.shipped() if number == SHIPPED else _row(session, number).document


def listed(session: Session) -> tuple[Listed, ...]:
    """The decided versions, the latest in force first; at most 200."""
    columns = (
        MalbildVersion.number,
        MalbildVersion.decision,
        MalbildVersion.paragraph,
        MalbildVersion.valid_from,
        MalbildVersion.created_at,
        MalbildVersion.created_by,
    )
    rows = session.execute(select(*columns).order_by(*_NEWEST_FIRST).limit(MOST_LISTED)).tuples()
    return tuple(
        Listed(Decided(number, decision, paragraph, valid_from), created_at, created_by)
        for number, decision, paragraph, valid_from, created_at, created_by in rows
    )


def last_with(session: Session, indicator: str) -> Malbild | None:
    """The last decided version, or else the shipped one, that has an indicator: what is said of it is kept for ever."""
    rows = session.scalars(select(MalbildVersion).order_by(*_NEWEST_FIRST).limit(MOST_LISTED))
    for row in rows.yield_per(10):
        if any(found["key"] == indicator for area in row.document["area"] for found in area.get("indicator", ())):
            return _read(row)
    return malbild.load() if malbild.load().indicator(indicator) else None


def number_of(found: Malbild) -> int:
    """The number of a version; 0 for the shipped målbild."""
    return found.version.number if found.version else SHIPPED


def decide(
    session: Session,
    data: Mapping[str, Any],
    decision: str,
    paragraph: str,
    valid_from: date,
    by: str,
    now: datetime,
) -> MalbildVersion:
    """Make the next version of ``data``, never to be changed; raises BadMalbild, and DecidedOutOfOrder for the day.

    ``number`` is unique: of two who decide at the same moment the database lets one through.
    """
    Malbild.from_data(data)
    last_number, last_day = session.execute(
        select(func.max(MalbildVersion.number), func.max(MalbildVersion.valid_from))
    ).one()
    if last_day is not None and valid_from < last_day:
        raise DecidedOutOfOrder(day=last_day.isoformat())
    version = MalbildVersion(
        number=(last_number or SHIPPED) + 1,
        decision=decision,
        paragraph=paragraph,
        valid_from=valid_from,
        document=dict(data),
        created_at=now,
        created_by=by,
    )
    session.add(version)
    session.flush()
    return version


def _row(session: Session, number: int) -> MalbildVersion:
    row = None
    if SHIPPED < number <= _LARGEST_NUMBER:
        row = session.scalar(select(MalbildVersion).where(MalbildVersion.number == number))
    if row is None:
        raise NoSuchVersion
    return row


def _read(row: MalbildVersion | None) -> Malbild:
    if row is None:
        return malbild.load()
    decided = Decided(row.number, row.decision, row.paragraph, row.valid_from)
    return _parsed(json.dumps(row.document), decided)


@lru_cache(maxsize=8)
def _parsed(document: str, decided: Decided) -> Malbild:
    """A version, read once for as long as it is asked for: what it says is the key, so nothing can be out of date."""
    return Malbild.from_data(json.loads(document), decided)
