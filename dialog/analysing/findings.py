"""What the analysis of language finds in each inspel, made anew only where the words or the analyser have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.corrections import calibrating
from core.language import analysing
from core.language.calibration import Calibration
from dialog.analysing.models import StatementFinding
from dialog.models import Statement, StatementKind, StatementState

BATCH = 200
# Those whose words staff read or everybody reads; of the others nothing is kept.
READ = (StatementState.SUBMITTED, StatementState.HELD, StatementState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Text:
    """An inspel as its words are analysed. ``counts``: everybody may read and vote on it."""

    id: int
    number: int
    text: str
    language: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in the words of an inspel, ready to be stored."""

    statement_id: int
    analyser: str
    document: Mapping[str, Any]


def texts(session: Session, dialogue_id: int) -> tuple[Text, ...]:
    """The inspel of a dialogue whose words are analysed, by number."""
    rows = session.execute(
        select(Statement.id, Statement.number, Statement.text, Statement.language, Statement.state, Statement.kind)
        .where(Statement.dialogue_id == dialogue_id, Statement.state.in_(READ))
        .order_by(Statement.number)
    )
    return tuple(
        Text(key, number, text, language, state is StatementState.PUBLISHED and kind is not StatementKind.ABOUT_SELF)
        for key, number, text, language, state, kind in rows
    )


def known(session: Session, dialogue_id: int) -> dict[int, Finding]:
    """What is stored, by the id of the inspel."""
    rows = session.execute(
        select(StatementFinding.statement_id, StatementFinding.analyser, StatementFinding.document)
        .join(Statement, Statement.id == StatementFinding.statement_id)
        .where(Statement.dialogue_id == dialogue_id)
    )
    return {row.statement_id: Finding(*row) for row in rows}


def fresh(
    said: Sequence[Text], stored: Mapping[int, Finding], leaning: str, calibration: Calibration | None
) -> Iterator[Finding]:
    """The findings of inspel that have none by this analyser, or whose words have changed."""
    analyser = calibrating.analyser_of(calibration)
    waiting = (
        one
        for one in said
        if (before := stored.get(one.id)) is None
        or before.analyser != analyser
        or before.document.get("source") != source_of(one.text)
    )
    while some := list(islice(waiting, BATCH)):
        found = analysing.analyse([one.text for one in some], leaning, calibration)
        for one, finding in zip(some, found, strict=True):
            # The words are the inspel's own, and stand there alone: what is taken back must not be read here.
            document = finding.to_document() | {"redacted": "", "source": source_of(one.text)}
            yield Finding(one.id, analyser, document)


def source_of(text: str) -> str:
    """A fingerprint of the words a finding was made of."""
    return hashlib.sha256(text.encode()).hexdigest()
