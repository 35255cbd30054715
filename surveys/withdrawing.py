"""Taking a sent response back: only the person with the receipt code can point it out."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.ids import fingerprint, normal_code
from surveys import answering, tallying
from surveys.errors import WrongCode
from surveys.models import Comment, Response, Score
from surveys.rounds import Round, questionnaire_of


def withdraw(session: Session, round_: Round, code: str) -> None:
    """Remove the response a receipt belongs to, with its scores, comments and counts; raises WrongCode.

    That a personal code has been used stays: the receipt of an anonymous response cannot be found from it.
    """
    response = session.scalar(
        select(Response)
        .where(Response.receipt_hash == fingerprint(normal_code(code)), Response.collection_id == round_.collection_id)
        .with_for_update()
    )
    if response is None:
        raise WrongCode
    if response.is_tallied:
        questionnaire = questionnaire_of(response.version)
        counts = tallying.count(questionnaire, response.answers, response.area, response.customer_type)
        tallying.add(session, round_.collection_id, tallying.Counts({key: -n for key, n in counts.items()}))
    for table in (Score, Comment):
        session.execute(delete(table).where(table.response_id == response.id))
    session.delete(response)
    answering.tell(session, round_)
