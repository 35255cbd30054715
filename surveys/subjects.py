"""What was answered about one subject, such as a dialogue, whichever surveys and rounds asked about it."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys import rounds
from surveys.models import Collection, Response, Score
from surveys.rounds import Round
from surveys.statistics.sample import CENTRE, Cell


def open_about(session: Session, subject_ref: str, today: date) -> Round | None:
    """The latest round about a subject that receives answers today, kept from being closed until the commit."""
    found = session.scalar(
        select(Collection.id)
        .where(Collection.subject_ref == subject_ref, rounds.open_on(today))
        .order_by(Collection.id.desc())
        .limit(1)
        .with_for_update(read=True)
    )
    return rounds.by_id(session, found) if found is not None else None


def of_subject(session: Session, subject_ref: str, measure: str) -> Cell:
    """The scores of a measure over every round about a subject, as one cell with the reference as its key.

    A reference nobody was asked about gives an empty cell. How many could have answered is not known, so the cell has
    no population; every answer stands for itself. Demo rounds count as others: a subject is invented or it is not.
    """
    asked = session.execute(
        select(Collection.id, Collection.survey_id, Collection.period).where(Collection.subject_ref == subject_ref)
    ).all()
    if not asked:
        return Cell(subject_ref, 0, 0.0, 0.0)
    centred = Score.value - CENTRE
    n, total, squares = session.execute(
        select(func.count(), func.sum(centred), func.sum(centred * centred))
        .join(Response, Response.id == Score.response_id)
        .where(
            # A score does not know its round. Survey, measure and period narrow the search to an index.
            Score.survey_id.in_({row.survey_id for row in asked}),
            Score.measure == measure,
            Score.period.in_({row.period for row in asked}),
            Response.collection_id.in_([row.id for row in asked]),
        )
    ).one()
    return Cell(subject_ref, int(n), float(total or 0.0), float(squares or 0.0))


def of_subjects(session: Session, subject_refs: Several[str], measure: str) -> Mapping[str, Cell]:
    """The same of several subjects, by reference, in two queries; those nobody has answered about are left out."""
    asked = session.execute(
        select(Collection.id, Collection.survey_id, Collection.period).where(Collection.subject_ref.in_(subject_refs))
    ).all()
    if not asked:
        return {}
    centred = Score.value - CENTRE
    rows = session.execute(
        select(Collection.subject_ref, func.count(), func.sum(centred), func.sum(centred * centred))
        .select_from(Score)
        .join(Response, Response.id == Score.response_id)
        .join(Collection, Collection.id == Response.collection_id)
        .where(
            Score.survey_id.in_({row.survey_id for row in asked}),
            Score.measure == measure,
            Score.period.in_({row.period for row in asked}),
            Response.collection_id.in_([row.id for row in asked]),
        )
        .group_by(Collection.subject_ref)
    )
    return {str(ref): Cell(str(ref), int(n), float(total), float(squares)) for ref, n, total, squares in rows}


def asked_about(session: Session, survey_id: int) -> tuple[str, ...]:
    """The references of what a survey has asked about, each once."""
    refs = select(Collection.subject_ref).where(Collection.survey_id == survey_id, Collection.subject_ref.is_not(None))
    return tuple(str(ref) for ref in session.scalars(refs.distinct()))
