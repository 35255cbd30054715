"""What of the inspel waits for a member of staff: texts nobody has read, those left waiting long, and objections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.i18n import gettext as _
from core.i18n import ngettext
from core.people.access import Permission
from core.people.models import Staff
from core.people.sessions import CurrentStaff
from core.room import Urgency, Waiting
from dialog.models import Dialogue, DialogueState, Statement
from dialog.moderating import queue
from dialog.moderating.models import Moderation
from dialog.moderating.queue import View

# What somebody has let wait longer than this is brought up again.
LONG = timedelta(days=3)
MOST_DIALOGUES = 20


def waiting(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    """What the day's page shows to a dialogue's moderator, and to all of them where it has none who is active.

    An objection is shown to every moderator: it is for somebody else than the one who refused. One query.
    """
    if not staff.may(Permission.MODERATE):
        return []
    parts = {
        View.TO_READ: or_(queue.is_to_read(), queue.is_unread()),
        View.ON_HOLD: and_(queue.is_on_hold(), ~_decided_since(clock.now() - LONG)),
        View.APPEALS: queue.is_appealed(),
    }
    rows = session.execute(
        select(
            Dialogue.slug,
            Dialogue.title,
            or_(Dialogue.moderator_id == staff.id, Staff.id.is_(None)).label("is_mine"),
            func.min(case((parts[View.TO_READ], Statement.said_on))).label("oldest"),
            *(func.count(case((wanted, 1))).label(view.name) for view, wanted in parts.items()),
        )
        .join(Dialogue, Dialogue.id == Statement.dialogue_id)
        .outerjoin(Staff, and_(Staff.id == Dialogue.moderator_id, Staff.is_active))
        .where(Dialogue.state != DialogueState.WITHDRAWN, or_(*parts.values()))
        .group_by(Dialogue.id, Dialogue.slug, Dialogue.title, Dialogue.moderator_id, Staff.id)
        .order_by(func.min(Statement.said_on), Dialogue.id)
        .limit(MOST_DIALOGUES)
    )
    found: list[Waiting] = []
    for row in rows:
        if row.is_mine and row.TO_READ:
            found.append(_to_read(row.slug, row.title, row.TO_READ, row.oldest))
        if row.is_mine and row.ON_HOLD:
            title = ngettext("Ett inspel har fått vänta länge", "%(num)s inspel har fått vänta länge", row.ON_HOLD)
            found.append(Waiting(title, _address(row.slug, View.ON_HOLD), row.title, Urgency.LATE))
        if row.APPEALS:
            title = ngettext(
                "En invändning mot ett beslut väntar på svar",
                "%(num)s invändningar mot beslut väntar på svar",
                row.APPEALS,
            )
            found.append(Waiting(title, _address(row.slug, View.APPEALS), row.title))
    return found


def _to_read(slug: str, title: str, count: int, oldest: date) -> Waiting:
    days = (clock.today() - oldest).days
    age = (
        ngettext("Det äldsta kom i går.", "Det äldsta kom för %(num)s dagar sedan.", days) if days else _("Nytt i dag.")
    )
    return Waiting(
        ngettext("Ett inspel väntar på att bli läst", "%(num)s inspel väntar på att bli lästa", count),
        _address(slug, View.TO_READ),
        f"{title}. {age}",
        Urgency.TODAY,
    )


def _address(slug: str, view: View) -> str:
    return url_for("moderating.index", slug=slug, visa=view.value)


def _decided_since(moment: datetime) -> ColumnElement[bool]:
    later = select(Moderation.id).where(Moderation.statement_id == Statement.id, Moderation.decided_at >= moment)
    return later.correlate(Statement).exists()
