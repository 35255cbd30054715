"""What a person does with a survey: begin, record, save for later, submit. Verbs change; edges commit."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock, outbox
from core.db import table_of
from core.ids import code_from, fingerprint, new_code, new_token, normal_code
from surveys import flow, rounds, scoring
from surveys.errors import AlreadySent, CodeNeeded, CodeUsed, CustomerHasAnswered, DraftGone, WrongCode
from surveys.measures import AREA, CUSTOMER_TYPE
from surveys.models import (
    BEGUN,
    Access,
    Channel,
    Collection,
    Comment,
    Invitation,
    Receipt,
    Response,
    ResponseState,
    Score,
)
from surveys.questionnaire import Section
from surveys.questions import KINDS, Question, Value, is_asked
from surveys.rounds import Round
from surveys.topics import RESPONSE_SUBMITTED

Answers = dict[str, Value]

# The background an invitation can bring along, in the order of its columns.
_BROUGHT = (AREA, CUSTOMER_TYPE)

# Straight into the tables: what a person sends is not read again in the same transaction, so no session need follow it.
_RESPONSES, _SCORES, _COMMENTS = (insert(table_of(kind)) for kind in (Response, Score, Comment))


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody came in: the channel, the language, and the invitation's code if there was one."""

    language: str
    channel: Channel = Channel.WEB
    code: str = ""


class Missing(Exception):
    """Required questions that have no answer; ``questions`` in the order they are asked."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        """Nothing has been changed."""
        super().__init__(", ".join(question.key for question in questions))
        self.questions = questions


class NothingAnswered(Missing):
    """A form sent without a single answer; ``questions`` holds the first one."""


def receipt_code(secret: str, seed: str) -> str:
    """The receipt of whatever is sent with this seed (a page's key or a draft's token); the same every time."""
    return code_from(secret, "receipt", seed)


def invitation_for(session: Session, round_: Round, code: str) -> Invitation | None:
    """The unused invitation with a code, or None where none is needed; raises CodeNeeded, WrongCode, CodeUsed.

    CustomerHasAnswered is the CodeUsed of an invitation whose customer has answered with another one.
    """
    if not code:
        if round_.access is Access.CODE:
            raise CodeNeeded
        return None
    invitation = session.scalar(
        select(Invitation).where(
            Invitation.collection_id == round_.collection_id, Invitation.code_hash == fingerprint(normal_code(code))
        )
    )
    if invitation is None:
        raise WrongCode
    if session.get(Receipt, invitation.id) is not None:
        raise CodeUsed
    _one_answer_a_customer(session, round_, invitation)
    return invitation


def _one_answer_a_customer(session: Session, round_: Round, invitation: Invitation, *, to_answer: bool = False) -> None:
    """Raises CustomerHasAnswered if the customer has answered the survey in this period with another invitation.

    ``to_answer`` locks the customer's invitations until the commit, so that two who answer at once take turns.
    """
    if invitation.customer_hash is None:
        return
    mine = (
        select(Invitation.id)
        .join(Collection, Collection.id == Invitation.collection_id)
        .where(
            Collection.survey_id == round_.survey_id,
            Collection.period == round_.period,
            Invitation.customer_hash == invitation.customer_hash,
        )
    )
    if to_answer:
        # An answer that is not anonymous refers to its invitation: a lock of keys too would wait for the other one's
        # reference while that one waits for this one's.
        mine = mine.order_by(Invitation.id).with_for_update(of=Invitation, key_share=True)
    ids = session.scalars(mine).all()
    others = [other for other in ids if other != invitation.id]
    if others and session.scalar(select(Receipt.invitation_id).where(Receipt.invitation_id.in_(others)).limit(1)):
        raise CustomerHasAnswered


def begin(session: Session, round_: Round, door: Door, today: date, now: datetime, token: str = "") -> str:
    """Start a draft and return the token that leads back to it, which is drawn unless the caller has one."""
    round_.must_be_open(today)
    invitation = invitation_for(session, round_, door.code)
    token = token or new_token()
    session.add(
        Response(
            collection_id=round_.collection_id,
            version_id=round_.version_id,
            state=ResponseState.DRAFT,
            is_anonymous=round_.is_anonymous,
            channel=door.channel,
            language=door.language,
            answers=_known_beforehand(round_, invitation),
            draft_hash=fingerprint(token),
            invitation_id=invitation.id if invitation else None,
            touched_at=now,
        )
    )
    return token


def draft(session: Session, round_: Round, token: str, *, to_change: bool = False) -> Response:
    """The draft a token or a code for later leads to; raises DraftGone.

    ``to_change`` locks it until the commit, so that two tabs take turns.
    """
    hashed = fingerprint(token)
    statement = select(Response).where(
        or_(Response.draft_hash == hashed, Response.resume_hash == hashed),
        Response.collection_id == round_.collection_id,
        Response.state == ResponseState.DRAFT,
    )
    found = session.scalar(statement.with_for_update() if to_change else statement) if token else None
    if found is None:
        raise DraftGone
    return found


def record(response: Response, section: Section, values: Mapping[str, Value | None], now: datetime) -> None:
    """Keep a page's answers in the draft; an answer taken back is removed."""
    kept: Answers = dict(response.answers)
    for question in section.questions:
        value = values.get(question.key)
        if value is None:
            kept.pop(question.key, None)
        else:
            kept[question.key] = value
    response.answers = kept
    response.touched_at = now


