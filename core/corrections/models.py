"""Corrections of tone and factors, the calibration learnt from them, and what staff call their themes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class TextCorrection(Base):
    """What a member of staff says of one text. ``words`` is the text with personal data masked, to learn from.

    ``subject_ref`` says which text, in the words of the room it belongs to; the room removes the row with the text.
    ``tone`` and ``factors`` are None where nothing was said about them.
    """

    __tablename__ = "text_correction"

    subject_ref: Mapped[str] = mapped_column(String(120), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(12))
    tone: Mapped[str | None] = mapped_column(String(20))
    factors: Mapped[list[Any] | None]
    corrected_by: Mapped[str] = mapped_column(String(120))
    corrected_at: Mapped[datetime]


class CalibrationModel(Base):
    """The calibration in use: numbers learnt from the corrections, no words.

    ``n`` corrections taught it. ``f1_before`` and ``f1_after`` are the mean F1 of the three tones without and with it,
    cross-validated on those corrections. Staff may switch it off (``is_on``).
    """

    __tablename__ = "calibration_model"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    analyser: Mapped[str] = mapped_column(String(60))
    n: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    is_on: Mapped[bool] = mapped_column(default=True)
    f1_before: Mapped[float | None]
    f1_after: Mapped[float | None]
    made_at: Mapped[datetime]


class ThemeDecision(Base):
    """What staff call a theme of a collection of texts, or which other theme it belongs to.

    ``anchor`` is the stems by which the theme is known again when the themes are found anew.
    """

    __tablename__ = "theme_decision"
    __table_args__ = (Index("ix_theme_decision_subject_ref", "subject_ref", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_ref: Mapped[str] = mapped_column(String(120))
    anchor: Mapped[list[Any]]
    label: Mapped[str | None] = mapped_column(String(80))
    merged_into: Mapped[list[Any] | None]
    decided_by: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime]


class ThemeWord(Base):
    """The staff's own vocabulary: a theme and the words that tell of it, found before any other theme."""

    __tablename__ = "theme_word"

    label: Mapped[str] = mapped_column(String(80), primary_key=True)
    words: Mapped[list[Any]]
