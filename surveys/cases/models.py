"""Cases, their contacts, and the file that is being looked at; who a customer is stays behind keyed fingerprints."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, by_value


class CaseOutcome(enum.StrEnum):
    """What became of a case that was read from a file."""

    INVITED = "invited"
    IN_INSIKT = "in_insikt"
    SAME_CUSTOMER = "same_customer"
    NO_ADDRESS = "no_address"


class Case(Base):
    """A closed case: it counts in N whether or not its customer could be asked.

    ``case_hash`` and ``customer_hash`` are keyed fingerprints; a case is never asked about twice in the same survey.
    """

    __tablename__ = "closed_case"
    __table_args__ = (
        UniqueConstraint("survey_id", "case_hash"),
        Index("ix_closed_case_period", "survey_id", "period", "area"),
        Index("ix_closed_case_collection_id", "collection_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    period: Mapped[str] = mapped_column(String(10))
    case_hash: Mapped[str] = mapped_column(String(64))
    customer_hash: Mapped[str | None] = mapped_column(String(64))
    area: Mapped[str] = mapped_column(String(40))
    customer_type: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[CaseOutcome] = mapped_column(by_value(CaseOutcome))


class Contact(Base):
    """How the person behind an invitation is reached; removed when the round has been closed for a while."""

    __tablename__ = "contact"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    case_ref: Mapped[str] = mapped_column(String(80))


class CaseUpload(Base):
    """A file that somebody has uploaded and not yet confirmed: its cells as text, row by row."""

    __tablename__ = "case_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    file_name: Mapped[str] = mapped_column(String(200))
    columns: Mapped[list[Any]]
    rows: Mapped[list[Any]]
    created_at: Mapped[datetime]


class CaseColumns(Base):
    """Which column of the municipality's file means what, remembered from last time."""

    __tablename__ = "case_columns"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    mapping: Mapped[dict[str, Any]]
