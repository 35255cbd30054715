"""Divides weighted texts into subjects, and finds out how many there are (NMF, always with the same result)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from core.language.theme_labels import leading

# A fixed number of rounds and no limit to reach: the work is the same for every input, and so is the result.
_ROUNDS = 60
_ROUNDS_WHEN_COUNTING = 25
_COUNTS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20)
_MOST = 20
# So many texts for each theme at least.
TEXTS_A_THEME = 15
# A text of which less than this is about a theme, of 1, is not about it.
LEAST = 0.1
# More texts than this tell no more about how many themes there are.
_SAMPLE = 1_200
_LEADING = 8
# Each part leaves every third text out.
_PARTS = 3


@dataclass(frozen=True, slots=True)
class Factors:
    """How much of each text is about each subject (n x k), and the weight of each stem in each (k x stems).

    The stems' weights have length 1 for each subject, so that the texts' weights are comparable and at most about 1.
    """

    texts: Any
    stems: Any


@contextmanager
def one_thread() -> Iterator[None]:
    """Small matrices are faster on one thread than on many, and sums then always come in the same order."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1, "blas"):
        yield


def factorise(rows: Any, k: int, rounds: int = _ROUNDS) -> Factors:
    """Non-negative matrix factorisation from nndsvda (Boutsidis and Gallopoulos 2008), by coordinate descent."""
    from sklearn.decomposition import non_negative_factorization  # type: ignore[import-untyped]

    # With no tolerance the rounds are the limit and there is no convergence to fail.
    texts, stems, _ = non_negative_factorization(
        rows, n_components=k, init="nndsvda", solver="cd", tol=0, max_iter=rounds, random_state=0
    )
    lengths = np.linalg.norm(stems, axis=1)
    return Factors(texts * lengths, stems / np.where(lengths > 0, lengths, 1)[:, None])


def assigned(texts: Any) -> Any:
    """The subject each text is most about, or -1 when it is hardly about any."""
    return np.where(texts.max(axis=1, initial=0) >= LEAST, texts.argmax(axis=1), -1)


def count(rows: Any) -> int:
    """How many subjects the texts have: those that are coherent, come back when texts are left out, and cover most.

    Of the possible numbers, at most one for 15 texts, the one with the highest product of *coherence* (the mean over
    subjects of how often their leading stems stand in the same text, NPMI after Bouma 2009, moved to 0-1), *stability*
    (the mean agreement with the subjects the same texts get when every third text is left out, as mutual information
    adjusted for chance after Vinh, Epps and Bailey 2010) and *coverage* (the share of texts that get a subject).
    """
    ceiling: int = min(_MOST, rows.shape[0] // TEXTS_A_THEME, rows.shape[1])
    if ceiling < 2:
        return max(ceiling, 0)
    sample = rows[:: -(-rows.shape[0] // _SAMPLE)]
    together = _Together(sample)
    tried = sorted({k for k in (*_COUNTS, ceiling) if k <= ceiling})
    return max(tried, key=lambda k: (round(_worth(sample, together, k), 6), -k))


class _Together:
    """How often stems stand in the same texts."""

    def __init__(self, rows: Any) -> None:
        present = (rows > 0).astype(float)
        self._many = rows.shape[0]
        self._texts = np.asarray(present.sum(axis=0)).ravel()
        self._both = (present.T @ present).tocsr()

    def coherence(self, columns: Sequence[int]) -> float:
        """The mean NPMI of the pairs of columns, from -1 (never together) to 1 (only together)."""
        pairs = list(combinations(columns, 2))
        return float(np.mean([self._npmi(*pair) for pair in pairs])) if pairs else 0.0

    def _npmi(self, one: int, other: int) -> float:
        both = self._both[one, other]
        if both in (0, self._many):
            return 1.0 if both else -1.0
        return float(np.log(both * self._many / (self._texts[one] * self._texts[other])) / -np.log(both / self._many))


def _worth(rows: Any, together: _Together, k: int) -> float:
    from sklearn.metrics import adjusted_mutual_info_score  # type: ignore[import-untyped]

    whole = factorise(rows, k, _ROUNDS_WHEN_COUNTING)
    coherence = np.mean([together.coherence(leading(subject, _LEADING)) for subject in whole.stems])
    found = assigned(whole.texts)
    place = np.arange(rows.shape[0])
    agreed = []
    for part in range(_PARTS):
        kept = place % _PARTS != part
        again = assigned(factorise(rows[kept], k, _ROUNDS_WHEN_COUNTING).texts)
        agreed.append(adjusted_mutual_info_score(found[kept], again))
    return float((coherence + 1) / 2 * max(0.0, np.mean(agreed)) * np.mean(found >= 0))