def save_for_later(response: Response, secret: str, now: datetime) -> str:
    """A code with which the person can go on, on any device; a draft has the same code however often it is saved."""
    code = code_from(secret, "resume", response.id.hex)
    response.resume_hash = fingerprint(code)
    response.touched_at = now
    return code


def resume_token(session: Session, round_: Round, code: str) -> str:
    """The token a code for later stands for: the code itself; raises WrongCode."""
    token = normal_code(code)
    try:
        draft(session, round_, token)
    except DraftGone as error:
        raise WrongCode from error
    return token


def submit(session: Session, round_: Round, response: Response, secret: str, token: str, today: date) -> str:
    """Send a draft in; returns the receipt code. Raises Missing, SurveyClosed, AlreadySent and CodeUsed.

    What is sent is a new row with a new key and the draft is removed: nothing that knew the draft, such as an older
    backup, leads to the answers. The caller rolls back when anything was raised, and the draft is as it was.
    """
    round_.must_be_open(today)
    answers = _complete(round_, response.answers)
    door = Door(response.language, response.channel or Channel.WEB)
    invitation = session.get(Invitation, response.invitation_id) if response.invitation_id is not None else None
    session.delete(response)
    session.flush()
    return _send(session, round_, answers, door, invitation, receipt_code(secret, token), today)


def answer_at_once(
    session: Session, round_: Round, values: Mapping[str, Value | None], door: Door, secret: str, key: str, today: date
) -> str:
    """Begin and submit in one step, for a survey on one page; returns the receipt code.

    ``key`` is the page load's idempotency key. Raises AlreadySent when the key was used: nothing is stored then, and
    the caller rolls back and asks ``was_sent`` whether it was the very same answer.
    """
    round_.must_be_open(today)
    invitation = invitation_for(session, round_, door.code)
    given = {key: value for key, value in values.items() if value is not None}
    answers = _complete(round_, _known_beforehand(round_, invitation) | given)
    return _send(session, round_, answers, door, invitation, receipt_code(secret, key), today)


def _send(
    session: Session, round_: Round, answers: Answers, door: Door, invitation: Invitation | None, code: str, today: date
) -> str:
    """Store a response and everything that follows from it; returns the receipt code it was given."""
    known_by = None if round_.is_anonymous else invitation
    response = Response(
        id=uuid.uuid4(),
        collection_id=round_.collection_id,
        version_id=round_.version_id,
        state=ResponseState.SUBMITTED,
        is_anonymous=round_.is_anonymous,
        channel=door.channel,
        language=door.language,
        answers=dict(answers),
        area=scoring.area_of(round_.questionnaire, answers),
        customer_type=scoring.customer_type_of(round_.questionnaire, answers),
        submitted_on=today,
        receipt_hash=fingerprint(code),
        invitation_id=known_by.id if known_by else None,
        cluster=known_by.customer_hash if known_by else None,
        is_tallied=False,
    )
    try:
        session.execute(_RESPONSES, as_row(response))
    except IntegrityError as error:
        raise AlreadySent from error
    _follow(session, round_, response, answers, invitation)
    return code


def was_sent(session: Session, round_: Round, secret: str, seed: str, answers: Answers | None = None) -> str | None:
    """The receipt code if something was sent with this seed; raises AlreadySent if it held other answers."""
    code = receipt_code(secret, seed)
    stored = session.execute(
        select(Response.answers).where(
            Response.receipt_hash == fingerprint(code), Response.collection_id == round_.collection_id
        )
    ).first()
    if stored is None:
        return None
    if answers is not None:
        known: Answers = dict(stored[0])
        # What an invitation brought was not typed, and the page that is sent again does not have it.
        brought = {question.key for measure in _BROUGHT for question in round_.questionnaire.measuring(measure)}
        typed = {key: value for key, value in known.items() if key in answers or key not in brought}
        if flow.reachable(round_.questionnaire, known | answers) != known or not typed.keys() <= answers.keys():
            raise AlreadySent
    return code


def round_of_code(session: Session, code: str) -> Round:
    """The round an invitation belongs to; raises WrongCode."""
    collection_id = session.scalar(
        select(Invitation.collection_id).where(Invitation.code_hash == fingerprint(normal_code(code)))
    )
    if collection_id is None:
        raise WrongCode
    return rounds.by_id(session, collection_id)


