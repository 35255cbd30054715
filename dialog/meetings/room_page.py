"""What the pages of a meeting have in common: who is inside, how much time is left, and what they ask all the time."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Response, request

from core.i18n import gettext as _
from core.i18n import ngettext
from dialog.meetings.results import MeetingView
from dialog.meetings.templates import MINUTE

HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE


def inside(meeting: MeetingView) -> str:
    """Who is there, in words; adults are spoken of where there must be some."""
    people = _("%(count)s inne", count=meeting.n_inside)
    if not meeting.adults_needed:
        return str(people)
    adults = ngettext("%(num)s vuxen", "%(num)s vuxna", meeting.n_adults)
    return f"{people}, {adults}"


def time_left(seconds: int) -> str:
    """How much of a step is left, in whole minutes, hours or days: what a page says that is not counted down."""
    if seconds <= 0:
        return str(_("Tiden är ute. Snart går vi vidare."))
    if seconds < MINUTE:
        return str(_("Mindre än en minut kvar"))
    if seconds < 2 * HOUR:
        return str(ngettext("Ungefär %(num)s minut kvar", "Ungefär %(num)s minuter kvar", round(seconds / MINUTE)))
    if seconds < 2 * DAY:
        return str(ngettext("Ungefär %(num)s timme kvar", "Ungefär %(num)s timmar kvar", round(seconds / HOUR)))
    return str(ngettext("Ungefär %(num)s dag kvar", "Ungefär %(num)s dagar kvar", round(seconds / DAY)))


def polled(meeting: MeetingView, tag: str, mark: str, words: Mapping[str, str]) -> Response:
    """What a page asks for every few seconds; an empty 304 where nothing has changed since it asked last.

    ``tag`` changes when anything does. ``mark`` is what the page shows: when it is another, the page is fetched anew.
    ``words`` are what may be changed in place, by the id of the place. The seconds that are left are counted by the
    page itself while the clock runs.
    """
    step = meeting.step
    seconds = step.seconds_left if step is not None and step.closes_at is not None else None
    content = {"mark": mark, "words": dict(words), "seconds": seconds}
    answer = Response(json.dumps(content, ensure_ascii=False), content_type="application/json; charset=utf-8")
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
