"""Whether things got better: the change between two periods, its verdict, and a period against a benchmark."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.statistics.comparisons import holm, satterthwaite, t_test
from core.statistics.finite import finite
from core.statistics.rounding import published_integer
from surveys.statistics.methods import CURRENT, Method
from surveys.statistics.sample import Cell, Estimate, is_counted

# A limit of 20 % is met by 2 areas of 10 with equal weights, whatever binary fractions make of 0.2.
_HAIR = 1e-9


class Verdict(StrEnum):
    """What can be said about a change."""

    FORBATTRAD = "forbattrad"
    FORSAMRAD = "forsamrad"
    OFORANDRAD = "oforandrad"
    FOR_FA_SVAR = "for_fa_svar"
    EJ_JAMFORBAR = "ej_jamforbar"


@dataclass(frozen=True, slots=True)
class Difference:
    """Later minus earlier at the later period's mix of areas; the numbers are None where there are too few answers.

    ``n_earlier`` and ``n_later`` are the answers used, ``answered_*`` all there were. ``left_out`` names areas that
    only one period has, or that have a single answer (or customer) in one. ``left_out_weight`` (0-1) is their share of
    the areas' weights, in the period where that share is larger.
    """

    diff: float | None
    se: float | None
    df: float | None
    p: float | None
    low: float | None
    high: float | None
    n_earlier: int
    n_later: int
    answered_earlier: int
    answered_later: int
    left_out: tuple[str, ...]
    left_out_weight: float


@dataclass(frozen=True, slots=True)
class Component:
    """The verdict of one component; ``p_holm`` is None when it could not be tested."""

    key: str
    difference: Difference
    p_holm: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Improvement:
    """Verdicts in the order asked for. ``goal_met`` is None when nothing could be tested."""

    components: tuple[Component, ...]
    goal_met: bool | None


def difference(earlier: Sequence[Cell], later: Sequence[Cell], method: Method = CURRENT) -> Difference:
    """The change between two periods with the areas mixed as in the later, so that another mix is no improvement.

    ``sum W_h (mean2_h - mean1_h)`` with ``SE^2 = sum a_h``, ``a_h = W_h^2 s_h^2 / n_h`` over both periods, never with a
    finite population correction; where customers have several answers each, ``Cell.variance_of_mean`` stands for
    ``s_h^2 / n_h`` and customers are counted. Degrees of freedom after Satterthwaite over all strata; for one stratum
    that is Welch. W is the method's area weighting in the later period. Pooled methods, and areas whose populations are
    unknown, are compared as one stratum of the areas that both periods have.
    """
    before, after = _by_key(earlier), _by_key(later)
    pooled = _is_pooled(later, method)
    weights_before, weights_after = _weights(earlier, method), _weights(later, method)
    least = 1 if pooled else 2
    shared = sorted(
        key
        for key in before.keys() & after.keys()
        if min(before[key].units, after[key].units) >= least and weights_after[key] > 0
    )
    pairs = [(weights_after[key], before[key], after[key]) for key in shared]
    if pooled and pairs:
        pairs = [(1.0, Cell.together("", [pair[1] for pair in pairs]), Cell.together("", [pair[2] for pair in pairs]))]
    diff, se, df = _change(pairs)
    test = None if diff is None or se is None or df is None else t_test(diff, se, df, method.confidence)
    areas = {cell.key for cell in (*earlier, *later) if cell.n or cell.population}
    return Difference(
        diff,
        se,
        df,
        test.p if test else None,
        test.low if test else None,
        test.high if test else None,
        sum(before[key].n for key in shared),
        sum(after[key].n for key in shared),
        sum(cell.n for cell in earlier),
        sum(cell.n for cell in later),
        tuple(sorted(areas - set(shared))),
        max(_share_outside(weights_before, shared), _share_outside(weights_after, shared)),
    )


def verdict(
    differences: Mapping[str, Difference], method: Method = CURRENT, *, not_comparable: Collection[str] = ()
) -> Improvement:
    """The verdict of each component, tested together: Holm's adjustment over those that can be tested.

    ``not_comparable`` names components whose definition or method differs between the periods. The goal is met when at
    least one component is better and none is worse. Intervals are not adjusted, so one that just leaves out 0 may
    belong to a component that is called unchanged.
    """
    untested = {key: _untested(found, method, key in not_comparable) for key, found in differences.items()}
    tested = [key for key, reason in untested.items() if reason is None]
    adjusted = dict(zip(tested, holm([differences[key].p or 0.0 for key in tested]), strict=True))
    components = tuple(
        Component(key, found, adjusted.get(key), untested[key] or _tested(found, adjusted[key], method))
        for key, found in differences.items()
    )
    verdicts = {component.verdict for component in components}
    goal_met = Verdict.FORBATTRAD in verdicts and Verdict.FORSAMRAD not in verdicts if tested else None
    return Improvement(components, goal_met)


class Evidence(StrEnum):
    """Where a figure's interval lies, seen from a benchmark."""

    OVER = "over"
    INOM = "inom"
    UNDER = "under"
    FOR_FA_SVAR = "for_fa_svar"


