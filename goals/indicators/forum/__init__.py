"""The figures of the forum for structured dialogues: one entry each, by the numbers of the method."""

from __future__ import annotations

from core.statistics.suppression import FLOOR_NEVER, REPORT_MIN
from goals.indicators.forum import answers, experience, people, structure
from goals.indicators.forum.facts import Facts
from goals.indicators.forum.register import Base, OfDialogues, OfPeople
from goals.indicators.forum.row import Row, Why

METHOD = "forum-1"
HELD, IN_TIME, HEARD = "forum-f1", "forum-f6", "forum-f11"
# What the answer of the indicator rests on, and what the first screen shows; the others tell more.
LEADING = (HELD, IN_TIME, HEARD)

FORUM: tuple[OfDialogues | OfPeople, ...] = (
    OfDialogues(HELD, structure.held),
    OfDialogues("forum-f2", structure.criteria),
    OfDialogues("forum-f3", structure.continuity),
    OfPeople("forum-f4", people.took_part, people.per_thousand, people.per_thousand_of_all, FLOOR_NEVER),
    OfPeople("forum-f5", people.told, people.likeness, people.likeness_of_all, people.FEWEST_TOLD, is_sum=False),
    OfDialogues(IN_TIME, answers.in_time),
    OfDialogues("forum-f7", answers.days),
    OfDialogues("forum-f8", answers.inspel),
    OfDialogues("forum-f9", answers.decisions),
    OfPeople(HEARD, experience.said, experience.heard, experience.heard_by_all, REPORT_MIN),
)
KEYS = frozenset(figure.key for figure in FORUM)

__all__ = [
    "FORUM",
    "HEARD",
    "HELD",
    "IN_TIME",
    "KEYS",
    "LEADING",
    "METHOD",
    "Base",
    "Facts",
    "OfDialogues",
    "OfPeople",
    "Row",
    "Why",
]
