"""Groups of people who vote alike: how many there may be, and who would be in which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dialog.analysis import clusters
from dialog.analysis.clusters import Labels
from dialog.analysis.components import centring, principal, projected
from dialog.analysis.votes import Table

MOST_GROUPS = 5
PEOPLE_A_GROUP = 12  # One group more than two may be looked for with each so many people.
MOST_SAMPLED = 500
_SHUFFLED = 20  # Shuffled tables that show how much of the variance chance alone puts in one direction.


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """People divided into groups: ``labels`` a number each, ``dimensions`` what it was done in.

    ``silhouette`` is that of the votes themselves (every statement, not the two components), so groups are only
    called far apart if their people voted differently.
    """

    labels: Labels
    silhouette: float
    dimensions: int

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many people there are in each group, the largest first."""
        return tuple(np.bincount(self.labels).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Votes less their mean (0 where not seen) of at most 500 people, and how much one direction tells by chance.

    A component is used for grouping when it has more of the variance than ``edge``, the first one always: noise along a
    second one would move people between groups.
    """

    centred: Table
    seen: Table
    edge: float
    seed: int

    @classmethod
    def of(cls, matrix: Table, seed: int) -> Sample:
        """Everybody in the table, or 500 of them drawn by the seed."""
        random = np.random.default_rng((seed, len(matrix)))
        if len(matrix) > MOST_SAMPLED:
            matrix = matrix[np.sort(random.choice(len(matrix), MOST_SAMPLED, replace=False))]
        seen = ~np.isnan(matrix)
        _, centred = centring(matrix, seen)
        first = [float(principal(shuffled(centred, seen, random))[1][0]) for _ in range(_SHUFFLED)]
        return cls(centred, seen, float(np.quantile(first, 0.95)) if len(matrix) else 0.0, seed)

    def divided(self, centred: Table | None = None) -> Division | None:
        """The groups of these people, or of the same people with other votes; None when no grouping is possible.

        k-means for 2 to min(5, 2 + n / 12) groups, none of a single person, and the best mean silhouette.
        """
        votes = self.centred if centred is None else centred
        components, ratio = principal(votes)
        dimensions = 2 if ratio[1] > self.edge else 1
        points = projected(votes, self.seen, components)[:, :dimensions]
        apart = clusters.distances(votes)
        best: Division | None = None
        for k in range(2, min(MOST_GROUPS, 2 + len(points) // PEOPLE_A_GROUP, len(points)) + 1):
            labels = clusters.k_means(points, k, self.seed)
            if np.bincount(labels, minlength=k).min() < 2:
                continue
            found = clusters.silhouette(apart, labels)
            if best is None or found > best.silhouette:
                best = Division(labels, found, dimensions)
        return best


def everybody(projections: Table, sampled: Division, seed: int) -> Division:
    """The same number of groups in the same dimensions, of all the people and not of a sample."""
    if len(projections) == len(sampled.labels):
        return sampled
    labels = clusters.k_means(projections[:, : sampled.dimensions], len(sampled.sizes), seed)
    return Division(labels, sampled.silhouette, sampled.dimensions)


def again(matrix: Table, like: Division, seed: int) -> Labels:
    """The groups of some other people, as many and in as many dimensions as those of a division."""
    seen = ~np.isnan(matrix)
    _, centred = centring(matrix, seen)
    points = projected(centred, seen, principal(centred)[0])[:, : like.dimensions]
    return clusters.k_means(points, len(like.sizes), seed)


def shuffled(table: Table, seen: Table, random: np.random.Generator) -> Table:
    """The same votes on each statement, given to other people who have seen it: nobody's votes go together any more.

    What is not seen stays unseen, so that people have voted on as many statements as before.
    """
    drawn = np.argsort(np.where(seen, random.random(table.shape), 2.0), axis=0)
    # Rows that have seen a statement, in order, followed by those that have not.
    place = np.argsort(np.logical_not(seen), axis=0, kind="stable")
    given = np.empty_like(table)
    np.put_along_axis(given, place, np.take_along_axis(table, drawn, axis=0), axis=0)
    return given
