"""A survey's responses as a table, read in batches so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys import concerns
from surveys.importing import MANY, OWN_COLUMNS
from surveys.models import Collection, Response, ResponseState, SurveyVersion
from surveys.rounds import questionnaire_of

BATCH = 1000
# In files the text is Swedish, as their columns are.
LEFT_OUT = "[undantaget]"


def header(session: Session, survey_id: int) -> list[str]:
    """The columns: our own, then every question any version has asked, in the order they first came."""
    columns = list(OWN_COLUMNS)
    for version in session.scalars(
        select(SurveyVersion).where(SurveyVersion.survey_id == survey_id).order_by(SurveyVersion.number)
    ):
        for question in questionnaire_of(version).questions:
            if question.key not in columns and question.kind != "information":
                columns.append(question.key)
    return columns


def rows(session: Session, survey_id: int, columns: Sequence[str]) -> Iterator[list[object]]:
    """One row a submitted response, in the order of their random keys, which says nothing of who came first.

    Words that somebody ought to read as a concern first are left out, and the cell says so.
    """
    withheld = concerns.withheld(session, survey_id)
    result = session.execute(
        select(
            Response.external_id,
            Collection.period,
            Response.language,
            Response.channel,
            Response.submitted_on,
            Response.answers,
            Response.id,
            Response.is_tallied,
        )
        .join(Collection, Collection.id == Response.collection_id)
        .where(Collection.survey_id == survey_id, Response.state == ResponseState.SUBMITTED)
        .order_by(Response.id)
        .execution_options(yield_per=BATCH)
    )
    for external_id, period, language, channel, submitted_on, answers, response_id, is_counted in result:
        own = [external_id or "", period, language, channel.value if channel else "", submitted_on.isoformat()]
        kept = withheld.get(response_id, set()) if is_counted else concerns.worrying(answers)
        yield own + [LEFT_OUT if column in kept else _cell(answers.get(column)) for column in columns[len(own) :]]


def _cell(value: Any) -> object:
    if value is None:
        return ""
    return MANY.join(value) if isinstance(value, list) else value
