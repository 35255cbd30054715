"""The answers a goal can have and the reasons for them, as plain values."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from surveys.statistics.improvement import Evidence


class Answer(enum.StrEnum):
    """Whether a goal is met."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Reason(enum.StrEnum):
    """Why an answer is what it is; pages have a sentence for each."""

    NOT_MEASURED = "not_measured"
    TOO_FEW = "too_few"
    TOO_FEW_TO_COMPARE = "too_few_to_compare"
    NOT_COMPARABLE = "not_comparable"
    SERIES_BREAK = "series_break"
    ONE_PERIOD = "one_period"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    OFFICIAL_MISSING = "official_missing"
    NATIONAL_MISSING = "national_missing"
    OTHER_DEFINITION = "other_definition"
    RANK_MISSING = "rank_missing"
    ABOVE_NATION = "above_nation"
    NOT_ABOVE_NATION = "not_above_nation"
    RANK_TOO_LOW = "rank_too_low"
    VALUE_MISSING = "value_missing"
    TARGET_MET = "target_met"
    TARGET_NOT_MET = "target_not_met"
    BETTER = "better"
    NOT_BETTER = "not_better"
    FORUM_NOT_YET = "forum_not_yet"
    FORUM_MISSING = "forum_missing"
    FORUM_NOTHING_DUE = "forum_nothing_due"
    FORUM_LATE = "forum_late"
    FORUM_NOT_ASKED = "forum_not_asked"
    FORUM_ONE_YEAR = "forum_one_year"
    FORUM_NOT_COMPARABLE = "forum_not_comparable"
    FORUM_LESS_HEARD = "forum_less_heard"
    FORUM_MET = "forum_met"


@dataclass(frozen=True, slots=True)
class Beside:
    """The own measurement beside the nation's NKI: it says how sure the own figure is, and never decides."""

    period: str
    value: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer with what its sentence needs: which period, compared with which, which figures, which numbers.

    ``period`` is "" when nothing was ever measured. ``names`` and ``worse`` are keys of figures; for the forum
    ``names`` are the groups that lack a dialogue. ``against`` is the nation's value, the target, the value before, or
    for the forum how many dialogues ``value`` is of. ``limit`` is the last place of the ranking that counts as a yes,
    or for the forum the least share of promises kept that does.
    """

    answer: Answer
    reason: Reason
    period: str
    before: str = ""
    names: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()
    value: float | None = None
    against: float | None = None
    rank: float | None = None
    limit: float | None = None
    own: Beside | None = None