@dataclass(frozen=True, slots=True)
class AgainstBenchmark:
    """``published`` is the own integer, ``is_above`` whether it is above the benchmark's; None with too few answers."""

    published: int | None
    benchmark: int
    is_above: bool | None
    evidence: Evidence


def against_benchmark(own: Estimate, benchmark: float, method: Method = CURRENT) -> AgainstBenchmark:
    """An own figure against a published one, which is taken as exact.

    The formal verdict compares published integers, the evidence the interval. Below the method's least number of
    answers for a total there is neither. Whether year and definition agree is for the caller to know.
    """
    target = published_integer(benchmark)
    if own.estimate is None or own.low is None or own.high is None or own.n < method.total_min:
        return AgainstBenchmark(None, target, None, Evidence.FOR_FA_SVAR)
    published = published_integer(own.estimate)
    if own.low > finite(benchmark, "the benchmark"):
        evidence = Evidence.OVER
    elif own.high < benchmark:
        evidence = Evidence.UNDER
    else:
        evidence = Evidence.INOM
    return AgainstBenchmark(published, target, published > target, evidence)


def _by_key(cells: Sequence[Cell]) -> dict[str, Cell]:
    found = {cell.key: cell for cell in cells}
    if len(found) < len(cells):
        raise ValueError("two cells have the same key")
    return found


def _is_pooled(cells: Sequence[Cell], method: Method) -> bool:
    return method.area_weighting == "pooled" or not is_counted(cells)


def _weights(cells: Sequence[Cell], method: Method) -> dict[str, float]:
    """What each area weighs in its own period, not yet divided by their sum."""
    if _is_pooled(cells, method):
        return {cell.key: float(cell.n) for cell in cells}
    if method.area_weighting == "closed_cases":
        return {cell.key: float(cell.population or 0) for cell in cells}
    if method.area_weighting == "plain_mean":
        return {cell.key: 1.0 if cell.n or cell.population else 0.0 for cell in cells}
    fixed = dict(method.fixed_weights)
    return {cell.key: fixed.get(cell.key, 0.0) for cell in cells}


def _share_outside(weights: Mapping[str, float], shared: Collection[str]) -> float:
    whole = math.fsum(weights.values())
    return math.fsum(weight for key, weight in weights.items() if key not in shared) / whole if whole else 0.0


def _change(pairs: Sequence[tuple[float, Cell, Cell]]) -> tuple[float | None, float | None, float | None]:
    """Difference, standard error and degrees of freedom of weighted pairs of cells (earlier, later)."""
    if not pairs:
        return None, None, None
    whole = math.fsum(weight for weight, _, _ in pairs)
    diff = math.fsum(
        weight / whole * (later.total / later.n - earlier.total / earlier.n) for weight, earlier, later in pairs
    )
    parts: list[tuple[float, int]] = []
    for weight, *cells in pairs:
        for cell in cells:
            if cell.variance_of_mean is None:
                return diff, None, None
            parts.append(((weight / whole) ** 2 * cell.variance_of_mean, cell.units))
    return diff, math.sqrt(math.fsum(part for part, _ in parts)), satterthwaite(parts)


def _untested(found: Difference, method: Method, differs: bool) -> Verdict | None:
    """Why a component cannot be tested, or None when it can."""
    if differs:
        return Verdict.EJ_JAMFORBAR
    if min(found.answered_earlier, found.answered_later) < method.total_min:
        return Verdict.FOR_FA_SVAR
    if found.left_out_weight > method.most_left_out + _HAIR:
        return Verdict.EJ_JAMFORBAR
    if found.p is None or min(found.n_earlier, found.n_later) < method.total_min:
        return Verdict.FOR_FA_SVAR
    return None


def _tested(found: Difference, p: float, method: Method) -> Verdict:
    if found.diff is None or p >= 1 - method.confidence:
        return Verdict.OFORANDRAD
    return Verdict.FORBATTRAD if found.diff > 0 else Verdict.FORSAMRAD
