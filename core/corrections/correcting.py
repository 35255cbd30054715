"""Staff say what a text is when the analysis is wrong; what they say is shown at once and learnt from later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from core import outbox
from core.corrections.models import TextCorrection
from core.corrections.topics import TEXT_CORRECTED
from core.db import insert_into, table_of
from core.language.factors import FACTORS
from core.language.sentiment import LABELS

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Correction:
    """What was said of a text; ``tone`` and ``factors`` are None where nothing was said about them."""

    tone: str | None
    factors: tuple[str, ...] | None
    by: str
    at: datetime


def correct(
    session: Session,
    subject_ref: str,
    words: str,
    language: str,
    tone: str | None,
    factors: Sequence[str] | None,
    by: str,
    now: datetime,
) -> None:
    """Say what a text is, in place of what was said of it before.

    ``words`` is the text with personal data masked and ``by`` the name of the member of staff. ``tone`` is one of
    LABELS and ``factors`` some of FACTORS; None leaves what the analysis found. Raises ValueError for others.
    """
    if tone is not None and tone not in LABELS:
        raise ValueError(f"a tone is one of {', '.join(LABELS)}, not {tone!r}")
    said = None if factors is None else [factor for factor in FACTORS if factor in factors]
    if factors is not None and len(said or ()) != len(set(factors)):
        raise ValueError(f"factors are some of {', '.join(FACTORS)}")
    statement = insert_into(session, TextCorrection).values(
        subject_ref=subject_ref,
        words=words,
        language=language,
        tone=tone,
        factors=said,
        corrected_by=by,
        corrected_at=now,
    )
    names = ("words", "language", "tone", "factors", "corrected_by", "corrected_at")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[TextCorrection.subject_ref], set_={name: statement.excluded[name] for name in names}
        )
    )
    outbox.post(session, TEXT_CORRECTED, key="calibration")


def of(session: Session, subject_refs: Iterable[str]) -> dict[str, Correction]:
    """What has been said of some texts, by the ref of each that anything was said of."""
    refs, found = list(subject_refs), {}
    for start in range(0, len(refs), MOST_AT_ONCE):
        rows = session.scalars(
            select(TextCorrection).where(TextCorrection.subject_ref.in_(refs[start : start + MOST_AT_ONCE]))
        )
        for row in rows:
            factors = None if row.factors is None else tuple(row.factors)
            found[row.subject_ref] = Correction(row.tone, factors, row.corrected_by, row.corrected_at)
    return found


def forget(session: Session, subject_refs: Sequence[str]) -> None:
    """Remove what was said of texts that are no more."""
    for start in range(0, len(subject_refs), MOST_AT_ONCE):
        session.execute(
            delete(TextCorrection).where(TextCorrection.subject_ref.in_(subject_refs[start : start + MOST_AT_ONCE]))
        )


def move(session: Session, new_refs: Mapping[str, str]) -> None:
    """Let corrections follow texts that are now called something else.

    They are written anew in the order of the new names, so that neither a name nor a place in the table leads back.
    """
    corrections = table_of(TextCorrection)
    refs = list(new_refs)
    for start in range(0, len(refs), MOST_AT_ONCE):
        mine = corrections.c.subject_ref.in_(refs[start : start + MOST_AT_ONCE])
        rows = [dict(row) for row in session.execute(select(corrections).where(mine)).mappings()]
        if not rows:
            continue
        session.execute(delete(corrections).where(mine))
        anew = [{**row, "subject_ref": new_refs[row["subject_ref"]]} for row in rows]
        session.execute(insert(corrections), sorted(anew, key=lambda row: str(row["subject_ref"])))
