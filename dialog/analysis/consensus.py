"""What unites: statements most people are behind, and those that every group is behind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dialog.analysis.representative import MOST, SURE, GroupStatement, Side, proportion_z, smoothed
from dialog.analysis.votes import Count


@dataclass(frozen=True, slots=True)
class Majority:
    """A statement that most took one side on: ``k`` of ``n``, ``share`` is (k + 1) / (n + 2), ``z`` from a half."""

    statement: int
    side: Side
    k: int
    n: int
    share: float
    z: float


@dataclass(frozen=True, slots=True)
class GroupAware:
    """The product over the groups of the share who agree, and of the share who do not: high when no group is left."""

    statement: int
    agree: float
    disagree: float


def majorities(counts: Sequence[Count], side: Side) -> tuple[Majority, ...]:
    """At most five statements with a share above a half and z above 1.2816, by z and then by number."""
    agreed = np.array([one.agree if side is Side.AGREE else one.disagree for one in counts], dtype=float)
    n = np.array([one.n for one in counts], dtype=float)
    shares, zs = smoothed(agreed, n).tolist(), proportion_z(agreed, n).tolist()
    found = [
        Majority(one.statement, side, int(k), one.n, share, z)
        for one, k, share, z in zip(counts, agreed.tolist(), shares, zs, strict=True)
        if share > 0.5 and z > SURE
    ]
    return tuple(sorted(found, key=lambda one: (-one.z, one.statement))[:MOST])


def group_aware(figures: Sequence[GroupStatement]) -> tuple[GroupAware, ...]:
    """Of each statement the product over groups of ``(k + 1) / (n + 2)``, in the order of the statements."""
    found: dict[int, list[GroupStatement]] = {}
    for one in figures:
        found.setdefault(one.statement, []).append(one)
    return tuple(
        GroupAware(statement, math.prod(one.pa for one in groups), math.prod(one.pd for one in groups))
        for statement, groups in found.items()
    )
