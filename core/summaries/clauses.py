"""A sentence piece by piece, each with the claims it speaks of: what is said of one inspel is not said of the next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.statistics.intervals import Interval, wilson
from core.summaries.sentences import SLOT, Source
from core.summaries.stances import Stance

CONFIDENCE = 0.9
_BREAK = re.compile(r"[.;:,!?](?=\s|$)|\s+(?=(?:men|medan|while|but|whereas)\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Share:
    """How large a part took a side (0-1), with its 90 % interval."""

    share: float
    low: float
    high: float

    @property
    def is_most(self) -> bool:
        """Whether more than half did, also when chance is reckoned with."""
        return self.low > 0.5


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence in small letters, and the sources with a share that it speaks of."""

    text: str
    claims: tuple[Source, ...]


def clauses(plain: str, written: str, cited: Sequence[Source]) -> tuple[Clause, ...]:
    """The pieces of a sentence: ``plain`` without quotations and slots, ``written`` with them, equally long.

    A piece with slots speaks of the claims about those (``c12`` of ``{i12}``), another of all that are cited.
    """
    cuts = [0, *(found.end() for found in _BREAK.finditer(plain)), len(plain)]
    claims = tuple(source for source in cited if source.share is not None or _has_votes(source))
    of_number = {source.ref[1:]: source for source in claims}
    pieces = []
    for start, end in pairwise(cuts):
        told = [of_number[ref[1:]] for ref in SLOT.findall(written[start:end]) if ref[1:] in of_number]
        if plain[start:end].strip():
            pieces.append(Clause(plain[start:end].casefold(), tuple(told) or claims))
    return tuple(pieces)


def share_of(source: Source, side: Stance | None) -> Share | None:
    """How large a part of the votes took a side, or the claim's own share where no side is named."""
    known: Mapping[str, float] = source.figures
    if side is not None and _has_votes(source):
        n, k = int(known["n"]), int(known[side])
        limits: Interval = wilson(k, n, CONFIDENCE)
        return Share(k / n, limits.low, limits.high)
    if source.share is None:
        return None
    low, high = source.low, source.high
    return Share(source.share, source.share if low is None else low, source.share if high is None else high)


def majority(source: Source) -> Stance | None:
    """The side that more than half took, chance reckoned with; None where there is none."""
    if not _has_votes(source):
        return None
    found = ((side, share_of(source, side)) for side in Stance)
    return next((side for side, share in found if share is not None and share.is_most), None)


def _has_votes(source: Source) -> bool:
    return source.figures.get("n", 0) > 0 and all(side in source.figures for side in Stance)
