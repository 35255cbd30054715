"""The plane in which people who vote alike stand near each other: principal components that forgive missing votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dialog.analysis.votes import Table

DIMENSIONS = 2
# A direction with less than this of the variance is noise of binary floats, and has no direction.
_NOTHING = 1e-12
# Entries this near the largest count as large, so that float noise cannot turn a component round.
_TIE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Where statements and people stand, for n voters and m statements.

    ``centre`` (m) is the mean vote on each statement, 0 where nobody has voted; ``centred`` (n x m) the votes less it,
    0 where not seen. ``components`` (2 x m) have length 1, or are 0 where there is nothing left to tell; ``ratio`` (2)
    is the share of the variance along each. ``projections`` (n x 2) are the people and ``extremity`` (m) how far out
    somebody stands who agrees with that statement and has seen no other.
    """

    centre: Table
    centred: Table
    components: Table
    ratio: Table
    projections: Table
    extremity: Table


def plane(matrix: Table) -> Plane:
    """Missing votes set to the mean, centred, two principal components, and projections that mind what was seen.

    ``x_p = sqrt(m / max(n_p, 1)) * sum over seen s of (V[p,s] - mu_s) * c_s`` and
    ``E_s = sqrt(m) * |1 - mu_s| * ||c_s||`` (Small et al. 2021). The largest entry of a component is positive. Never
    raises: an empty table has an empty plane.
    """
    seen = ~np.isnan(matrix)
    centre, centred = centring(matrix, seen)
    components, ratio = principal(centred)
    return Plane(
        centre,
        centred,
        components,
        ratio,
        projected(centred, seen, components),
        np.sqrt(matrix.shape[1]) * np.abs(1 - centre) * np.hypot(*components),
    )


def centring(matrix: Table, seen: Table) -> tuple[Table, Table]:
    """The mean vote of every statement, and the votes less it with 0 for what was not seen."""
    votes = np.where(seen, matrix, 0.0)
    centre = votes.sum(0) / np.maximum(seen.sum(0), 1)
    return centre, np.where(seen, votes - centre, 0.0)


def principal(centred: Table) -> tuple[Table, Table]:
    """The two components (2 x m) with most variance, and the share of the variance along each.

    From the eigenvectors of the smaller of the two products of the table with itself, which is all that two components
    need.
    """
    n, m = centred.shape
    components, ratio = np.zeros((DIMENSIONS, m)), np.zeros(DIMENSIONS)
    total = float((centred * centred).sum())
    if total <= 0:
        return components, ratio
    wide = m > n
    values, vectors = np.linalg.eigh(centred @ centred.T if wide else centred.T @ centred)
    for i in range(min(DIMENSIONS, len(values))):
        if values[-1 - i] <= _NOTHING * total:
            break
        vector = vectors[:, -1 - i]
        direction = centred.T @ vector if wide else vector
        components[i] = _turned(direction / np.linalg.norm(direction))
        ratio[i] = values[-1 - i] / total
    return components, ratio


def projected(centred: Table, seen: Table, components: Table) -> Table:
    """Where people stand (n x 2): what they said along each component, scaled up to all the statements there are."""
    scale = np.sqrt(centred.shape[1] / np.maximum(seen.sum(1), 1))
    return np.asarray(scale[:, None] * (centred @ components.T))


def _turned(component: Table) -> Table:
    size = np.abs(component)
    first = int(np.argmax(size >= size.max() * (1 - _TIE)))
    return component if component[first] > 0 else -component
