"""Concerns as a table for those who are to read them, every row marked as what may be secret."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import STOCKHOLM
from core.concerns import results
from core.concerns.kinds import name_of
from core.errors import N_

MARKING = N_("Sekretess kan gälla enligt offentlighets- och sekretesslagen (2009:400)")
HEADER = (
    "sekretess", "nr", "galler", "vad", "lyft_av", "lage", "kom_in", "laest", "avslutat", "avslutat_av",
    "text", "text_fore_maskning", "anmalarens_ord",
)  # fmt: skip


def rows(session: Session, staff_id: int) -> Iterator[list[object]]:
    """One row a concern that the person is to read, in the order they came; read in batches."""
    for concern in results.every(session, staff_id):
        yield [
            MARKING,
            concern.id,
            concern.about,
            name_of(concern.kind),
            concern.raised_by.value,
            concern.state.value,
            _day(concern.raised_at),
            _day(concern.seen_at),
            _day(concern.closed_at),
            concern.closed_by,
            concern.words,
            concern.unmasked,
            concern.notes,
        ]


def _day(at: datetime | None) -> str:
    return at.astimezone(STOCKHOLM).date().isoformat() if at else ""
