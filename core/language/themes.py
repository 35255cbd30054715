"""What many texts are about: staff's own subjects first, then those the texts themselves fall into (worker only)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from core.language.factorising import LEAST, TEXTS_A_THEME, count, factorise, one_thread
from core.language.stems import SWEDISH, stem, words
from core.language.term_weights import Terms, weigh
from core.language.theme_decisions import Decision, destinations, key_of, mentioned, names, recognised
from core.language.theme_labels import label_words, leading

METHOD = "tf-idf + nmf"
VERSION = "1"
# With so many texts of their own there is no need of older ones to know which words are common.
ENOUGH = 1_000
MOST_BACKGROUND = 5_000
# Fewer members than this are no theme but a coincidence.
FEWEST_MEMBERS = 3
# A stem in one text joins nothing; one in two texts of five tells nothing apart. Many texts need rarer words less.
_FEWEST, _FEWEST_OF_MANY, _MOST = 2, 3, 0.4
# A text may have two subjects: the second when it carries this much of what the first does.
_SECOND = 0.6
_ANCHOR = 10
_DIGITS = 4


class NoThemes(StrEnum):
    """Why the texts were not divided into themes of their own."""

    FEW_TEXTS = "few_texts"  # Fewer than 15 texts that staff's subjects have not taken.
    FEW_WORDS = "few_words"  # Enough texts, but they have no words in common to go by.


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject. ``members`` are indices of texts with their weight (0-1), the heaviest first.

    ``key`` and ``anchor`` are how the theme is known from run to run, ``words`` what it is about in people's own forms,
    and ``label`` the name staff have given it, if any.
    """

    key: str
    anchor: tuple[str, ...]
    label: str | None
    words: tuple[str, ...]
    members: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes with most members first, the texts that are in none (övrigt), and how they were found.

    ``k`` is the number of subjects the texts fell into by themselves; when it is 0, ``missing`` says why. ``lost`` are
    the decisions whose theme the texts have no more.
    """

    themes: tuple[Theme, ...]
    rest: tuple[int, ...]
    k: int
    missing: NoThemes | None
    lost: tuple[Decision, ...]
    method: str = METHOD
    version: str = VERSION


def find(
    texts: Sequence[str],
    *,
    languages: Sequence[str] | None = None,
    vocabulary: Mapping[str, Sequence[str]] | None = None,
    background: Sequence[str] = (),
    decisions: Sequence[Decision] = (),
) -> Themes:
    """Find the themes of the texts; the same texts in another order give the same themes.

    ``vocabulary`` are staff's own subjects, a name and its words or phrases; a text that holds one of them belongs
    there and takes no part in what follows. ``background`` are older texts, used while the texts are few to know which
    words are common and how compounds are divided. ``decisions`` are replayed on what was found. Raises ValueError when
    languages are given and are not as many as the texts.
    """
    spoken = list(languages) if languages is not None else [SWEDISH] * len(texts)
    if len(spoken) != len(texts):
        raise ValueError("there must be one language for each text")
    order = sorted(range(len(texts)), key=lambda i: (texts[i], spoken[i], i))
    own = {name: [words(phrase) for phrase in phrases] for name, phrases in sorted((vocabulary or {}).items())}
    telling = {word for phrases in own.values() for phrase in phrases for word in phrase}
    older = sorted(background)[:: 1 + len(background) // MOST_BACKGROUND] if len(texts) < ENOUGH else []
    terms = weigh([texts[i] for i in order], [spoken[i] for i in order], older, telling)
    found = [_of_staff(terms, name, phrases) for name, phrases in own.items()]
    taken = {i for theme in found for i, _ in theme.members}
    untaken = [i for i in range(len(order)) if i not in taken]
    with one_thread():
        by_themselves, missing = _by_themselves(terms, untaken)
    themes, lost = _replayed([theme for theme in found if theme.members] + by_themselves, decisions)
    members = {i for theme in themes for i, _ in theme.members}
    rest = tuple(order[i] for i in range(len(order)) if i not in members)
    placed = [replace(one, members=tuple((order[i], weight) for i, weight in one.members)) for one in themes]
    return Themes(tuple(placed), rest, len(by_themselves), missing, lost)


def _of_staff(terms: Terms, name: str, phrases: Sequence[Sequence[str]]) -> Theme:
    """The texts that hold one of the phrases; their weight is how much of the text the phrases are."""
    columns = {name: i for i, name in enumerate(terms.stems)}
    asked = [sorted({stem(word) for word in phrase}) for phrase in phrases if phrase]
    whole = [[columns[one] for one in phrase] for phrase in asked if all(one in columns for one in phrase)]
    squares: defaultdict[int, dict[int, float]] = defaultdict(dict)
    turned = terms.rows.tocsc()
    for phrase in whole:
        holding = [dict(zip(*_column(turned, column), strict=True)) for column in phrase]
        for i in set(holding[0]).intersection(*holding[1:]):
            squares[i] |= {column: held[i] ** 2 for column, held in zip(phrase, holding, strict=True)}
    members = [(i, round(float(np.sqrt(sum(found.values()))), _DIGITS)) for i, found in squares.items()]
    # Words that are none, such as "24", leave the name to know the subject by.
    anchor = tuple(sorted({one for phrase in asked for one in phrase})) or (name,)
    said = tuple(dict.fromkeys(" ".join(phrase) for phrase in phrases if phrase))
    return Theme(key_of(anchor), anchor, name, said, _sorted(members))


def _by_themselves(terms: Terms, texts: Sequence[int]) -> tuple[list[Theme], NoThemes | None]:
    if len(texts) < TEXTS_A_THEME:
        return [], NoThemes.FEW_TEXTS
    fewest = _FEWEST if len(texts) < ENOUGH else _FEWEST_OF_MANY
    narrow = terms.narrowed(texts, fewest, _MOST)
    if not narrow.stems:
        # They all say the same, and then that is what they are about.
        narrow = terms.narrowed(texts, fewest, 1.0)
    told = np.flatnonzero(np.diff(narrow.rows.indptr))
    k = count(narrow.rows[told])
    if k == 0:
        return [], NoThemes.FEW_WORDS
    factors = factorise(narrow.rows[told], k)
    heaviest = factors.texts.max(axis=1)
    found = []
    for subject, stems in enumerate(factors.stems):
        weights = factors.texts[:, subject]
        among = np.flatnonzero((weights >= LEAST) & (weights >= _SECOND * heaviest))
        if len(among) < FEWEST_MEMBERS:
            continue
        anchor = tuple(sorted(narrow.stems[column] for column in leading(stems, _ANCHOR)))
        members = [(texts[told[i]], round(min(1.0, float(weights[i])), _DIGITS)) for i in among]
        said = label_words(stems, narrow.stems, narrow.surfaces)
        found.append(Theme(key_of(anchor), anchor, None, said, _sorted(members)))
    return found, None


def _replayed(themes: Sequence[Theme], decisions: Sequence[Decision]) -> tuple[list[Theme], tuple[Decision, ...]]:
    """The themes with the keys, names and mergers they have been given, and the decisions that met no theme."""
    labels, into = names(decisions), destinations(decisions)
    known = recognised([theme.anchor for theme in themes], mentioned(decisions))
    anchors = [answer or theme.anchor for theme, answer in zip(themes, known, strict=True)]
    merged: defaultdict[tuple[str, ...], list[Theme]] = defaultdict(list)
    for anchor, theme in zip(anchors, themes, strict=True):
        merged[into[anchor] if into.get(anchor) in anchors else anchor].append(theme)
    # Themes of the same leading stems are one theme; of several, the first of the anchor itself gives words and name.
    leading_theme = dict(zip(reversed(anchors), reversed(themes), strict=True))
    found = []
    for anchor, parts in merged.items():
        first = leading_theme[anchor]
        members: dict[int, float] = {}
        for i, weight in (member for part in parts for member in part.members):
            members[i] = max(weight, members.get(i, 0.0))
        label = labels.get(anchor, first.label)
        found.append(Theme(key_of(anchor), anchor, label, first.words, _sorted(list(members.items()))))
    lost = [one for one in decisions if not {one.anchor, into.get(one.anchor, one.anchor)} <= set(anchors)]
    return sorted(found, key=lambda theme: (-len(theme.members), theme.anchor)), tuple(lost)


def _sorted(members: Sequence[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    return tuple(sorted(members, key=lambda member: (-member[1], member[0])))


def _column(turned: Any, column: int) -> tuple[list[int], list[float]]:
    """The texts that hold a stem, and its weight in each."""
    begin, end = turned.indptr[column : column + 2]
    return turned.indices[begin:end].tolist(), turned.data[begin:end].tolist()
