"""Learns from staff's corrections how people here write, in a small model that holds no words."""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from core.language.lexicon import stem
from core.language.scoring import Score, score
from core.language.sentiment import LABELS, chances_of, softmax

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

FORMAT = 1
# Fewer corrections than this teach a model more about those comments than about the next one.
LEAST_CORRECTIONS = 30
# With this many corrections the model and the lexicon weigh alike.
HALF_WAY = 20
# Words are told apart only by which of so many boxes their hash falls in.
BOXES = 4096
# A box that fewer corrections have filled stays empty: what one person wrote must not be remembered.
LEAST_SHARED = 2
# The inverse of how much a weight costs (scikit-learn's C).
STRENGTH = 10.0
TOO_FEW, ONE_KIND = "too_few", "one_kind"
_TRAITS = 9


class BadCalibration(ValueError):
    """The file is no calibration of ours, or one of a format this programme does not know."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A comment, without personal data, and what a person of the staff says it is: one of LABELS."""

    text: str
    label: str

    def __post_init__(self) -> None:
        """Raises ValueError for another label."""
        if self.label not in LABELS:
            raise ValueError(f"a correction is one of {', '.join(LABELS)}, not {self.label!r}")


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What was learnt: a weight per label and trait or box. ``stays_out`` says why there is none."""

    corrections: int
    weights: NDArray[float64]
    stays_out: str | None = None

    @property
    def is_in_use(self) -> bool:
        """Whether it changes anything; if not, the lexicon alone decides."""
        return self.stays_out is None

    def correct(self, found: Score, chances: tuple[float, float, float]) -> tuple[float, float, float]:
        """The chances of LABELS by the lexicon and by what was learnt, weighed by how many corrections there are."""
        if not self.is_in_use:
            return chances
        traits, boxes = _traits(found, chances), _boxes(found)
        terms = self.weights[:, :_TRAITS] @ traits + self.weights[:, -1]
        if boxes:
            terms = terms + self.weights[:, [_TRAITS + box for box in boxes]].sum(axis=1) / math.sqrt(len(boxes))
        learnt = softmax([float(term) for term in terms])
        share = self.corrections / (self.corrections + HALF_WAY)
        positive, neutral, negative = (
            share * new + (1 - share) * old for new, old in zip(learnt, chances, strict=True)
        )
        return positive, neutral, negative

    def to_bytes(self) -> bytes:
        """The calibration as a compressed .npz of numbers and nothing else."""
        import numpy as np

        filled = np.flatnonzero(self.weights.any(axis=0))
        file = io.BytesIO()
        np.savez_compressed(
            file,
            format=np.int64(FORMAT),
            corrections=np.int64(self.corrections),
            stays_out=np.int64(_REASONS.index(self.stays_out)),
            shape=np.array(self.weights.shape, np.int64),
            filled=filled,
            weights=self.weights[:, filled],
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Calibration:
        """What ``to_bytes`` wrote; nothing in the file is run. Raises BadCalibration for anything else."""
        import numpy as np

        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as file:
                if int(file["format"]) != FORMAT:
                    raise BadCalibration(f"format {int(file['format'])} is not {FORMAT}")
                weights = np.zeros(_shape(), np.float64)
                weights[:, file["filled"]] = file["weights"]
                if tuple(file["shape"]) != weights.shape or not np.isfinite(weights).all():
                    raise BadCalibration("the weights are not the ones we write")
                return cls(int(file["corrections"]), weights, _REASONS[int(file["stays_out"])])
        except BadCalibration:
            raise
        except Exception as error:
            # numpy and zipfile have a dozen ways of saying that a file is broken.
            raise BadCalibration("the file cannot be read") from error


_REASONS = (None, TOO_FEW, ONE_KIND)


def fit(corrections: Iterable[Corrected]) -> Calibration:
    """The calibration that these corrections teach; the same ones in any order give the same.

    Logistic regression over the lexicon's own view of each comment and over hashed stems and pairs of stems. Stays out
    (``stays_out`` says why) with fewer than LEAST_CORRECTIONS, or when all of them say the same.
    """
    import numpy as np

    known = sorted(set(corrections), key=lambda one: (one.text, one.label))
    nothing = np.zeros(_shape(), np.float64)
    if len(known) < LEAST_CORRECTIONS:
        return Calibration(len(known), nothing, TOO_FEW)
    if len({one.label for one in known}) < 2:
        return Calibration(len(known), nothing, ONE_KIND)
    return Calibration(len(known), _learn(known))


def _learn(known: Sequence[Corrected]) -> NDArray[float64]:
    # Loading scikit-learn takes a second and 145 MB: only the worker pays, and only when it learns.
    import numpy as np
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    from core.language.factorising import one_thread

    scores = [score(one.text) for one in known]
    boxes = [_boxes(found) for found in scores]
    shared = Counter(box for found in boxes for box in set(found))
    rows = np.zeros((len(known), _TRAITS + BOXES))
    for row, found, mine in zip(rows, scores, boxes, strict=True):
        row[:_TRAITS] = _traits(found, chances_of(found))
        for box in mine:
            if shared[box] >= LEAST_SHARED:
                row[_TRAITS + box] += 1 / math.sqrt(len(mine))
    model = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-8)
    with one_thread():
        model.fit(csr_matrix(rows), [LABELS.index(one.label) for one in known])
    return _spread(model.coef_, model.intercept_, model.classes_)


def _spread(coef: NDArray[float64], intercept: NDArray[float64], classes: NDArray[float64]) -> NDArray[float64]:
    """One row per label; of two labels scikit-learn keeps one row, and a label nobody used gets a very low base."""
    import numpy as np

    weights = np.zeros(_shape(), np.float64)
    weights[:, -1] = -20.0
    if len(classes) == 2:
        coef, intercept = np.vstack([-coef / 2, coef / 2]), np.array([-intercept[0] / 2, intercept[0] / 2])
    for label, row, base in zip(classes, coef, intercept, strict=True):
        weights[int(label), :-1] = row
        weights[int(label), -1] = base
    return weights


def _shape() -> tuple[int, int]:
    return len(LABELS), _TRAITS + BOXES + 1


def _traits(found: Score, chances: Sequence[float]) -> list[float]:
    """How the lexicon sees the comment, each about as large as the others."""
    length = len(found.words)
    return [
        *chances,
        math.tanh(found.praise / 4),
        math.tanh(found.complaint / 4),
        float(found.asks),
        float(found.wishes),
        min(found.negations, 3) / 3,
        min(length, 40) / 40,
    ]


def _boxes(found: Score) -> list[int]:
    stems = [stem(word) for word in found.words]
    return [crc32(name.encode()) % BOXES for name in (*stems, *(f"{one} {next_}" for one, next_ in pairwise(stems)))]
