"""Texts as weighted stems (TF-IDF), which themes and extracts are computed from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, diags_array  # type: ignore[import-untyped]

from core.language.common_words import common_words
from core.language.compounds import Vocabulary
from core.language.stems import SWEDISH, stem, words

# A telling word of so many letters is also seen in compounds whose other parts nobody has written: buss in skolbuss.
_TELLS_INSIDE = 4


@dataclass(frozen=True, slots=True)
class Terms:
    """A row for each text and a column for each stem, in the order of ``stems``, which is alphabetical.

    ``rows`` is sparse; each row has length 1, or 0 when the text holds nothing to go by. ``surfaces`` has the commonest
    written form of each stem.
    """

    rows: Any
    stems: tuple[str, ...]
    surfaces: tuple[str, ...]

    def narrowed(self, texts: Sequence[int], fewest: int, most: float) -> Terms:
        """Some of the texts, with the stems in at least ``fewest`` of them and at most a share of ``most``."""
        rows = self.rows[list(texts)]
        found = np.bincount(rows.indices, minlength=rows.shape[1])
        kept = np.flatnonzero((found >= fewest) & (found <= max(fewest, most * len(texts))))
        names = (tuple(listed[column] for column in kept) for listed in (self.stems, self.surfaces))
        return Terms(_scaled(rows[:, kept]), *names)


def weigh(
    texts: Sequence[str],
    languages: Sequence[str] | None = None,
    background: Sequence[str] = (),
    telling: Collection[str] = (),
    *,
    divided: bool = True,
) -> Terms:
    """TF-IDF of the texts over their stems and the parts of their compounds (Salton and Buckley 1988).

    ``(1 + ln tf) * (1 + ln((1 + N) / (1 + df)))``, rows scaled to length 1. ``languages`` are the texts' own, Swedish
    if left out. ``background`` is counted in N and df and in the vocabulary compounds are divided by, and has no rows.
    Words that are ``telling`` count in every form, even if common. Compounds are left whole unless ``divided``.
    """
    spoken = list(languages) if languages is not None else [SWEDISH] * len(texts)
    written = [words(text) for text in texts]
    behind = [words(text) for text in background]
    reader = Reader(written + behind, telling, divided=divided)
    counted = [Counter(reader.stems(found, language)) for found, language in zip(written, spoken, strict=True)]
    frequencies: Counter[str] = Counter()
    for one in counted:
        frequencies.update(one.keys())
    names = tuple(sorted(frequencies))
    for found in behind:
        frequencies.update(set(reader.stems(found, SWEDISH)))
    rows = _rows(counted, names, frequencies, len(texts) + len(background))
    return Terms(rows, names, reader.surfaces(names))


class Reader:
    """Turns words into stems and remembers how each stem is mostly written."""

    def __init__(self, corpus: Sequence[Sequence[str]], telling: Collection[str] = (), *, divided: bool = True) -> None:
        self._written = Counter(word for found in corpus for word in found)
        self._telling = frozenset(stem(word) for word in telling)
        known = {**self._written, **dict.fromkeys(telling, len(corpus))} if divided else {}
        self._vocabulary = Vocabulary(known, common_words(SWEDISH) - frozenset(telling))
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self._forms: dict[str, tuple[int, str]] = {}

    def stems(self, found: Sequence[str], language: str) -> Iterator[str]:
        """The stems of the words and of their parts, without common words."""
        for word in found:
            known = self._known.get((word, language))
            if known is None:
                known = self._known[word, language] = self._read(word, language)
            yield from known

    def surfaces(self, names: Sequence[str]) -> tuple[str, ...]:
        """How each stem is mostly written; the first in the alphabet of several."""
        return tuple(self._forms.get(name, (0, name))[1] for name in names)

    def _read(self, word: str, language: str) -> tuple[str, ...]:
        own = stem(word, language)
        if word in common_words(language) and own not in self._telling:
            return ()
        form = (-self._written[word], word)
        self._forms[own] = min(self._forms.get(own, form), form)
        parts = dict.fromkeys(self._vocabulary.parts(word)) if language == SWEDISH else {}
        return tuple({own: None} | parts | dict.fromkeys(self._told_by(own)))

    def _told_by(self, own: str) -> list[str]:
        """The telling stems a word begins or ends with, whatever the rest of it is."""
        long = (one for one in self._telling if len(one) >= _TELLS_INSIDE)
        return sorted(one for one in long if own.startswith(one) or own.endswith(one))


def _rows(counted: Sequence[Counter[str]], names: Sequence[str], frequencies: Counter[str], many: int) -> Any:
    columns = {name: i for i, name in enumerate(names)}
    indices: list[int] = []
    values: list[int] = []
    starts = [0]
    for one in counted:
        found = sorted((columns[name], times) for name, times in one.items())
        indices.extend(column for column, _ in found)
        values.extend(times for _, times in found)
        starts.append(len(indices))
    rarity = 1 + np.log((1 + many) / (1 + np.array([frequencies[name] for name in names], float)))
    column = np.array(indices, np.int32)
    weights = (1 + np.log(np.array(values, float))) * rarity[column]
    shape = (len(counted), len(names))
    return _scaled(csr_array((weights, column, np.array(starts, np.int32)), shape=shape))


def _scaled(rows: Any) -> Any:
    """Rows of length 1; those without anything stay empty."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (diags_array(1 / np.where(lengths > 0, lengths, 1)) @ rows).tocsr()
