"""Makes the analysis of a survey and period from sums: the worker's part, so that no page ever reckons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.periods import year_of
from core.statistics.suppression import FLOOR_NEVER
from surveys import results, rounds, tallying
from surveys.analysis import over_time, queries, weighing
from surveys.analysis.answers import Item, Plan, Sums
from surveys.analysis.findings import Analysis, Effects, Index, Micro, Share
from surveys.measures import FACTORS, MICRO, NKI, SERVICE
from surveys.models import Access
from surveys.questionnaire import Questionnaire
from surveys.rounds import Round
from surveys.statistics import importance, micro, reliability, shares
from surveys.statistics.importance import Importance, NotDivisible, TooFew
from surveys.statistics.methods import CURRENT
from surveys.statistics.sample import estimate

# Two of fewer steps than four are half of the scale or more, and say little.
LEAST_STEPS = 4


def make(session: Session, survey_id: int, period: str, now: datetime) -> Analysis | None:
    """Everything that can be said of a period; None when the survey has no round in it. Nothing is changed.

    Answers are read once, in small parts; all else is sums the database makes. What the questions were is taken from
    the period's latest round, and answers to questions that another version put in the same way count too.
    """
    every = rounds.of_survey(session, survey_id)
    mine = [round_ for round_ in every if round_.period == period]
    if not mine:
        return None
    plan = Plan.of(mine[0].questionnaire)
    counts = _counts(session, mine)
    base = counts[tallying.ALL, ""]
    found = Analysis(period, base, base < max(FLOOR_NEVER, CURRENT.report_min), CURRENT.key, made_at=now)
    if found.is_too_few:
        return found
    periods = over_time.periods_like(every, period)
    asked = {round_.period: round_.questionnaire for round_ in reversed(every) if round_.period in periods}
    asked = {when: asked[when] for when in periods}
    measured, short = _measured(plan), [factor.measure for factor in plan.factors if factor.measure in MICRO]
    sums = _read(session, mine, plan)
    indices = tuple(_index(session, survey_id, period, measure, plan, sums) for measure in measured)
    effects, indices = _effects(session, survey_id, period, indices)
    followed = [measure for measure in over_time.FIGURES if measure in measured]
    earlier = periods[-2] if len(periods) > 1 else ""
    before = [round_ for round_ in every if round_.period == earlier]
    items = [item for item in plan.items if item.highest - item.lowest + 1 >= LEAST_STEPS]
    found = replace(
        found,
        earlier=earlier,
        indices=indices,
        effects=effects,
        micro=tuple(_micro(session, survey_id, period, key) for key in short),
        shares=tuple(_shares(items, counts, _counts(session, before), before)),
        rolling=tuple(over_time.last_year(session, survey_id, periods, followed)),
        trends=tuple(over_time.trends(session, survey_id, asked, followed)),
    )
    if not (plan.is_weighable and mine[0].access is Access.OPEN):
        return found
    weighting, weighted = weighing.weighed(
        sums, *queries.people(session, str(year_of(period))), measures=(*measured, *short), items=items
    )
    return replace(found, weighting=weighting, weighted=weighted)


def _counts(session: Session, of: Sequence[Round]) -> Counter[tuple[str, str]]:
    return results.counts(session, [round_.collection_id for round_ in of]) if of else Counter()


def _measured(plan: Plan) -> tuple[str, ...]:
    """The indices the questionnaire gives but those of the short survey: NKI, service, the factors, and any other."""
    asked = [factor.measure for factor in plan.factors if factor.measure not in MICRO]
    parts = sum(factor in CURRENT.service_factors for factor in asked)
    if parts >= CURRENT.service_least_answered:
        asked.append(SERVICE)
    first = (NKI, SERVICE, *FACTORS)
    return tuple(key for key in first if key in asked) + tuple(key for key in asked if key not in first)


def _read(session: Session, mine: Sequence[Round], plan: Plan) -> Sums:
    """Every answer of the period, once; nothing is read of a questionnaire that gives nothing to sum up."""
    sums = Sums()
    if any(len(factor.items) > 1 for factor in plan.factors) or plan.is_weighable:
        plans: dict[int, tuple[Questionnaire, list[int]]] = {}
        for round_ in mine:
            plans.setdefault(round_.version_id, (round_.questionnaire, []))[1].append(round_.collection_id)
        is_open = {round_.version_id: round_.access is Access.OPEN for round_ in mine}
        for version_id, (questionnaire, collections) in plans.items():
            part = Plan.of(questionnaire)
            for answers in queries.answers(session, collections):
                sums.add(part, answers, to_weigh=is_open[version_id])
    return sums


def _index(session: Session, survey_id: int, period: str, measure: str, plan: Plan, sums: Sums) -> Index:
    found = estimate(over_time.countable(results.cells(session, survey_id, period, measure)), CURRENT)
    is_shown = found.n >= CURRENT.report_min
    index = Index(
        measure,
        found.n,
        found.estimate if is_shown else None,
        found.low if is_shown else None,
        found.high if is_shown else None,
    )
    for factor in plan.factors:
        if factor.measure == measure:
            alpha = reliability.alpha(sums.items(factor))
            return replace(index, alpha=alpha.alpha, alpha_n=alpha.n, is_alpha_low=alpha.is_low)
    return index


def _effects(
    session: Session, survey_id: int, period: str, indices: tuple[Index, ...]
) -> tuple[Effects | None, tuple[Index, ...]]:
    """What goes together with the NKI, and the indices with their places in the matrix; None where it is not asked."""
    known = {index.measure: index for index in indices}
    factors = [factor for factor in FACTORS if factor in known]
    if NKI not in known or len(factors) < 2:
        return None, indices
    found = importance.relative_weights(queries.moments(session, survey_id, period, [*factors, NKI]), NKI)
    match found:
        case TooFew(n, needed):
            return Effects(n, None, needed, "too_few"), indices
        case NotDivisible(n, reason, names):
            return Effects(n, None, importance.FEWEST, reason.value, names), indices
        case Importance(n, r2, _, effects):
            levels = {key: level for key in factors if (level := known[key].estimate) is not None}
            lines = importance.dividing_lines(levels, effects) or (None, None)
            fields = importance.priority(levels, effects)
            placed = tuple(
                replace(index, effect=effects.get(index.measure), field=fields[index.measure].value)
                if index.measure in fields
                else index
                for index in indices
            )
            return Effects(n, r2, importance.FEWEST, index_line=lines[0], effect_line=lines[1]), placed


def _micro(session: Session, survey_id: int, period: str, measure: str) -> Micro:
    found = micro.micro_index(measure, results.cells(session, survey_id, period, measure))
    numbers = (found.found.estimate, found.found.low, found.found.high) if found.found else (None, None, None)
    return Micro(measure, found.n, *numbers, needed=CURRENT.micro_min)


def _shares(
    items: Sequence[Item],
    counts: Mapping[tuple[str, str], int],
    counts_before: Mapping[tuple[str, str], int],
    before: Sequence[Round],
) -> Iterator[Share]:
    """Each scale question's top two; compared where every round of the period before put it on the same scale.

    Of twenty questions one is likely to change for certain by chance. A change stands out when it is certain also at a
    level that is divided by the number of questions (Bonferroni).
    """
    asked_before = [set(Plan.of(round_.questionnaire).items) for round_ in before]
    for item in items:
        now = shares.top_two(_steps(item, counts), item.highest)
        if now.n < CURRENT.report_min:
            yield Share(item.key, now.n, None, None, None)
            continue
        share = Share(item.key, now.n, now.p, now.low, now.high)
        if before and all(item in asked for asked in asked_before):
            then = shares.top_two(_steps(item, counts_before), item.highest)
            change = shares.change(then, now) if then.n >= CURRENT.report_min else None
            if change is not None:
                strict = shares.change(then, now, 1 - (1 - CURRENT.confidence) / len(items))
                share = replace(
                    share,
                    diff=change.diff,
                    diff_low=change.low,
                    diff_high=change.high,
                    p=change.p,
                    is_certain=change.is_certain,
                    stands_out=change.is_certain and strict is not None and strict.is_certain,
                )
        yield share


def _steps(item: Item, counts: Mapping[tuple[str, str], int]) -> dict[int, int]:
    return {step: counts.get((item.key, str(step)), 0) for step in range(item.lowest, item.highest + 1)}
