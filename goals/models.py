"""What the council decided, what a figure was in a period and on whose word, and how staff judge it."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from core.db import Base, by_value


class Reading(Base):
    """One figure in one period, as the public sees it: small groups are hidden before it is stored.

    It can be thrown away and made again from the answers. ``value``, ``low`` and ``high`` are None when there were
    too few answers; ``detail`` holds the rows by area and the comparison with the period before.
    """

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("figure", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    figure: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(10))
    value: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    n: Mapped[int]
    population: Mapped[int | None]
    definition: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(200))
    is_demo: Mapped[bool] = mapped_column(default=False)
    taken_at: Mapped[datetime]
    detail: Mapped[dict[str, Any]]


class MalbildVersion(Base):
    """A målbild as it was decided, whole and unchanging; a change makes the next version.

    ``document`` has the shape of ``goals/malbild_2023.toml``. The version in force on a day is the one with the latest
    ``valid_from`` that is not after it, and of those the one with the highest number.
    """

    __tablename__ = "malbild_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    decision: Mapped[str] = mapped_column(String(200))
    paragraph: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))


class DecisionIsImmutable(Exception):
    """Somebody tried to change a version of the målbild that was decided."""


@event.listens_for(MalbildVersion, "before_update")
def _refuse_change(mapper: Mapper[Any], connection: object, target: MalbildVersion) -> None:
    raise DecisionIsImmutable(f"version {target.number} is decided")


class MalbildDraft(Base):
    """The one målbild that staff are changing: not decided, seen by staff alone, and changed until it is.

    ``document`` is whole, as in a version; ``based_on`` is the number of the version it began as, 0 for the shipped.
    """

    __tablename__ = "malbild_draft"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    based_on: Mapped[int]
    document: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(120))


class Origin(enum.StrEnum):
    """How a value that somebody else states came to us."""

    KOLADA = "kolada"
    FILE = "file"
    FORM = "form"


class OfficialValue(Base):
    """A value somebody else states, or that staff state with a source; rows are added and never changed.

    ``series`` is a figure of the målbild or an id of Kolada's, ``place`` a municipality ("2023"), a group ("G37460")
    or the country ("0000"). Of several rows for the same series, place, period and gender the last one counts;
    a ``value`` of None takes back the one before. ``is_derived``: worked out by us from others' values, so the source
    may not be cited as it stands.
    """

    __tablename__ = "official_value"
    __table_args__ = (Index("ix_official_value_series", "series", "place", "period", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(10))
    period: Mapped[str] = mapped_column(String(10))
    gender: Mapped[str] = mapped_column(String(1), default="T")
    value: Mapped[float | None]
    origin: Mapped[Origin] = mapped_column(by_value(Origin))
    is_derived: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200))
    source_url: Mapped[str] = mapped_column(String(400), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    stated_at: Mapped[datetime]
    stated_by: Mapped[str] = mapped_column(String(120))


class SourceSync(Base):
    """How the last fetch from an outside source went."""

    __tablename__ = "source_sync"

    source: Mapped[str] = mapped_column(String(20), primary_key=True)
    tried_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    changed: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(600), default="")


class Fulfilment(enum.StrEnum):
    """Staff's own judgement of an indicator in a period (måluppfyllelse)."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


class FollowUp(Base):
    """What staff say of an indicator in a period; each saving adds a row, and the last one counts."""

    __tablename__ = "follow_up"
    __table_args__ = (Index("ix_follow_up_indicator", "indicator", "period", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60))
    period: Mapped[str] = mapped_column(String(10))
    fulfilment: Mapped[Fulfilment | None] = mapped_column(by_value(Fulfilment))
    comment: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    responsible: Mapped[str] = mapped_column(String(120))
    is_done: Mapped[bool] = mapped_column(default=False)
    remind_on: Mapped[date | None]
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(120))