def invite(session: Session, collection_id: int, area: str | None = None, customer_type: str | None = None) -> str:
    """A new single-use code for a round; only its fingerprint is kept."""
    code = new_code()
    session.add(
        Invitation(collection_id=collection_id, code_hash=fingerprint(code), area=area, customer_type=customer_type)
    )
    return code


def invite_known(
    session: Session,
    secret: str,
    collection_id: int,
    *,
    area: str | None = None,
    customer_type: str | None = None,
    customer_hash: str | None = None,
) -> Invitation:
    """An invitation whose code can be said again, for letters and reminders; ``code_of`` gives it."""
    about = {"area": area, "customer_type": customer_type, "customer_hash": customer_hash}
    invitation = Invitation(collection_id=collection_id, **seeded(secret), **about)
    session.add(invitation)
    return invitation


def seeded(secret: str) -> dict[str, str]:
    """The columns of an invitation that make its code one that can be said again."""
    seed = secrets.token_hex(16)
    return {"seed": seed, "code_hash": fingerprint(code_from(secret, "invitation", seed))}


def code_of(secret: str, invitation: Invitation) -> str | None:
    """The code of an invitation that was made with ``invite_known``; None for one that was handed out."""
    return code_from(secret, "invitation", invitation.seed) if invitation.seed else None


def _known_beforehand(round_: Round, invitation: Invitation | None) -> Answers:
    """What the invitation says about the case answers the questions about area and customer type."""
    known: Answers = {}
    if invitation is not None:
        for measure, value in zip(_BROUGHT, (invitation.area, invitation.customer_type), strict=True):
            for question in round_.questionnaire.measuring(measure):
                if value and question.option(value):
                    known[question.key] = value
    return known


def _complete(round_: Round, answers: Mapping[str, Value]) -> Answers:
    missing = flow.missing(round_.questionnaire, answers)
    if missing:
        raise Missing(missing)
    kept = flow.reachable(round_.questionnaire, answers)
    if not kept:
        raise NothingAnswered(tuple(question for question in round_.questionnaire.questions if is_asked(question))[:1])
    return kept


def _follow(
    session: Session, round_: Round, response: Response, answers: Answers, invitation: Invitation | None
) -> None:
    """Everything that follows from a submitted response, in the same transaction."""
    if invitation is not None:
        _one_answer_a_customer(session, round_, invitation, to_answer=True)
        try:
            session.execute(insert(Receipt).values(invitation_id=invitation.id))
        except IntegrityError as error:
            raise CodeUsed from error
        _forget_drafts(session, invitation)
    scores = score_rows(round_.survey_id, round_.period, response, scoring.scores(round_.questionnaire, answers))
    if scores:
        session.execute(_SCORES, scores)
    comments = comment_rows(round_, response, answers)
    if comments:
        session.execute(_COMMENTS, comments)
    tell(session, round_)


def _forget_drafts(session: Session, invitation: Invitation) -> None:
    """Remove what else was begun with an invitation, such as on a phone: it knows whose it is and holds like answers.

    One that somebody is sending this moment is passed over, since both would wait for each other; it is refused, and
    belongs to nobody once the round has closed.
    """
    begun = select(Response.id).where(Response.invitation_id == invitation.id, BEGUN).with_for_update(skip_locked=True)
    session.execute(delete(Response).where(Response.id.in_(begun)).execution_options(synchronize_session=False))


def tell(session: Session, round_: Round) -> None:
    """Post the news that the answers of a round have changed, together with other such news of the same minute.

    A message that others keep posting to cannot be taken meanwhile; with the minute in its key it soon is left alone.
    """
    outbox.post(
        session,
        RESPONSE_SUBMITTED,
        key=f"{round_.collection_id} {clock.now():%H:%M}",
        collection_id=round_.collection_id,
        survey_id=round_.survey_id,
        period=round_.period,
    )


def as_row(response: Response) -> dict[str, object]:
    """A response that was made up outside the session, as its table takes it."""
    return {column.key: getattr(response, column.key) for column in table_of(Response).columns}


def score_rows(survey_id: int, period: str, response: Response, scores: Mapping[str, float]) -> list[dict[str, object]]:
    """The narrow rows of one response."""
    return [
        {
            "response_id": response.id,
            "measure": measure,
            "survey_id": survey_id,
            "period": period,
            "area": response.area or "",
            "customer_type": response.customer_type or "",
            "cluster": response.cluster,
            "value": value,
        }
        for measure, value in scores.items()
    ]


def comment_rows(round_: Round, response: Response, answers: Mapping[str, Value]) -> list[dict[str, object]]:
    """A person's own words, one row each."""
    return [
        {
            "response_id": response.id,
            "question_key": question.key,
            "collection_id": round_.collection_id,
            "words": str(answers[question.key]),
        }
        for question in round_.questionnaire.questions
        if question.key in answers and KINDS[question.kind].is_text
    ]
