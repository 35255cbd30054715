"""Dialogues as staff, everybody and the home page list them: what is open, what waits, what came of those before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request, url_for
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from core import clock
from core.i18n import gettext as _
from core.i18n import write_date
from core.people.access import Permission
from core.people.sessions import CurrentStaff
from core.room import News, OpenThing, Urgency, Waiting
from dialog import results, states
from dialog.feedback import reminders as promises
from dialog.feedback import results as feedback
from dialog.feedback.results import Answered, AnswerView
from dialog.hosting import RUNNING
from dialog.meetings import overview as meetings
from dialog.models import Dialogue, DialogueState
from dialog.moderating import reminders
from dialog.results import DialogueView, Size
from dialog.summarising import listing as summaries

MOST_OPEN = 20
A_PAGE = 20
# Nobody walks further back than this, and an address may say any number.
LAST_PAGE = 1000
MOST_NEWS = 3
MOST_ANSWERS = 20
NEWS_IS_NEWS_FOR = timedelta(days=365)
# Staff are reminded this long before a dialogue closes.
CLOSES_SOON = timedelta(days=7)

_S = DialogueState


@dataclass(frozen=True, slots=True)
class Row:
    """One dialogue in the staff's list."""

    view: DialogueView
    size: Size


@dataclass(frozen=True, slots=True)
class Outcome:
    """A dialogue that is over, or was withdrawn, and how many of its published inspel have been answered."""

    view: DialogueView
    answered: Answered

    def is_late(self, today: date) -> bool:
        """Whether the day that was promised has passed with something unanswered."""
        due_on = self.view.feedback_due_on
        return self.view.is_over and due_on is not None and due_on < today and self.answered.left > 0


@dataclass(frozen=True, slots=True)
class Listed:
    """The public list: what is open, and a page of what is over; ``older`` is the number of the next page."""

    running: tuple[DialogueView, ...]
    over: tuple[Outcome, ...]
    older: int | None


def page_asked_for() -> int:
    """Which page of a list the address asks for; what cannot be one is the first."""
    return min(max(request.args.get("sida", 1, type=int), 1), LAST_PAGE)


def overview(session: Session, today: date, page: int = 1) -> tuple[tuple[Row, ...], int | None]:
    """A page of every dialogue, drafts first and then the latest, and the number of the next page if there is one."""
    order = (Dialogue.state != _S.DRAFT, Dialogue.id.desc())
    found, older = _page(session, select(Dialogue).order_by(*order), today, page)
    size = results.sizes(session, [view.id for view in found])
    return tuple(Row(view, size[view.id]) for view in found), older


def public(session: Session, today: date, page: int = 1) -> Listed:
    """What everybody may see: at most MOST_OPEN that are open or paused, and a page of the rest, the latest first."""
    over_on = func.coalesce(Dialogue.closed_on, Dialogue.closes_on)
    is_running = _is_running(today)
    seen = or_(Dialogue.state != _S.WITHDRAWN, Dialogue.opened_on.is_not(None))
    query = select(Dialogue).where(Dialogue.state != _S.DRAFT, ~is_running, seen)
    found, older = _page(session, query.order_by(over_on.desc().nulls_last(), Dialogue.id.desc()), today, page)
    return Listed(running(session, today), _outcomes(session, found), older)


def running(session: Session, today: date) -> tuple[DialogueView, ...]:
    """Those that are open, and then those that are paused, the one that closes first at the top."""
    query = (
        select(Dialogue)
        .where(_is_running(today))
        .order_by(Dialogue.state == _S.PAUSED, Dialogue.closes_on.asc().nulls_last(), Dialogue.id)
        .limit(MOST_OPEN)
    )
    return tuple(results.view_of(dialogue, today) for dialogue in session.scalars(query))


def outcome(session: Session, view: DialogueView) -> Outcome:
    """How much of one dialogue has been answered."""
    return _outcomes(session, [view])[0]


def open_now(session: Session, today: date) -> Sequence[OpenThing]:
    """What anybody can take part in today, for the home page."""
    return [
        OpenThing(
            view.title,
            view.question,
            url_for("dialogues.show", slug=view.slug),
            closes_on=view.closes_on,
            language=view.language,
        )
        for view in running(session, today)
        if view.is_open
    ]


