"""The mail in the morning with what waits for a member of staff: chosen by each, and written only when something does.

It holds titles and links. Of what worries somebody it says how many wait, and that only to those who read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask import current_app, url_for
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from core import clock, day, staff_mail
from core.concerns import results as concerns
from core.concerns import staff as concern_pages
from core.house import house_of, settings_of
from core.i18n import gettext as _
from core.i18n import ngettext
from core.people.access import Permission
from core.people.models import Digest, Staff, StaffRole
from core.people.sessions import CurrentStaff

# In Stockholm. What could not be put together in these hours, because nothing ran, comes the next working day.
FROM, UNTIL = time(7), time(18)
SATURDAY = 5
# As many people as are written to in one transaction; the job looks again soon.
AT_A_TIME = 20


def chosen(session: Session, staff_id: int) -> Digest:
    """What somebody has chosen."""
    return session.scalars(select(Staff.digest).where(Staff.id == staff_id)).one()


def choose(session: Session, staff_id: int, wanted: Digest, today: date) -> None:
    """Let somebody have the mail from the next morning or the next Monday on, or not at all."""
    staff = session.get_one(Staff, staff_id, with_for_update=True, populate_existing=True)
    if staff.digest is not wanted:
        staff.digest, staff.digest_sent_on = wanted, today
    session.flush()


def send_due(session: Session, now: datetime) -> None:
    """Write to those whose mail is due; the day is noted for each, whether anything waits for them or not.

    Nobody gets two on a day: each row is held until it is noted. After a time when nothing ran a daily mail comes once,
    and a weekly one on the first working day there is.
    """
    if not _is_working_hour(now):
        return
    today = clock.today()
    for staff in session.scalars(_due(today).limit(AT_A_TIME).with_for_update(skip_locked=True)).all():
        staff.digest_sent_on = today
        lines = _lines(session, _reader(session, staff))
        if lines:
            subject = ngettext("En sak väntar på dig i Samspel", "%(num)s saker väntar på dig i Samspel", len(lines))
            last = _("Du får mejlet för att du har valt det. Ändra det under ”Mejl om det som väntar”. Hela listan:")
            staff_mail.tell(session, staff.id, subject, [*lines, last], "/personal", key="digest")
    session.flush()


def anything_due(session: Session, now: datetime) -> bool:
    """Whether anybody's mail is due; only reads."""
    return _is_working_hour(now) and session.scalars(_due(clock.today()).limit(1)).first() is not None


def _due(today: date) -> Select[tuple[Staff]]:
    monday = today - timedelta(days=today.weekday())
    before = {Digest.DAILY: today, Digest.WEEKLY: monday}
    is_due = or_(
        *(
            and_(Staff.digest == often, or_(Staff.digest_sent_on.is_(None), Staff.digest_sent_on < day_))
            for often, day_ in before.items()
        )
    )
    return select(Staff).where(Staff.is_active, is_due).order_by(Staff.id)


def _is_working_hour(now: datetime) -> bool:
    here = now.astimezone(clock.STOCKHOLM)
    return here.weekday() < SATURDAY and FROM <= here.time() < UNTIL


def _reader(session: Session, staff: Staff) -> CurrentStaff:
    """The person as their own page of the day would know them."""
    roles = session.scalars(select(StaffRole.role).where(StaffRole.staff_id == staff.id))
    return CurrentStaff(staff.id, staff.name, staff.email, frozenset(roles))


def _lines(session: Session, reader: CurrentStaff) -> Sequence[str]:
    """One for each thing that waits, with its own link; the addresses are made as for a page."""
    base_url = settings_of(current_app).base_url
    with current_app.test_request_context("/personal", base_url=base_url):
        waiting = day.waiting(session, house_of(current_app), reader)
        # The day's page says more of these than a mailbox should know.
        private = set(concern_pages.waiting_for(session, reader))
        lines = [
            f"{_(day.HEADINGS[urgency])}: {thing.title}\n{base_url}{thing.url}"
            for urgency, things in waiting.items()
            for thing in things
            if thing not in private
        ]
        if reader.may(Permission.HANDLE_CONCERNS):
            found = concerns.standing(session, reader.id)
            n = found.n_open + found.n_to_erase
            if n:
                title = _("Oro och trygghet: %(n)s väntar", n=n)
                lines.insert(0, f"{title}\n{base_url}{url_for('concerns.index')}")
    return lines
