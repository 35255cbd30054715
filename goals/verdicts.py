"""Whether a goal is met, by rules on plain values: each answer has one reason, and a page says it in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.periods import days_of, is_year, shape_of
from core.statistics.rounding import round_half_up
from goals import forum_verdict
from goals.indicators.forum import HEARD, KEYS
from goals.malbild import Figure
from goals.outcomes import Answer, Beside, Outcome, Reason
from goals.points import FigureLine, Point, like
from surveys.statistics.improvement import Verdict, against_benchmark
from surveys.statistics.sample import Design, Estimate

__all__ = ["Answer", "Beside", "Outcome", "Reason", "beside_nation", "history", "judge", "last_said"]

# The three components are judged together; the NKI is a figure of its own.
COMPONENTS = ("service", "tillganglighet", "bemotande")
OWN_NKI, OFFICIAL_NKI, RANKING = "nki", "nki-insikt", "ranking"
# The last place that counts as a yes, where the målbild's figure does not say another.
TOP_RANK = 100.0
YES = 1.0
# Targets have two decimals at most, and so has what is held against them and what pages show.
DIGITS = 2
DECEMBER = 12


def judge(lines: Sequence[FigureLine], year: str = "") -> Outcome:
    """The answer of an indicator from its figures, in the latest period or the latest of a year."""
    lines = _deciding(lines)
    asked = _asked(lines)
    if year:
        inside = [period for period in asked if period[:4] == year]
        if not inside:
            return Outcome(Answer.UNKNOWN, Reason.NOT_MEASURED, year)
        return _rule(lines)(lines, year if year in inside else max(inside))
    if not asked:
        missing = Reason.OFFICIAL_MISSING if is_against_the_nation(lines) else Reason.NOT_MEASURED
        return Outcome(Answer.UNKNOWN, missing, "")
    return _rule(lines)(lines, _latest_asked(lines, asked))


def history(lines: Sequence[FigureLine]) -> tuple[Outcome, ...]:
    """The answer in every period anything is known of, the latest first."""
    lines = _deciding(lines)
    return tuple(_rule(lines)(lines, period) for period in sorted(_asked(lines), reverse=True))


def last_said(outcomes: Sequence[Outcome], before: str) -> Outcome | None:
    """The latest answer that is yes or no in a period before one, from a history."""
    return next((found for found in outcomes if found.answer is not Answer.UNKNOWN and found.period < before), None)


def is_against_the_nation(lines: Sequence[FigureLine]) -> bool:
    """Whether the nation's NKI is what the official one has to beat: so it is until staff give it a target."""
    official = _by_key(lines, OFFICIAL_NKI)
    return official is not None and official.figure.target is None


def _deciding(lines: Sequence[FigureLine]) -> Sequence[FigureLine]:
    """The figures an answer rests on: beside an official figure with a target the own measurement decides nothing."""
    if is_against_the_nation(lines) or not _by_key(lines, OFFICIAL_NKI):
        return lines
    return [line for line in lines if not _is_only_beside(line)]


def _is_only_beside(line: FigureLine) -> bool:
    return line.figure.key == OWN_NKI and line.figure.target is None


def _rule(lines: Sequence[FigureLine]) -> Callable[[Sequence[FigureLine], str], Outcome]:
    if is_against_the_nation(lines):
        return _above_the_nation
    if forum_verdict.decides(lines):
        return forum_verdict.judged
    if all(_is_from_answers(line.figure) and line.figure.target is None for line in lines):
        return _improved
    return _on_target


def _is_from_answers(figure: Figure) -> bool:
    """Whether a change in a figure may be chance, as it comes from those who answered; dialogues are all counted."""
    return figure.derived and (figure.key not in KEYS or figure.key == HEARD)


def _by_key(lines: Sequence[FigureLine], key: str) -> FigureLine | None:
    return next((line for line in lines if line.figure.key == key), None)


def _asked(lines: Sequence[FigureLine]) -> set[str]:
    """The periods there is something to say of; official figures are of whole years."""
    periods = {point.period for line in lines for point in line.points}
    return {period[:4] for period in periods} if is_against_the_nation(lines) else periods


