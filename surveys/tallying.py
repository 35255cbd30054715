"""Counting answers once, in the worker, so that no page ever has to count them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.db import insert_into
from surveys import concerns
from surveys.concerns import Said
from surveys.models import UNTALLIED, Response, SurveyVersion, Tally
from surveys.questionnaire import Questionnaire
from surveys.questions import KINDS, Value
from surveys.rounds import questionnaire_of

ALL = "_all"
CELL = "_cell"
# Counts the people who answered a question at all: with many choices that is not the sum of the choices.
ANYTHING = ""
BATCH = 500
Counts = Counter[tuple[str, str]]


def cell_value(area: str | None, customer_type: str | None) -> str:
    """How the cell of a response is written as one tally value; neither part can hold a slash."""
    return f"{area or ''}/{customer_type or ''}"


def count(
    questionnaire: Questionnaire, answers: Mapping[str, Value], area: str | None, customer_type: str | None
) -> Counts:
    """What one response adds: one for itself, one for its cell, and for each question that was answered."""
    counts: Counts = Counter({(ALL, ""): 1, (CELL, cell_value(area, customer_type)): 1})
    for question in questionnaire.questions:
        if question.key in answers:
            counts[question.key, ANYTHING] += 1
            for value in KINDS[question.kind].tally(answers[question.key]):
                counts[question.key, value] += 1
    return counts


def add(session: Session, collection_id: int, counts: Counts) -> None:
    """Add counts to a collection's tallies in one statement."""
    if not counts:
        return
    rows = [
        {"collection_id": collection_id, "question_key": key, "value": value, "n": n}
        for (key, value), n in sorted(counts.items())
    ]
    statement = insert_into(session, Tally)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Tally.collection_id, Tally.question_key, Tally.value],
            set_={"n": Tally.n + statement.excluded.n},
        ),
        rows,
    )


def catch_up(session: Session, collection_id: int) -> int:
    """Add up to 500 responses that were not counted yet; returns how many there were.

    What they say in their own words is looked through at the same time, so that it is done once.
    """
    rows = session.execute(
        select(Response.id, Response.version_id, Response.answers, Response.area, Response.customer_type)
        .where(Response.collection_id == collection_id, UNTALLIED)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return 0
    versions = {
        version.id: questionnaire_of(version)
        for version in session.scalars(select(SurveyVersion).where(SurveyVersion.id.in_({row[1] for row in rows})))
    }
    counts: Counts = Counter()
    said: list[Said] = []
    for response_id, version_id, answers, area, customer_type in rows:
        counts.update(count(versions[version_id], answers, area, customer_type))
        said += concerns.said(versions[version_id], response_id, answers)
    session.execute(
        update(Response)
        .where(Response.id.in_([row[0] for row in rows]))
        .values(is_tallied=True)
        .execution_options(synchronize_session=False)
    )
    add(session, collection_id, counts)
    concerns.screen(session, collection_id, said)
    return len(rows)
