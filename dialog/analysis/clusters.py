"""The plain tools of grouping: k-means, silhouette and the adjusted Rand index, the same on every run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dialog.analysis.votes import Table

Labels = NDArray[np.int64]

_STARTS = 8
_ROUNDS = 100


def k_means(points: Table, k: int, seed: int) -> Labels:
    """The group (0 to k - 1) of each of at least k points: least squares within groups, best of eight starts.

    Lloyd's algorithm from k-means++ starts, all starts at once. Groups are numbered by size, the largest first, and
    where sizes tie by where they lie. A group may be empty when points coincide.
    """
    random = np.random.default_rng((seed, k))
    centres = _begun(points, k, random)
    labels = _nearest(points, centres)
    for _ in range(_ROUNDS):
        member = (labels[:, :, None] == np.arange(k)).astype(np.float64)
        sizes = member.sum(1)
        sums = np.swapaxes(member, 1, 2) @ points
        centres = np.where(sizes[:, :, None] > 0, sums / np.maximum(sizes, 1)[:, :, None], centres)
        moved = _nearest(points, centres)
        if (moved == labels).all():
            break
        labels = moved
    spread = np.array([((points - centre[label]) ** 2).sum() for centre, label in zip(centres, labels, strict=True)])
    # Starts that end alike differ by float noise, and it is the first of them that counts.
    best = int(np.argmax(spread <= spread.min() * (1 + 1e-9)))
    return _numbered(labels[best], centres[best])


def distances(points: Table) -> Table:
    """The distance from every point to every other (n x n)."""
    squares = (points * points).sum(1)
    apart: Table = np.sqrt(np.maximum(squares[:, None] + squares - 2 * (points @ points.T), 0.0))
    np.fill_diagonal(apart, 0.0)
    return apart


def silhouette(apart: Table, labels: Labels) -> float:
    """The mean silhouette (-1 to 1) of groups, from all distances; alone in a group gives 0 (Rousseeuw 1987)."""
    k = int(labels.max()) + 1
    member = (labels[:, None] == np.arange(k)).astype(np.float64)
    sizes = member.sum(0)
    sums = apart @ member
    everybody = np.arange(len(labels))
    within = sums[everybody, labels] / np.maximum(sizes[labels] - 1, 1)
    means = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    means[everybody, labels] = np.inf
    nearest = means.min(1)
    larger = np.maximum(within, nearest)
    counts = (sizes[labels] > 1) & (larger > 0) & np.isfinite(larger)
    return float(np.where(counts, (nearest - within) / np.where(counts, larger, 1.0), 0.0).mean())


def adjusted_rand(first: Labels, second: Labels) -> float:
    """How far two ways of grouping agree, less what chance would give: 1 is alike, about 0 is chance.

    Hubert and Arabie 1985.
    """
    table = np.zeros((int(first.max()) + 1, int(second.max()) + 1))
    np.add.at(table, (first, second), 1)
    together, rows, columns = _pairs(table), _pairs(table.sum(1)), _pairs(table.sum(0))
    chance = rows * columns / max(_pairs(table.sum()), 1.0)
    most = (rows + columns) / 2
    return 1.0 if most == chance else float((together - chance) / (most - chance))


def _begun(points: Table, k: int, random: np.random.Generator) -> Table:
    """k-means++ (Arthur and Vassilvitskii 2007): each next centre is drawn by its squared distance to the others."""
    centres = np.empty((_STARTS, k, points.shape[1]))
    centres[:, 0] = points[random.integers(len(points), size=_STARTS)]
    nearest = ((points - centres[:, :1]) ** 2).sum(2)
    for i in range(1, k):
        summed = nearest.cumsum(1)
        drawn = (summed < random.random(_STARTS)[:, None] * summed[:, -1:]).sum(1)
        centres[:, i] = points[np.minimum(drawn, len(points) - 1)]
        nearest = np.minimum(nearest, ((points - centres[:, i : i + 1]) ** 2).sum(2))
    return centres


def _nearest(points: Table, centres: Table) -> Labels:
    apart = ((points[None, :, None, :] - centres[:, None]) ** 2).sum(3)
    return np.asarray(apart.argmin(2), dtype=np.int64)


def _numbered(labels: Labels, centres: Table) -> Labels:
    sizes = np.bincount(labels, minlength=len(centres))
    order = sorted(range(len(centres)), key=lambda i: (-sizes[i], tuple(centres[i].tolist())))
    rank = np.empty(len(centres), dtype=np.int64)
    rank[order] = np.arange(len(centres))
    return np.asarray(rank[labels])


def _pairs(counts: Table) -> float:
    return float((counts * (counts - 1) / 2).sum())