def _latest_asked(lines: Sequence[FigureLine], asked: set[str]) -> str:
    """The latest period with a value, else the latest.

    Beside the nation it is the latest year that has an official figure or is measured to its end: before a quarter's
    year is over nobody can have published a figure for it.
    """
    if not is_against_the_nation(lines):
        return max(line.latest.period for line in lines if line.latest)
    both = [_last_whole_year(line) for line in lines if line.figure.key in (OFFICIAL_NKI, OWN_NKI)]
    return max(both, default="") or max(asked)


def _last_whole_year(line: FigureLine) -> str:
    """The last year with a value for all of it or for its last part, else the last such year; "" for none."""
    whole = [point for point in line.points if (days := days_of(point.period)) and days[1].month == DECEMBER]
    with_value = [point for point in whole if point.value is not None]
    return max((point.year for point in with_value or whole), default="")


def _improved(lines: Sequence[FigureLine], period: str) -> Outcome:
    """Met when at least one component is better and none is worse, each at a fixed mix and together under Holm."""
    points = {line.figure.key: point for line in lines if (point := line.at(period))}
    if all(point.value is None for point in points.values()):
        return Outcome(Answer.UNKNOWN, Reason.TOO_FEW if points else Reason.NOT_MEASURED, period)
    compared = {key: point.compared for key, point in points.items() if point.compared}
    if not compared:
        return Outcome(Answer.UNKNOWN, Reason.ONE_PERIOD, period)
    before = max(str(found["period"]) for found in compared.values())
    found = {verdict: _with(compared, verdict) for verdict in Verdict}
    better, worse = found[Verdict.FORBATTRAD], found[Verdict.FORSAMRAD]
    if worse:
        return Outcome(Answer.NO, Reason.WORSE, period, before, better, worse)
    if better:
        return Outcome(Answer.YES, Reason.IMPROVED, period, before, better)
    if found[Verdict.OFORANDRAD]:
        return Outcome(Answer.NO, Reason.UNCHANGED, period, before)
    if found[Verdict.EJ_JAMFORBAR]:
        is_broken = any(_breaks(line, period, before) for line in lines)
        return Outcome(Answer.UNKNOWN, Reason.SERIES_BREAK if is_broken else Reason.NOT_COMPARABLE, period, before)
    return Outcome(Answer.UNKNOWN, Reason.TOO_FEW_TO_COMPARE, period, before)


def _with(compared: Mapping[str, Mapping[str, object]], verdict: Verdict) -> tuple[str, ...]:
    return tuple(key for key, found in compared.items() if found["verdict"] == verdict)


def _breaks(line: FigureLine, period: str, before: str) -> bool:
    now, then = line.at(period), line.at(before)
    return bool(now and then and now.definition != then.definition)


def _above_the_nation(lines: Sequence[FigureLine], year: str) -> Outcome:
    """The document's own words, and whatever other figures staff have put beside them: all have to hold.

    One that fails is enough for a no, and one that is missing leaves the rest unanswered.
    """
    found = _above_and_well_placed(lines, year)
    others = [line for line in lines if line.figure.key not in (OFFICIAL_NKI, RANKING) and not _is_only_beside(line)]
    if not others or found.answer is Answer.NO:
        return found
    rest = replace(_on_target(others, year), own=found.own)
    if rest.answer is Answer.NO or (found.answer is Answer.YES and rest.answer is Answer.UNKNOWN):
        return rest
    return found


def _above_and_well_placed(lines: Sequence[FigureLine], year: str) -> Outcome:
    """A mean above the nation's and, where it is asked for, a place high in the ranking.

    Official published integers of the same case year and definition decide. The own measurement's wordings differ from
    Insikt's, so it stands beside with its evidence. One of the two that fails is enough for a no.
    """
    official, ranking, own = (_by_key(lines, key) for key in (OFFICIAL_NKI, RANKING, OWN_NKI))
    point = official.at(year) if official else None
    place = ranking.at(year) if ranking else None
    nation = official.nation if official else ()
    national = like(point, nation) if point else None
    found = Outcome(
        Answer.UNKNOWN,
        Reason.OFFICIAL_MISSING,
        year,
        value=point.published if point else None,
        against=national.published if national else None,
        rank=place.value if place else None,
        limit=_rank_limit(ranking),
        own=beside_nation(own, year, nation) if own else None,
    )
    if found.value is not None and found.against is not None and found.value <= found.against:
        return replace(found, answer=Answer.NO, reason=Reason.NOT_ABOVE_NATION)
    if found.rank is not None and found.limit is not None and found.rank > found.limit:
        return replace(found, answer=Answer.NO, reason=Reason.RANK_TOO_LOW)
    if found.value is None:
        return found
    if found.against is None:
        is_known = any(other.period == year for other in nation)
        return replace(found, reason=Reason.OTHER_DEFINITION if is_known else Reason.NATIONAL_MISSING)
    if ranking and found.rank is None:
        return replace(found, reason=Reason.RANK_MISSING)
    return replace(found, answer=Answer.YES, reason=Reason.ABOVE_NATION)


