"""What sets a group apart: which statements its people agree with, or do not, more than everybody else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from dialog.analysis.votes import AGREE, DISAGREE, Table

SURE = 1.2816  # One-sided 90 %.
MOST = 5


class Side(StrEnum):
    """Whether it is agreeing or not agreeing that is told of."""

    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class GroupStatement:
    """How a group voted on a statement, beside everybody in another group.

    na agreed and nd did not of the ns who voted. pa and pd are the shares ``(k + 1) / (n + 2)`` and pat and pdt how far
    they are from a half; ra and rd are the shares over those of the rest and rat and rdt how far they differ.
    """

    group: int
    statement: int
    na: int
    nd: int
    ns: int
    pa: float
    pd: float
    pat: float
    pdt: float
    ra: float
    rd: float
    rat: float
    rdt: float


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that sets a group apart: ``k`` of ``n`` in it took this ``side``. ``rank`` is ``R z_R P z_P``."""

    group: int
    statement: int
    side: Side
    k: int
    n: int
    share: float
    z: float
    ratio: float
    ratio_z: float
    rank: float


def group_statements(matrix: Table, statements: Sequence[int], labels: Sequence[int]) -> tuple[GroupStatement, ...]:
    """Every group's figures on every statement, group by group; a row of ``matrix`` per label."""
    given = np.asarray(labels, dtype=np.int64)
    found: list[GroupStatement] = []
    for group in sorted(set(labels)):
        inside, rest = (_counted(matrix[given == group]), _counted(matrix[given != group]))
        (na, nd, ns), (other_a, other_d, other_n) = inside, rest
        pa, pd = smoothed(na, ns), smoothed(nd, ns)
        figures = (
            *(pa, pd, proportion_z(na, ns), proportion_z(nd, ns)),
            *(pa / smoothed(other_a, other_n), pd / smoothed(other_d, other_n)),
            *(difference_z(na, ns, other_a, other_n), difference_z(nd, ns, other_d, other_n)),
        )
        columns = [column.tolist() for column in (na, nd, ns)] + [column.tolist() for column in figures]
        for statement, *values in zip(statements, *columns, strict=True):
            counts = (int(value) for value in values[:3])
            found.append(GroupStatement(group, statement, *counts, *values[3:]))
    return tuple(found)


def representative(
    figures: Sequence[GroupStatement], hidden: frozenset[int] = frozenset()
) -> dict[int, tuple[Representative, ...]]:
    """At most five statements of each group that has any: both z above 1.2816, ranked by ``R z_R P z_P``.

    Those the group agrees with come before those it does not, each by rank; of equal rank the lowest number first.
    """
    found: dict[int, list[Representative]] = {}
    for one in figures:
        if one.statement not in hidden:
            found.setdefault(one.group, []).extend(side for side in _sides(one) if min(side.z, side.ratio_z) > SURE)
    return {group: _best(several) for group, several in found.items()}


def smoothed(k: Table, n: Table) -> Table:
    """``(k + 1) / (n + 2)``: a share that a handful of votes cannot carry to 0 or 1."""
    return np.asarray((k + 1) / (n + 2))


def proportion_z(k: Table, n: Table) -> Table:
    """``2 sqrt(n + 1) ((k + 1) / (n + 1) - 1/2)``: how many standard errors a share is from a half."""
    return np.asarray(2 * np.sqrt(n + 1) * ((k + 1) / (n + 1) - 0.5))


def difference_z(k1: Table, n1: Table, k2: Table, n2: Table) -> Table:
    """The two-proportion z with 1 added to all four counts; 0 where everybody on both sides said the same."""
    p1, p2 = (k1 + 1) / (n1 + 1), (k2 + 1) / (n2 + 1)
    pooled = (k1 + k2 + 2) / (n1 + n2 + 2)
    variance = pooled * (1 - pooled) * (1 / (n1 + 1) + 1 / (n2 + 1))
    return np.asarray(np.where(variance > 0, (p1 - p2) / np.sqrt(np.where(variance > 0, variance, 1)), 0.0))


def _counted(rows: Table) -> tuple[Table, Table, Table]:
    agree, disagree, seen = ((rows == AGREE), (rows == DISAGREE), ~np.isnan(rows))
    return agree.sum(0).astype(float), disagree.sum(0).astype(float), seen.sum(0).astype(float)


def _sides(one: GroupStatement) -> list[Representative]:
    return [
        Representative(one.group, one.statement, side, k, one.ns, share, z, ratio, ratio_z, ratio * ratio_z * share * z)
        for side, k, share, z, ratio, ratio_z in (
            (Side.AGREE, one.na, one.pa, one.pat, one.ra, one.rat),
            (Side.DISAGREE, one.nd, one.pd, one.pdt, one.rd, one.rdt),
        )
    ]


def _best(several: list[Representative]) -> tuple[Representative, ...]:
    best = sorted(several, key=lambda one: (-one.rank, one.statement))[:MOST]
    return tuple(sorted(best, key=lambda one: (one.side is Side.DISAGREE, -one.rank, one.statement)))
