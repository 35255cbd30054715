"""Whether there is a forum for structured dialogues: held with all three groups, answered in time, and heard no less.

Activity alone proves nothing, so that dialogues were held is only the first of three things that all have to hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from goals.indicators.forum import HEARD, HELD, IN_TIME, LEADING
from goals.outcomes import Answer, Outcome, Reason
from goals.points import FigureLine, Point
from surveys.statistics.improvement import Verdict

# A promise is there to be kept, where the målbild's figure does not say another share.
EVERY_PROMISE = 100.0

_COMPARED = {
    Verdict.FORSAMRAD: (Answer.NO, Reason.FORUM_LESS_HEARD),
    Verdict.EJ_JAMFORBAR: (Answer.UNKNOWN, Reason.FORUM_NOT_COMPARABLE),
    Verdict.FOR_FA_SVAR: (Answer.UNKNOWN, Reason.TOO_FEW_TO_COMPARE),
}


def decides(lines: Sequence[FigureLine]) -> bool:
    """Whether the answer is the forum's to give: all that it rests on is among the figures."""
    return {line.figure.key for line in lines}.issuperset(LEADING)


def leading(lines: Sequence[FigureLine]) -> tuple[FigureLine, ...]:
    """The figures an answer rests on: of the forum's the three that decide, otherwise all."""
    return tuple(line for line in lines if not decides(lines) or line.figure.key in LEADING)


def judged(lines: Sequence[FigureLine], period: str) -> Outcome:
    """One of the three that fails is enough for a no, and one that is missing leaves the rest unanswered."""
    by_key = {line.figure.key: line for line in lines}
    found = [
        _held(by_key[HELD].at(period), period),
        _in_time(by_key[IN_TIME], period),
        _heard(by_key[HEARD].at(period), period),
    ]
    for answer in (Answer.NO, Answer.UNKNOWN):
        first = next((outcome for outcome in found if outcome.answer is answer), None)
        if first is not None:
            return first
    _groups, in_time, heard = found
    return Outcome(Answer.YES, Reason.FORUM_MET, period, heard.before, value=in_time.value, against=in_time.against)


def _held(point: Point | None, period: str) -> Outcome:
    """At least one structured dialogue with each group; in a year that goes on there may still be one."""
    if point is None:
        return Outcome(Answer.UNKNOWN, Reason.NOT_MEASURED, period)
    missing = tuple(row["group"] for row in point.detail.get("groups", ()) if not row["value"])
    if not missing:
        return Outcome(Answer.YES, Reason.FORUM_MET, period)
    if not point.is_final:
        return Outcome(Answer.UNKNOWN, Reason.FORUM_NOT_YET, period, names=missing)
    return Outcome(Answer.NO, Reason.FORUM_MISSING, period, names=missing)


def _in_time(line: FigureLine, period: str) -> Outcome:
    """The share of promises that were kept, by the counts and not by what they are rounded to."""
    point, least = line.at(period), EVERY_PROMISE if line.figure.target is None else line.figure.target
    kept, of = (point.detail.get("part"), point.detail.get("of")) if point else (None, None)
    if kept is None or not of:
        return Outcome(Answer.UNKNOWN, Reason.FORUM_NOTHING_DUE, period)
    answer, reason = (Answer.YES, Reason.FORUM_MET) if 100 * kept >= least * of else (Answer.NO, Reason.FORUM_LATE)
    return Outcome(answer, reason, period, value=kept, against=of, limit=least)


def _heard(point: Point | None, period: str) -> Outcome:
    """Not certainly worse than the year before."""
    if point is None or point.value is None:
        return Outcome(Answer.UNKNOWN, Reason.FORUM_NOT_ASKED, period)
    if point.compared is None:
        return Outcome(Answer.UNKNOWN, Reason.FORUM_ONE_YEAR, period)
    before = str(point.compared["period"])
    verdict = Verdict(point.compared["verdict"])
    answer, reason = _COMPARED.get(verdict, (Answer.YES, Reason.FORUM_MET))
    return Outcome(answer, reason, period, before)
