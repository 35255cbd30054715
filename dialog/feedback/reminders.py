"""Promises are remembered before and after their day: on the page of the day, and once at each threshold by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.i18n import gettext as _
from core.i18n import in_language, ngettext, write_date
from core.jobs import JobLease
from core.people.access import Permission
from core.people.models import Staff, StaffRole
from core.people.roles import PERMISSIONS
from core.people.sessions import CurrentStaff
from core.room import Urgency, Waiting
from core.staff_mail import tell
from dialog.feedback import overdue
from dialog.feedback.overdue import Due

JOB = "dialog.remind_of_promises"
# Days before the promised day, and then every so many after it for as long as something is owed.
BEFORE = (14, 3)
EVERY_AFTER = 7
MOST_SHOWN = 20
MOST_TOLD = 50
# A worker that has been away longer than this does not tell of the days it missed.
LONGEST_AWAY = timedelta(days=7)
LANGUAGE = "sv"


def is_threshold(days_left: int) -> bool:
    """Whether staff are told on a day so long before the promised day, or after it where the number is below zero."""
    return days_left in BEFORE or (days_left < 0 and -days_left % EVERY_AFTER == 0)


def thresholds(days_left: int, days_since: int) -> int:
    """How many thresholds lie in the days since the last look, today among them and the day of that look not."""
    return sum(is_threshold(days_left + day) for day in range(days_since))


def waiting(session: Session, staff: CurrentStaff, today: date) -> Sequence[Waiting]:
    """What the day's page says of promises that are near or late, and of answers whose own day has passed."""
    may_answer = staff.may(Permission.ANSWER_BACK)
    page = "staff_feedback.index" if may_answer else "staff_dialogues.show"
    promises = [_promise(due, page) for due in overdue.promises(session, today)[:MOST_SHOWN]]
    late = overdue.answers(session, today) if may_answer else ()
    if not late:
        return promises
    title = ngettext("Ett svar har passerat sin egen dag", "%(num)s svar har passerat sin egen dag", len(late))
    return [*promises, Waiting(title, url_for("staff_overdue.index"), urgency=Urgency.LATE)]


def remind(session: Session, now: datetime) -> None:
    """Write to those who can answer, once for every promise that has come to one of its thresholds.

    Each run tells of the days since the run before, so that no day is told of twice and none is lost while the worker
    was away. Who runs it holds the lease, and what still waits to be sent is not written again.
    """
    today = clock.today()
    days = _days_since_last(session, today)
    for due in overdue.promises(session, today):
        if thresholds(due.days_left, days):
            _mail(session, due)


def _days_since_last(session: Session, today: date) -> int:
    lease = session.get(JobLease, JOB)
    if lease is None or lease.last_run_at is None:
        return 1
    since = min(today - lease.last_run_at.astimezone(clock.STOCKHOLM).date(), LONGEST_AWAY).days
    # A run that failed told nobody of its day, and is made again within minutes.
    return max(since, 1) if lease.last_error else since


def _mail(session: Session, due: Due) -> None:
    view = due.view
    with in_language(LANGUAGE):
        subject = _("Svara dem som deltog i ”%(title)s”", title=view.title)
        lines = [
            standing(due),
            _(
                "Besvarat %(answered)s av %(asked)s. Mottagare: %(receiver)s.",
                answered=due.answered.answered,
                asked=due.answered.asked,
                receiver=view.receiver,
            ),
        ]
    for staff_id in _told(session, view.moderator_id):
        key = f"promise {view.id} {view.feedback_due_on} {due.days_left}"
        tell(session, staff_id, subject, lines, f"/personal/dialoger/{view.slug}", key=key)


def standing(due: Due) -> str:
    """How near or late a promise is, in a sentence or two."""
    day = write_date(due.view.feedback_due_on)
    if due.days_left == 0:
        return str(_("Lovat senast i dag, %(day)s.", day=day))
    late, left = due.days_late, due.days_left
    words = (
        ngettext(
            "Lovat senast %(day)s. Det är en dag sent.",
            "Lovat senast %(day)s. Det är %(num)s dagar sent.",
            late,
            day=day,
        )
        if late
        else ngettext(
            "Lovat senast %(day)s. En dag är kvar.", "Lovat senast %(day)s. %(num)s dagar är kvar.", left, day=day
        )
    )
    return str(words)


def _told(session: Session, moderator_id: int | None) -> Sequence[int]:
    """The dialogue's own moderator, and those who both plan dialogues and answer in them."""
    roles = PERMISSIONS[Permission.PLAN_DIALOGUES] & PERMISSIONS[Permission.ANSWER_BACK]
    may = select(StaffRole.staff_id).where(StaffRole.role.in_(roles))
    query = select(Staff.id).where(Staff.is_active, (Staff.id == moderator_id) | Staff.id.in_(may))
    return session.scalars(query.order_by(Staff.id).limit(MOST_TOLD)).all()


def _promise(due: Due, page: str) -> Waiting:
    return Waiting(
        _("Svara dem som deltog i ”%(title)s”", title=due.view.title),
        url_for(page, slug=due.view.slug),
        standing(due),
        _urgency(due.days_left),
    )


def _urgency(days_left: int) -> Urgency:
    if days_left < 0:
        return Urgency.LATE
    if days_left == 0:
        return Urgency.TODAY
    return Urgency.WAITING if days_left <= min(BEFORE) else Urgency.SOON
