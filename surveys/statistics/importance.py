"""Which factors go together with satisfaction (samvariation, not cause), and the matrix of what to work on first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scipy.linalg import eigh  # type: ignore[import-untyped]

from core.statistics.finite import finite
from surveys.statistics.moments import Matrix, check, covariances

FEWEST = 60  # Fewer complete respondents than this give no effects.
# A direction in which the factors vary less than this, of 1 a factor, is one that a factor repeats others in.
_REPEATED = 1e-8
# Answers never explain more than everything, but for noise.
_IMPOSSIBLE = 1e-6
# Less explained than this, of 1, is the noise of binary floats and nothing to divide into shares.
_NOTHING = 1e-12
# An index or an effect this close below the dividing line is on it.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Moments:
    """Scores of some variables, summed over the ``n`` respondents who have every one of them.

    ``sums[i]`` is the sum of x_i and ``products[i][j]`` of x_i x_j (a whole square matrix), in the order of ``names``.
    Sums of (score - 50) lose fewest digits; the shift does not matter otherwise.
    """

    names: tuple[str, ...]
    n: int
    sums: tuple[float, ...]
    products: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        """Raises ValueError for NaN, sums that no scores have, a name used twice, and sums that do not fit names."""
        if len(set(self.names)) != len(self.sums):
            raise ValueError("there must be one sum per name, and each name once")
        check(self.n, self.sums, self.products)


@dataclass(frozen=True, slots=True)
class Importance:
    """``weights`` add up to ``r2``, the share (0-1) of the outcome's variance that goes with the factors.

    ``shares`` are the weights over their sum.
    """

    n: int
    r2: float
    weights: Mapping[str, float]
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TooFew:
    """Fewer complete respondents than effects need."""

    n: int
    needed: int = FEWEST


class Reason(StrEnum):
    """Why enough answers can still not be divided into effects."""

    CONSTANT = "constant"  # Somebody who answers the same as everybody else tells nothing about what goes together.
    COLLINEAR = "collinear"  # These factors say the same, so that no one of them can be told from the others.
    UNRELATED = "unrelated"  # The factors explain nothing at all, so that there is nothing to share.


@dataclass(frozen=True, slots=True)
class NotDivisible:
    """Enough answers, but not of a kind that can be divided; ``names`` are the variables it is about."""

    n: int
    reason: Reason
    names: tuple[str, ...]


def relative_weights(moments: Moments, outcome: str) -> Importance | TooFew | NotDivisible:
    """Johnson's relative weights of every variable but ``outcome`` on it (Johnson 2000, "heuristic method").

    With R the correlations of the factors and r theirs with the outcome, ``L = R^(1/2)`` (symmetric) joins each factor
    to the uncorrelated variable nearest it, ``b = L^(-1) r`` regresses the outcome on those, and the weight of factor j
    is ``sum_k L_jk^2 b_k^2``. The weights are never negative and add up to R^2. Raises ValueError when ``outcome`` is
    not among the names or is alone.
    """
    if outcome not in moments.names or len(moments.names) < 2:
        raise ValueError(f"{outcome!r} and at least one factor must be among the names")
    if moments.n < FEWEST:
        return TooFew(moments.n)
    covariance = covariances(moments.n, moments.sums, moments.products)
    constant = tuple(name for i, name in enumerate(moments.names) if covariance[i][i] <= 0)
    if constant:
        return NotDivisible(moments.n, Reason.CONSTANT, constant)
    y = moments.names.index(outcome)
    factors = [i for i in range(len(moments.names)) if i != y]
    among = tuple(tuple(_correlation(covariance, i, j) for j in factors) for i in factors)
    names, with_outcome = tuple(moments.names[i] for i in factors), [_correlation(covariance, i, y) for i in factors]
    values, vectors = _eigen(among)
    if values[0] < -_IMPOSSIBLE:
        raise ValueError("no answers have these sums of products")
    repeated = _repeated(names, values, vectors)
    if repeated:
        return NotDivisible(moments.n, Reason.COLLINEAR, repeated)
    raw = _weights(values, vectors, with_outcome)
    r2 = math.fsum(raw)
    if r2 > 1 + _IMPOSSIBLE:
        raise ValueError("no answers have these sums of products")
    if r2 < _NOTHING:
        return NotDivisible(moments.n, Reason.UNRELATED, names)
    weights = dict(zip(names, raw, strict=True))
    return Importance(moments.n, min(1.0, r2), weights, {name: weight / r2 for name, weight in weights.items()})


class Quadrant(StrEnum):
    """The fields of the priority matrix: index (betyg) upwards, effect to the right."""

    BEVARA = "bevara"  # High index, low effect.
    FORBATTRA_OM_MOJLIGT = "forbattra_om_mojligt"  # High index, high effect.
    LAGRE_PRIORITET = "lagre_prioritet"  # Low index, low effect.
    PRIORITERA = "prioritera"  # Low index, high effect.


def dividing_lines(indices: Mapping[str, float], effects: Mapping[str, float]) -> tuple[float, float] | None:
    """Where the matrix is divided: the mean index and the mean effect of its factors; None without factors.

    Own decision, the sources show no place: whatever the level, something is then first to work on. Raises ValueError
    for NaN, and when indices and effects are not of the same factors.
    """
    if indices.keys() != effects.keys():
        raise ValueError("indices and effects must be of the same factors")
    if not indices:
        return None
    return (
        math.fsum(finite(value, "an index") for value in indices.values()) / len(indices),
        math.fsum(finite(value, "an effect") for value in effects.values()) / len(effects),
    )


def priority(indices: Mapping[str, float], effects: Mapping[str, float]) -> Mapping[str, Quadrant]:
    """The field of every factor, divided at ``dividing_lines``; on a line counts as high (own)."""
    lines = dividing_lines(indices, effects)
    if lines is None:
        return {}
    index_line, effect_line = lines
    fields = {
        (True, False): Quadrant.BEVARA,
        (True, True): Quadrant.FORBATTRA_OM_MOJLIGT,
        (False, False): Quadrant.LAGRE_PRIORITET,
        (False, True): Quadrant.PRIORITERA,
    }
    return {
        name: fields[index >= index_line - _HAIR, effects[name] >= effect_line - _HAIR]
        for name, index in indices.items()
    }


def _correlation(covariance: Matrix, i: int, j: int) -> float:
    if i == j:
        return 1.0
    return max(-1.0, min(1.0, covariance[i][j] / math.sqrt(covariance[i][i] * covariance[j][j])))


def _eigen(matrix: Matrix) -> tuple[list[float], list[list[float]]]:
    """Eigenvalues, smallest first, and their vectors, one list each."""
    values, vectors = eigh([list(row) for row in matrix])
    return [float(value) for value in values], [[float(value) for value in vector] for vector in vectors.T]


def _repeated(names: tuple[str, ...], values: list[float], vectors: list[list[float]]) -> tuple[str, ...]:
    """The factors that have a part in a direction without spread: any one of them follows from the others."""
    flat = [vector for value, vector in zip(values, vectors, strict=True) if value < _REPEATED]
    return tuple(name for i, name in enumerate(names) if any(abs(vector[i]) > 1e-3 for vector in flat))


def _weights(values: list[float], vectors: list[list[float]], with_outcome: list[float]) -> list[float]:
    size = range(len(values))
    root = [[math.fsum(vectors[m][j] * math.sqrt(values[m]) * vectors[m][k] for m in size) for k in size] for j in size]
    # L^(-1) r in the eigenvectors' own directions, where the inverse is a division.
    along = [math.fsum(vectors[m][j] * with_outcome[j] for j in size) / math.sqrt(values[m]) for m in size]
    slopes = [math.fsum(vectors[m][k] * along[m] for m in size) for k in size]
    return [math.fsum((root[j][k] * slopes[k]) ** 2 for k in size) for j in size]
