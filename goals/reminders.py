"""What of the målbild waits for a member of staff: reminders whose day has come, and a year nobody has judged."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import clock
from core.i18n import gettext as _
from core.people.access import Permission
from core.people.sessions import CurrentStaff
from core.room import Urgency, Waiting
from goals import drafts, follow_ups, versions
from goals.malbild import Indicator, Malbild, shortened
from goals.models import FollowUp, OfficialValue, Reading

ONE_BY_ONE = 3
"""At most so many indicators of a year wait with a line each; more than that wait together."""
MOST_REMINDERS = 20


def waiting_for(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    """What the day's page shows to whoever judges the indicators, and to whoever changes the målbild."""
    found: list[Waiting] = []
    if staff.may(Permission.ENTER_READINGS):
        malbild = versions.current(session, clock.today())
        found += [*_reminders(session, malbild), *_unjudged(session, malbild)]
    if staff.may(Permission.EDIT_MALBILD):
        found += _draft(session)
    return found


def _reminders(session: Session, malbild: Malbild) -> list[Waiting]:
    """The oldest reminder first; an indicator that has left the målbild reminds nobody."""
    found = [
        _comment_on(indicator, due.period, due.responsible or indicator.owner, Urgency.TODAY)
        for due in follow_ups.due(session, clock.today())
        if (indicator := malbild.indicator(due.indicator))
    ]
    return found[:MOST_REMINDERS]


def _unjudged(session: Session, malbild: Malbild) -> list[Waiting]:
    """The indicators nobody has said anything of for the year that has ended, once there is something to judge."""
    year = str(clock.today().year - 1)
    if not _is_known(session, year):
        return []
    said = follow_ups.latest(session, year)
    left = [indicator for indicator in malbild.indicators if indicator.key not in said]
    if len(left) <= ONE_BY_ONE:
        return [_comment_on(indicator, year, indicator.owner) for indicator in left]
    title = _("Bedöm %(count)s indikatorer för %(period)s", count=len(left), period=year)
    note = _("Året är slut och ingen har skrivit hur det gick.")
    return [Waiting(title, url_for("staff_follow_up.index", period=year), note)]


def _is_known(session: Session, year: str) -> bool:
    inside = [
        select(table.id).where(or_(table.period == year, table.period.startswith(f"{year}-"))).limit(1)
        for table in (Reading, OfficialValue, FollowUp)
    ]
    return any(session.scalar(query) is not None for query in inside)


def _draft(session: Session) -> list[Waiting]:
    draft = drafts.find(session)
    if draft is None:
        return []
    note = _("Senast ändrat av %(name)s.", name=draft.changed_by)
    return [Waiting(_("Ett utkast till ny målbild är inte fastställt"), url_for("staff_draft.show"), note)]


def _comment_on(indicator: Indicator, period: str, responsible: str, urgency: Urgency = Urgency.WAITING) -> Waiting:
    title = _("Kommentera ”%(indicator)s” för %(period)s", indicator=shortened(indicator.text), period=period)
    url = url_for("staff_follow_up.show", indicator=indicator.key, period=period)
    return Waiting(title, url, responsible, urgency)
