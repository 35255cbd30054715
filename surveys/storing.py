"""Many submitted responses at once: from a file, or made up for the demo."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from surveys import answering, concerns, scoring, tallying
from surveys.answering import Answers
from surveys.concerns import Said
from surveys.models import Channel, Comment, Response, ResponseState, Score
from surveys.rounds import Round


@dataclass(frozen=True, slots=True)
class Submitted:
    """One person's answers, already checked; ``cluster`` is the same for all answers of one customer."""

    answers: Answers
    submitted_on: date
    language: str
    channel: Channel
    external_id: str | None = None
    cluster: str | None = None


def store(session: Session, round_: Round, rows: Sequence[Submitted], *, is_anonymous: bool) -> None:
    """Store responses with their scores, comments and tallies, in a handful of statements."""
    responses: list[dict[str, object]] = []
    scores: list[dict[str, object]] = []
    comments: list[dict[str, object]] = []
    said: list[Said] = []
    counts: tallying.Counts = Counter()
    for row in rows:
        response = _response(round_, row, is_anonymous)
        scored = scoring.scores(round_.questionnaire, row.answers)
        rows_of_scores = answering.score_rows(round_.survey_id, round_.period, response, scored)
        scores += [row_of_score | {"cluster": row.cluster} for row_of_score in rows_of_scores]
        comments += answering.comment_rows(round_, response, row.answers)
        said += concerns.said(round_.questionnaire, response.id, row.answers)
        counts += tallying.count(round_.questionnaire, row.answers, response.area, response.customer_type)
        responses.append(answering.as_row(response))
    for table, found in ((Response, responses), (Score, scores), (Comment, comments)):
        if found:
            session.execute(insert(table), found)
    tallying.add(session, round_.collection_id, counts)
    concerns.screen(session, round_.collection_id, said)


def _response(round_: Round, row: Submitted, is_anonymous: bool) -> Response:
    return Response(
        id=uuid.uuid4(),
        collection_id=round_.collection_id,
        version_id=round_.version_id,
        state=ResponseState.SUBMITTED,
        is_anonymous=is_anonymous,
        is_tallied=True,
        area=scoring.area_of(round_.questionnaire, row.answers),
        customer_type=scoring.customer_type_of(round_.questionnaire, row.answers),
        channel=row.channel,
        language=row.language,
        answers=dict(row.answers),
        submitted_on=row.submitted_on,
        external_id=row.external_id,
        cluster=row.cluster,
    )
