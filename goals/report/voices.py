"""What people have said in the report's period: comments in the surveys behind its figures, and dialogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.house import settings_of
from core.periods import days_of
from core.summaries.sentences import Section
from dialog.models import Dialogue, DialogueState
from dialog.summarising.models import Summary, SummaryState
from dialog.summarising.results import view
from goals.indicators import REGISTER
from surveys import commented
from surveys.commented import Commented

# A report shows the latest.
MOST_DIALOGUES = 10


@dataclass(frozen=True, slots=True)
class Heard:
    """A dialogue with a published summary: what it begins with and where all of it is read."""

    title: str
    ingress: str
    language: str
    url: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Voices:
    """``comments`` are by figure; ``dialogues`` are the latest published first."""

    comments: Mapping[str, tuple[Commented, ...]]
    dialogues: tuple[Heard, ...]


NOBODY = Voices({}, ())


def of_period(session: Session, period: str) -> Voices:
    """What was said in a period, a year with all its parts."""
    by_survey = {one.survey: commented.of_period(session, one.survey, period) for one in REGISTER}
    return Voices({one.key: by_survey[one.survey] for one in REGISTER}, _heard(session, period))


def _heard(session: Session, period: str) -> tuple[Heard, ...]:
    """The dialogues whose summary was published within a period and still counts."""
    days = days_of(period)
    if days is None:
        return ()
    rows = session.execute(
        select(Summary, Dialogue.title, Dialogue.is_demo)
        .join(Dialogue, Dialogue.id == Summary.dialogue_id)
        .where(
            Summary.state == SummaryState.PUBLISHED,
            Summary.published_on.between(*days),
            Dialogue.state != DialogueState.WITHDRAWN,
        )
        .order_by(Summary.published_on.desc(), Summary.id.desc())
        .limit(MOST_DIALOGUES)
    )
    return tuple(_of_dialogue(session, summary, title, is_demo) for summary, title, is_demo in rows)


def _of_dialogue(session: Session, summary: Summary, title: str, is_demo: bool) -> Heard:
    shown = view(session, summary)
    ingress = " ".join(one.words for one in shown.of(Section.INGRESS))
    # The report is read elsewhere too, so the address is whole.
    address = settings_of(current_app).base_url + url_for("summaries.show", slug=shown.slug)
    return Heard(title, ingress, shown.language, address, is_demo)
