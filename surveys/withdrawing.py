"""Taking a sent response back: only the person with the receipt code can point it out."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.corrections import correcting
from core.ids import fingerprint, normal_code
from surveys import answering, concerns, rounds, tallying
from surveys.comments import marks
from surveys.errors import DraftGone, WrongCode
from surveys.models import Collection, Comment, Response, Score
from surveys.rounds import Round, questionnaire_of


def withdraw(session: Session, round_: Round, code: str) -> None:
    """Remove the response a receipt belongs to, in whichever round of the survey it was given; raises WrongCode.

    Its scores, comments and counts go with it, and so does what was copied of it for those who take care of worry.

    That a personal code has been used stays: the receipt of an anonymous response cannot be found from it.
    """
    response = session.scalar(
        select(Response)
        .join(Collection, Collection.id == Response.collection_id)
        .where(Response.receipt_hash == fingerprint(normal_code(code)), Collection.survey_id == round_.survey_id)
        .with_for_update(of=Response)
    )
    if response is None:
        raise WrongCode
    collection_id = response.collection_id
    if response.is_tallied:
        questionnaire = questionnaire_of(response.version)
        counts = tallying.count(questionnaire, response.answers, response.area, response.customer_type)
        tallying.add(session, collection_id, tallying.Counts({key: -n for key, n in counts.items()}))
    concerns.forget(session, response.id)
    keys = session.scalars(select(Comment.question_key).where(Comment.response_id == response.id))
    correcting.forget(session, [marks.subject_of(response.id, key) for key in keys])
    for table in (Score, Comment):
        session.execute(delete(table).where(table.response_id == response.id))
    session.delete(response)
    answering.tell(session, rounds.by_id(session, collection_id))


def take_back(session: Session, round_: Round, secret: str, token: str) -> bool:
    """Remove what was begun and what was sent with a token; whether there was anything."""
    is_any = discard(session, round_, token)
    receipt = answering.was_sent(session, round_, secret, token)
    if receipt is not None:
        withdraw(session, round_, receipt)
    return is_any or receipt is not None


def discard(session: Session, round_: Round, token: str) -> bool:
    """Remove the draft a token leads to; whether there was one."""
    try:
        draft = answering.draft(session, round_, token, to_change=True)
    except DraftGone:
        return False
    session.delete(draft)
    session.flush()
    return True
