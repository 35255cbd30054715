"""What the answers of a survey and period say beyond their counts, found by the worker and kept for the pages.

``refresh`` makes the analysis anew and ``stored`` gives the last one; no page reckons with answers.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.db import insert_into
from core.periods import shape_of
from surveys import models, results
from surveys.analysis.findings import Analysis, as_document, from_document
from surveys.analysis.making import make
from surveys.topics import ANALYSIS_DUE

__all__ = ["Analysis", "ask_for", "keep", "make", "stored"]

# While answers stream in, what is shown is at most this old; the work is done once for all that came meanwhile.
AT_MOST_EVERY = timedelta(minutes=1)
# A period is compared with those before it, and is one of the four quarters of each of the three that follow.
FOLLOWING = 3


def stored(session: Session, survey_id: int, period: str) -> Analysis | None:
    """The last analysis of a period; None until the worker has made one."""
    row = session.execute(
        select(models.Analysis.document, models.Analysis.made_at).where(
            models.Analysis.survey_id == survey_id, models.Analysis.period == period
        )
    ).first()
    return from_document(row.document, row.made_at) if row else None


def ask_for(session: Session, survey_id: int, period: str, now: datetime) -> None:
    """Have the worker make a period's analysis anew, and those of the periods after that build on it."""
    like = [other for other in results.periods(session, survey_id) if shape_of(other) == shape_of(period)]
    touched = [other for other in like if other >= period][: FOLLOWING + 1]
    made = {
        row.period: row.made_at
        for row in session.execute(
            select(models.Analysis.period, models.Analysis.made_at).where(
                models.Analysis.survey_id == survey_id, models.Analysis.period.in_(touched)
            )
        )
    }
    for when in touched:
        due_at = max(now, made[when] + AT_MOST_EVERY) if when in made else now
        outbox.post(session, ANALYSIS_DUE, key=f"{survey_id} {when}", due_at=due_at, survey_id=survey_id, period=when)


def keep(session: Session, survey_id: int, analysis: Analysis, made_at: datetime) -> None:
    """Put an analysis in place of the one before, unless that was begun later."""
    statement = insert_into(session, models.Analysis).values(
        survey_id=survey_id, period=analysis.period, made_at=made_at, document=as_document(analysis)
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[models.Analysis.survey_id, models.Analysis.period],
            set_={"made_at": statement.excluded.made_at, "document": statement.excluded.document},
            where=models.Analysis.made_at <= statement.excluded.made_at,
        )
    )
