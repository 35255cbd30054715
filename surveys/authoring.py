"""Publishing versions and opening and closing rounds of asking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core import outbox
from core.chat import ChatUse
from core.errors import N_, PersonMet
from surveys import chat_keys, cutting
from surveys.models import Access, Collection, Response, ResponseState, Survey, SurveyVersion
from surveys.questionnaire import Questionnaire
from surveys.topics import COLLECTION_CLOSED

# Fewer answers than this through one door could point out who used it.
FEWEST_PER_CHANNEL = 5


class AlreadyOpen(PersonMet):
    """A survey has one open round at a time, so that its address is never ambiguous."""

    title = N_("Enkäten är redan öppen")
    message = N_("Stäng den mätomgång som pågår innan du öppnar nästa.")


@dataclass(frozen=True, slots=True)
class Terms:
    """What must be settled before a person may be asked.

    ``is_cut_at_close`` (never together with ``is_anonymous``): confidential while open, anonymous from the closing on.
    ``subject_ref`` names what is asked about; only whoever gave it knows what it means.
    """

    period: str
    controller: str
    legal_basis: str
    contact: str
    erase_on: date
    erase_decision: str
    opens_on: date | None = None
    closes_on: date | None = None
    access: Access = Access.OPEN
    is_anonymous: bool = True
    is_demo: bool = False
    is_cut_at_close: bool = False
    subject_ref: str | None = None
    slack: ChatUse = ChatUse.OFF
    teams: ChatUse = ChatUse.OFF
    chat_min_age: int | None = None


def checksum(data: Mapping[str, Any]) -> str:
    """SHA-256 of a definition in canonical JSON."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def publish(session: Session, questionnaire: Questionnaire, data: Mapping[str, Any], now: datetime) -> SurveyVersion:
    """The published version with exactly this content: a new one unless the latest is the same."""
    survey = session.scalar(select(Survey).where(Survey.slug == questionnaire.slug))
    if survey is None:
        survey = Survey(slug=questionnaire.slug, title=questionnaire.title.into("sv"), created_at=now)
        session.add(survey)
        session.flush()
    latest = latest_version(session, survey.id)
    content = checksum(data)
    if latest is not None and latest.checksum == content:
        return latest
    version = SurveyVersion(
        survey_id=survey.id,
        number=latest.number + 1 if latest else 1,
        definition=dict(data),
        checksum=content,
        published_at=now,
    )
    survey.title = questionnaire.title.into(questionnaire.languages[0])
    session.add(version)
    session.flush()
    return version


def latest_version(session: Session, survey_id: int) -> SurveyVersion | None:
    """The version with the highest number."""
    return session.scalar(
        select(SurveyVersion).where(SurveyVersion.survey_id == survey_id).order_by(SurveyVersion.number.desc()).limit(1)
    )


def open_collection(session: Session, version: SurveyVersion, terms: Terms, today: date) -> Collection:
    """Begin a round with a version; raises AlreadyOpen while another one can still receive answers."""
    # Two who open at once take turns here.
    session.execute(select(Survey.id).where(Survey.id == version.survey_id).with_for_update())
    running = session.scalar(
        select(func.count())
        .select_from(Collection)
        .where(
            Collection.survey_id == version.survey_id,
            Collection.closed_at.is_(None),
            (Collection.closes_on.is_(None)) | (Collection.closes_on >= today),
        )
    )
    if running and (terms.closes_on is None or terms.closes_on >= today):
        raise AlreadyOpen
    collection = Collection(
        survey_id=version.survey_id,
        version_id=version.id,
        period=terms.period,
        access=terms.access,
        is_anonymous=terms.is_anonymous,
        is_cut_at_close=terms.is_cut_at_close,
        subject_ref=terms.subject_ref,
        is_demo=terms.is_demo,
        slack=terms.slack,
        teams=terms.teams,
        chat_min_age=terms.chat_min_age,
        opens_on=terms.opens_on,
        closes_on=terms.closes_on,
        controller=terms.controller,
        legal_basis=terms.legal_basis,
        contact=terms.contact,
        erase_on=terms.erase_on,
        erase_decision=terms.erase_decision,
    )
    session.add(collection)
    session.flush()
    return collection


def close(session: Session, collection: Collection, now: datetime) -> None:
    """End a round for good: no more answers, and nothing leads from a chat account to its answer.

    A confidential round becomes anonymous. If few used some door, which door anybody used is forgotten.
    """
    # Whoever is sending an answer holds this row until it is stored; after this nobody begins.
    session.refresh(collection, with_for_update=True)
    if collection.closed_at is not None:
        return
    collection.closed_at = now
    chat_keys.destroy(session, collection.id)
    is_anonymous = collection.is_anonymous or collection.is_cut_at_close
    if is_anonymous:
        cutting.cut_drafts(session, collection.id)
    if collection.is_cut_at_close:
        cutting.cut(session, collection.id)
    if is_anonymous and _is_some_door_rare(session, collection.id):
        session.execute(
            update(Response)
            .where(Response.collection_id == collection.id)
            .values(channel=None)
            .execution_options(synchronize_session=False)
        )
    outbox.post(session, COLLECTION_CLOSED, survey_id=collection.survey_id, period=collection.period)


def _is_some_door_rare(session: Session, collection_id: int) -> bool:
    """Whether some channel has so few answers that it could point out who gave them.

    Forgetting only the rare one would say as much: the answers without a channel would be those.
    """
    counts = session.scalars(
        select(func.count())
        .where(Response.collection_id == collection_id, Response.state == ResponseState.SUBMITTED)
        .group_by(Response.channel)
    ).all()
    return len(counts) > 1 and min(counts) < FEWEST_PER_CHANNEL