def news(session: Session, today: date) -> Sequence[News]:
    """The latest answers, one from each dialogue, and the dialogues that have just closed."""
    since = today - NEWS_IS_NEWS_FOR
    answers = {answer.slug: answer for answer in reversed(feedback.latest(session, MOST_ANSWERS))}
    closed = session.scalars(
        select(Dialogue)
        .where(Dialogue.state.in_(states.OVER), Dialogue.closed_on >= since)
        .order_by(Dialogue.closed_on.desc(), Dialogue.id.desc())
        .limit(MOST_NEWS)
    )
    return [
        *(_answer(answer) for answer in answers.values() if answer.published_on >= since),
        *(_closing(dialogue) for dialogue in closed if dialogue.slug not in answers),
    ]


def waiting_for(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    """Today's meetings, inspel to read, summaries to go on with, promises near or late, and dialogues that close."""
    today = clock.today()
    unread = [
        *(_meetings(session, today) if staff.may(Permission.MODERATE) else ()),
        *reminders.waiting(session, staff),
        *summaries.waiting(session, staff, today),
    ]
    if not staff.may(Permission.PLAN_DIALOGUES):
        return unread
    return [*unread, *promises.waiting(session, staff, today), *_closing_soon(session, today)]


def _meetings(session: Session, today: date) -> list[Waiting]:
    return [
        Waiting(
            _("Mötet pågår") if row.is_live else _("Möte i dag %(time)s", time=_clock_of(row.starts_at)),
            url_for("meeting_leading.show", meeting_id=row.id),
            row.title,
            Urgency.TODAY,
        )
        for row in meetings.of_day(session, today)
    ]


def _clock_of(moment: datetime | None) -> str:
    """``15.00``, where the municipality is."""
    return f"{moment.astimezone(clock.STOCKHOLM):%H.%M}" if moment else ""


def _closing_soon(session: Session, today: date) -> list[Waiting]:
    return [
        Waiting(
            _("%(title)s stänger snart", title=view.title),
            url_for("staff_dialogues.show", slug=view.slug),
            _("Sista dagen är %(day)s.", day=write_date(view.closes_on)),
            Urgency.TODAY if view.closes_on == today else Urgency.SOON,
        )
        for view in running(session, today)
        if view.closes_on is not None and view.closes_on <= today + CLOSES_SOON
    ]


def _answer(answer: AnswerView) -> News:
    words = _("%(unit)s har svarat.", unit=answer.unit) if answer.unit else _("Kommunen har svarat.")
    return News(answer.text, words, url_for("dialogues.show", slug=answer.slug), answer.published_on, answer.language)


def _closing(dialogue: Dialogue) -> News:
    due_on = dialogue.feedback_due_on
    words = _("Dialogen är stängd. Tack till alla som deltog.")
    if due_on is not None:
        words = _("Dialogen är stängd. Svaret är lovat senast %(day)s.", day=write_date(due_on))
    assert dialogue.closed_on is not None
    spoken = str(dialogue.languages[0])
    return News(dialogue.title, words, url_for("dialogues.show", slug=dialogue.slug), dialogue.closed_on, spoken)


def _outcomes(session: Session, views: Sequence[DialogueView]) -> tuple[Outcome, ...]:
    """In two queries however many they are."""
    counted = feedback.answered_of_all(session, [view.id for view in views]) if views else {}
    return tuple(Outcome(view, counted.get(view.id, Answered(0, 0))) for view in views)


def _is_running(today: date) -> ColumnElement[bool]:
    """Open or paused, with its last day still to come: what is past it counts as closed before the worker has been."""
    return and_(Dialogue.state.in_(RUNNING), or_(Dialogue.closes_on.is_(None), Dialogue.closes_on >= today))


def _page(
    session: Session, query: Select[tuple[Dialogue]], today: date, page: int
) -> tuple[list[DialogueView], int | None]:
    """One page, and the number of the next: one more than is shown is asked for."""
    rows = session.scalars(query.offset((page - 1) * A_PAGE).limit(A_PAGE + 1)).all()
    return [results.view_of(row, today) for row in rows[:A_PAGE]], page + 1 if len(rows) > A_PAGE else None
