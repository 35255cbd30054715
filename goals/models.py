"""Readings: what a figure was in a period, with everything needed to stand by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


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
