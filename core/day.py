"""What waits for a member of staff, from every room in the order of urgency: a page and a mail show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask import url_for
from sqlalchemy.orm import Session

from core import outbox
from core.errors import N_
from core.i18n import ngettext
from core.people.access import Permission
from core.people.sessions import CurrentStaff
from core.room import House, Urgency, Waiting

HEADINGS: Mapping[Urgency, str] = MappingProxyType(
    {
        Urgency.LATE: N_("Försenat"),
        Urgency.TODAY: N_("I dag"),
        Urgency.WAITING: N_("Väntar på dig"),
        Urgency.SOON: N_("Snart"),
    }
)


def waiting(session: Session, house: House, staff: CurrentStaff) -> Mapping[Urgency, tuple[Waiting, ...]]:
    """What waits, by urgency, the most urgent first; what nothing waits under is left out."""
    found = [thing for room in house.rooms if room.waiting_for for thing in room.waiting_for(session, staff)]
    grouped = {urgency: tuple(thing for thing in found if thing.urgency is urgency) for urgency in Urgency}
    return {urgency: things for urgency, things in grouped.items() if things}


def undelivered(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    """Messages that were given up, for those who can try them again."""
    if not staff.may(Permission.SEE_UNDELIVERED):
        return ()
    n = outbox.count_dead(session)
    if not n:
        return ()
    title = ngettext("Ett meddelande gick inte fram", "%(num)s meddelanden gick inte fram", n)
    return (Waiting(title, url_for("staff.undelivered"), urgency=Urgency.LATE),)
