"""Every page of the site in every state a person can meet it in: filled, empty, with errors, and the error pages.

A page is written down with its room. The order is that in which the pages are looked at: what one adds, the next shows.
"""

from __future__ import annotations

from flask import Flask

from tests.browser.states import (
    answered,
    assistance,
    concerns,
    dialog,
    following,
    goals,
    house,
    meetings,
    published,
    summaries,
    surveys,
)
from tests.browser.states.concerns import SAFEGUARDING, TRUSTED
from tests.browser.states.state import COLLECTION, State

__all__ = [
    "COLLECTION",
    "EMPTY_PUBLIC",
    "EMPTY_STAFF",
    "NOT_PAGES",
    "PUBLIC",
    "READER",
    "SAFEGUARDING",
    "STAFF",
    "TRUSTED",
    "State",
    "prepare",
]

# The house comes last: what was done in the rooms is in its log.
PUBLIC = (
    *goals.PUBLIC,
    *surveys.PUBLIC,
    *dialog.PUBLIC,
    *meetings.PUBLIC,
    *published.PUBLIC,
    *answered.PUBLIC,
    *following.PUBLIC,
    *house.PUBLIC,
)
STAFF = (
    *meetings.STAFF,
    *published.STAFF,
    *answered.STAFF,
    *summaries.STAFF,
    *assistance.STAFF,
    *surveys.STAFF,
    *goals.STAFF,
    *dialog.STAFF,
    *following.STAFF,
    *house.STAFF,
)
READER = (*house.READER, *goals.READER, *surveys.READER)
EMPTY_PUBLIC = (*goals.EMPTY_PUBLIC, *dialog.EMPTY_PUBLIC, *answered.EMPTY_PUBLIC, *house.EMPTY_PUBLIC)
EMPTY_STAFF = (
    *surveys.EMPTY_STAFF,
    *goals.EMPTY_STAFF,
    *dialog.EMPTY_STAFF,
    *answered.EMPTY_STAFF,
    *summaries.EMPTY_STAFF,
    *following.EMPTY_STAFF,
    *house.EMPTY_STAFF,
)
NOT_PAGES = (
    surveys.NOT_PAGES
    | goals.NOT_PAGES
    | dialog.NOT_PAGES
    | meetings.NOT_PAGES
    | published.NOT_PAGES
    | house.NOT_PAGES
    | assistance.NOT_PAGES
)


def prepare(app: Flask) -> int:
    """Add what the demo lacks; gives the id of the round that is answered with codes."""
    with_code = surveys.prepare(app)
    goals.prepare(app)
    concerns.prepare(app)
    dialog.prepare(app)
    meetings.prepare(app)
    published.prepare(app)
    answered.prepare(app)
    summaries.prepare(app)
    assistance.prepare(app)
    following.prepare(app)
    house.prepare(app)
    return with_code
