"""Which comments a summary lets speak for others, and how many comments it has told of (worker only, pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from core.language import extracts
from core.language.likeness import near_duplicates
from core.statistics.suppression import REPORT_MIN

# So many subjects can be read; the largest are told.
MOST_THEMES = 12
# Where the most typical comment of a group is quoted already, so many that come after it are looked at.
_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Quoting:
    """What a summary of the comments on a question needs beside the counts of its groups.

    ``quotes`` are indices of comments by ref (``k1``, ``k2``…), no two alike; ``themes`` and ``factors`` have the refs
    of those that speak for a group, by its key. ``alike`` says how many others have nearly the same words as a quote.
    ``told`` comments are in a group that is told of, out of all; ``repeated`` have nearly the words of another.
    """

    quotes: Mapping[str, int]
    themes: Mapping[str, tuple[str, ...]]
    factors: Mapping[str, tuple[str, ...]]
    alike: Mapping[str, int]
    told: int
    repeated: int


def choose(
    words: Sequence[str], themes: Mapping[str, Sequence[int]], factors: Mapping[str, Sequence[int]]
) -> Quoting | None:
    """Choose from redacted comments; ``themes`` and ``factors`` have the indices of their comments. None for too few.

    Groups of fewer than seven are not told of and not quoted. The same comments give the same quotes.
    """
    if len(words) < REPORT_MIN:
        return None
    told_themes = _large(themes, MOST_THEMES)
    told_factors = _large(factors, len(factors))
    alike = near_duplicates(words)
    group_of = {index: group for group in alike for index in group}
    quotes: dict[str, int] = {}

    def speak_for(groups: Mapping[str, Sequence[int]]) -> dict[str, tuple[str, ...]]:
        """A ref for each group: of the comment most like them all that has not been quoted, nor one like it."""
        found: dict[str, tuple[str, ...]] = {}
        for key, members in groups.items():
            said = {i for quoted in quotes.values() for i in group_of.get(quoted, (quoted,))}
            typical = (members[i] for i in extracts.pick([words[i] for i in members], _CANDIDATES))
            free = [i for i in typical if i not in said][:1]
            new = {f"k{len(quotes) + 1}": i for i in free}
            quotes.update(new)
            found[key] = tuple(new)
        return found

    return Quoting(
        themes=speak_for(told_themes),
        factors=speak_for(told_factors),
        quotes=quotes,
        alike={ref: len(group_of[index]) - 1 for ref, index in quotes.items() if index in group_of},
        told=len({*chain.from_iterable((*told_themes.values(), *told_factors.values()))}),
        repeated=sum(len(group) - 1 for group in alike),
    )


def _large(groups: Mapping[str, Sequence[int]], most: int) -> dict[str, Sequence[int]]:
    enough = [(key, members) for key, members in groups.items() if len(members) >= REPORT_MIN]
    return dict(sorted(enough, key=lambda item: (-len(item[1]), item[0]))[:most])
