"""Surveys as staff and the home page list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import language, ngettext, number, write_date
from core.people.access import Permission
from core.people.sessions import CurrentStaff
from core.room import OpenThing, Urgency, Waiting
from surveys import results, rounds, tallying
from surveys.cases import standing
from surveys.letters import overview as letters
from surveys.models import Access, Collection, Survey, SurveyVersion, Tally
from surveys.rounds import Round, RoundState, state_of

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One survey in the list; ``n`` counts the latest round as far as the worker has come."""

    slug: str
    title: str
    versions: int
    period: str
    state: RoundState | None
    n: int
    closes_on: date | None
    is_demo: bool


def title(session: Session, survey_id: int) -> str:
    """What a survey is called in its source language."""
    return session.get_one(Survey, survey_id).title


def overview(session: Session, today: date) -> list[SurveyRow]:
    """Every survey with its open or latest round, in three queries however many there are."""
    surveys = session.execute(
        select(Survey.id, Survey.slug, Survey.title, func.count(SurveyVersion.id))
        .join(SurveyVersion)
        .group_by(Survey.id, Survey.slug, Survey.title)
        .order_by(Survey.title)
    ).all()
    latest: dict[int, Collection] = {}
    for collection in session.scalars(select(Collection).order_by(Collection.period, Collection.id)):
        latest[collection.survey_id] = collection
    tallies = session.execute(select(Tally.collection_id, Tally.n).where(Tally.question_key == tallying.ALL))
    counted = {row.collection_id: row.n for row in tallies}
    rows = []
    for survey_id, slug, name, versions in surveys:
        round_ = latest.get(survey_id)
        if round_ is None:
            rows.append(SurveyRow(slug, name, versions, "", None, 0, None, False))
            continue
        n, state = counted.get(round_.id, 0), state_of(round_, today)
        rows.append(SurveyRow(slug, name, versions, round_.period, state, n, round_.closes_on, round_.is_demo))
    return rows


def open_now(session: Session, today: date) -> Sequence[OpenThing]:
    """What anybody can answer today, for the home page."""
    return [_open_thing(round_) for round_ in rounds.all_open(session, today)]


def _open_thing(round_: Round) -> OpenThing:
    tongue = round_.language(language())
    lead = round_.questionnaire.purpose.into(tongue).split("\n\n")[0]
    return OpenThing(
        round_.questionnaire.title.into(tongue),
        lead,
        url_for("surveys.start", slug=round_.slug),
        round_.questionnaire.minutes,
        round_.closes_on,
    )


def waiting_for(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    """Rounds that close within a week or wait for their cases, each for those who can do something about it."""
    return [*_without_cases(session, staff), *_closing_soon(session, staff)]


def _without_cases(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    if not staff.may(Permission.INVITE):
        return []
    for_cases = [
        round_ for round_ in rounds.all_open(session, clock.today(), Access.CODE) if standing.is_for_cases(round_)
    ]
    waiting = standing.waiting_for_cases(session, [round_.collection_id for round_ in for_cases])
    return [
        Waiting(
            _("Ladda upp ärenden för %(period)s", period=round_.period),
            url_for("staff_cases.index", slug=round_.slug, collection_id=round_.collection_id),
            round_.questionnaire.title.into(language()),
        )
        for round_ in for_cases
        if round_.collection_id in waiting
    ]


def _closing_soon(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    if not staff.may(Permission.EDIT_SURVEYS):
        return []
    today_ = clock.today()
    waiting = []
    for collection, slug, name in session.execute(
        select(Collection, Survey.slug, Survey.title)
        .join(Survey)
        .where(Collection.closed_at.is_(None), Collection.closes_on.between(today_, today_ + SOON))
        .order_by(Collection.closes_on)
    ):
        urgency = Urgency.TODAY if collection.closes_on == today_ else Urgency.SOON
        if _may_remind(session, staff, collection):
            n, invited = letters.answered(session, collection.id)
            waiting.append(
                Waiting(
                    _("Påminn dem som inte har svarat på %(title)s", title=name),
                    url_for("staff_letters.write", slug=slug, collection_id=collection.id, letter_kind="paminnelse"),
                    _(
                        "%(n)s av %(invited)s inbjudna har svarat. Sista dagen är %(day)s.",
                        n=number(n),
                        invited=number(invited),
                        day=write_date(collection.closes_on),
                    ),
                    urgency,
                )
            )
            continue
        n = results.counts(session, [collection.id])[tallying.ALL, ""]
        waiting.append(
            Waiting(
                _("%(title)s stänger i dag", title=name)
                if urgency is Urgency.TODAY
                else _("%(title)s stänger snart", title=name),
                url_for("staff_surveys.show", slug=slug, omgang=collection.id),
                ngettext("%(num)s svar hittills", "%(num)s svar hittills", n),
                urgency,
            )
        )
    return waiting


def _may_remind(session: Session, staff: CurrentStaff, collection: Collection) -> bool:
    if not staff.may(Permission.INVITE) or collection.access is not Access.CODE:
        return False
    return settings_of(current_app).sends_mail and letters.wants_reminder(session, collection.id, clock.today())
