"""What the worker found in the votes and the words of a dialogue; it can be thrown away and made anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class DialogueAnalysis(Base):
    """The latest analysis of a dialogue. The same ``input_hash`` gives the same ``document``, byte for byte.

    ``document`` holds numbers and the numbers of inspel (``dialog.analysis.document``), nothing anybody wrote and no
    time: ``made_at`` stands beside it. ``themes`` holds labels and the numbers of the inspel of each theme.
    """

    __tablename__ = "dialogue_analysis"

    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    input_hash: Mapped[str] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(String(60))
    document: Mapped[dict[str, Any]]
    themes: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class StatementFinding(Base):
    """What the analysis of language found in one inspel: language, tone, service factors, and the words it rests on."""

    __tablename__ = "statement_finding"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    analyser: Mapped[str] = mapped_column(String(60))
    document: Mapped[dict[str, Any]]