def _rank_limit(ranking: FigureLine | None) -> float | None:
    if ranking is None:
        return None
    return TOP_RANK if ranking.figure.target is None else ranking.figure.target


def beside_nation(line: FigureLine, period: str, nation: Sequence[Point]) -> Beside | None:
    """A figure with an interval against the nation's of the same year and definition; None where either is missing."""
    point = line.at(period)
    national = like(point, tuple(nation)) if point and is_year(period) else None
    if point is None or national is None or national.value is None or (point.value is not None and point.low is None):
        return None
    return Beside(period, point.published, against_benchmark(_as_estimate(point), national.value).evidence)


def _as_estimate(point: Point) -> Estimate:
    """A reading as the statistics know it."""
    return Estimate(
        point.value,
        None,
        point.low,
        point.high,
        None,
        point.n or 0,
        point.population,
        None,
        Design(point.detail.get("design", Design.SELF_SELECTED)),
        True,
    )


def _on_target(lines: Sequence[FigureLine], period: str) -> Outcome:
    """Every figure has to reach its target or, where it has none, be better than in the period before.

    A figure that is yes or no has yes for its target. One that fails is enough for a no; one that is missing leaves
    the rest unanswered.
    """
    outcomes = [_one_on_target(line, period) for line in lines]
    for answer in (Answer.NO, Answer.UNKNOWN):
        named = [found for found in outcomes if found.answer is answer]
        if named:
            same = [name for found in named if found.reason is named[0].reason for name in found.names]
            return replace(named[0], names=tuple(same))
    return replace(outcomes[0], names=tuple(line.figure.key for line in lines))


def _one_on_target(line: FigureLine, period: str) -> Outcome:
    figure, point = line.figure, line.at(period)
    if _is_from_answers(figure) and figure.target is None and point:
        # A figure from answers is only better when that is certain.
        return replace(_improved((line,), period), names=(figure.key,))
    unknown = Outcome(Answer.UNKNOWN, Reason.VALUE_MISSING, period, names=(figure.key,))
    value = _judged_value(figure, point) if point else None
    if point is None or value is None:
        return replace(unknown, reason=Reason.TOO_FEW) if point and figure.derived else unknown
    target = YES if figure.unit == "ja/nej" and figure.target is None else figure.target
    known = replace(unknown, value=value)
    if target is not None:
        is_met = value >= target if figure.better == "up" else value <= target
        reached = (Answer.YES, Reason.TARGET_MET) if is_met else (Answer.NO, Reason.TARGET_NOT_MET)
        return replace(known, answer=reached[0], reason=reached[1], against=target)
    earlier = [
        other
        for other in line.points
        if other.period < period and shape_of(other.period) == shape_of(period) and other.value is not None
    ]
    if not earlier:
        return replace(known, reason=Reason.ONE_PERIOD)
    last = earlier[-1]
    if last.definition != point.definition:
        return replace(known, reason=Reason.SERIES_BREAK, before=last.period)
    against = _judged_value(figure, last) or 0.0
    is_better = value > against if figure.better == "up" else value < against
    change = (Answer.YES, Reason.BETTER) if is_better else (Answer.NO, Reason.NOT_BETTER)
    return replace(known, answer=change[0], reason=change[1], before=last.period, against=against)


def _judged_value(figure: Figure, point: Point) -> float | None:
    """What a target is held against, as pages show it: of an index the published integer, else the value as stated."""
    if figure.unit == "index" or point.value is None:
        return point.published
    return round_half_up(point.value, DIGITS)
