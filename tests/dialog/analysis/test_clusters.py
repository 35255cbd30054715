from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, silhouette_score  # type: ignore[import-untyped]

from dialog.analysis import clusters, groups
from dialog.analysis.components import plane
from tests.dialog.analysis.tables import camps, tables

POINTS = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=4, max_size=25)
GROUPED = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30)


@given(POINTS, st.data())
def test_the_silhouette_is_that_of_scikit_learn(points: list[tuple[int, int]], data: st.DataObject) -> None:
    size = len(points)
    labels = np.array(data.draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)))
    assume(1 < len(set(labels.tolist())) < size)
    places = np.array(points, dtype=float)
    # Nobody else's silhouette divides by zero either: points that coincide with all others are left to ours alone.
    assume(len({tuple(point) for point in points}) == size)

    found = clusters.silhouette(clusters.distances(places), labels)

    assert found == pytest.approx(silhouette_score(places, labels), abs=1e-6)


@given(GROUPED)
def test_the_adjusted_rand_index_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    first, second = (np.array(labels) for labels in zip(*pairs, strict=True))

    assert clusters.adjusted_rand(first, second) == pytest.approx(adjusted_rand_score(first, second), abs=1e-9)


def test_k_means_finds_heaps_and_numbers_the_largest_first() -> None:
    heaps = np.concatenate([np.full((3, 2), 9.0), np.full((5, 2), -9.0), np.full((8, 2), (9.0, -9.0))])

    labels = clusters.k_means(heaps, 3, seed=1)

    assert labels.tolist() == [2] * 3 + [1] * 5 + [0] * 8


@given(tables(most_voters=9), st.integers(0, 99))
def test_shuffling_keeps_every_statements_votes_and_who_has_seen_it(table: np.ndarray, seed: int) -> None:
    seen = ~np.isnan(table)

    found = groups.shuffled(table, seen, np.random.default_rng(seed))

    np.testing.assert_array_equal(np.isnan(found), ~seen)
    np.testing.assert_array_equal(np.sort(found, axis=0), np.sort(table, axis=0))


def test_three_groups_are_found_as_three_and_two_as_two() -> None:
    for sizes in ((20, 20), (20, 20, 20)):
        found = groups.Sample.of(camps(*sizes), seed=1).divided()

        assert found is not None
        assert found.sizes == sizes
        for one, other in combinations(range(len(sizes)), 2):
            assert set(found.labels[20 * one : 20 * one + 20]).isdisjoint(found.labels[20 * other : 20 * other + 20])


def test_five_hundred_are_looked_at_and_everybody_is_placed() -> None:
    table = camps(320, 300, statements=9)

    sample = groups.Sample.of(table, seed=1)
    drawn = sample.divided()
    assert drawn is not None
    found = groups.everybody(plane(table).projections, drawn, seed=1)

    assert (len(sample.centred), len(drawn.labels), len(found.labels)) == (500, 500, 620)
    assert found.sizes == (320, 300)
    assert found.labels.tolist() == [0] * 320 + [1] * 300
