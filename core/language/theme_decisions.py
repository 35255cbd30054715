"""Which theme of a new run is which of an earlier one, so that what staff have named and merged stays so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

# Themes that share this part of their leading stems (Jaccard) are the same theme.
SAME = 0.3


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff have decided about the theme known by its ``anchor``: a name, another theme it belongs to, or both.

    With neither it only remembers a theme, so that it keeps its key. A later decision of the same kind about the same
    anchor counts before an earlier one.
    """

    anchor: tuple[str, ...]
    label: str | None = None
    merged_into: tuple[str, ...] | None = None


def key_of(anchor: Sequence[str]) -> str:
    """A short name for a theme that is the same in every run that knows it by the same anchor."""
    return hashlib.sha256("\n".join(anchor).encode()).hexdigest()[:12]


def recognised(anchors: Sequence[tuple[str, ...]], known: Sequence[tuple[str, ...]]) -> list[tuple[str, ...] | None]:
    """For each anchor of a new run the known one it answers to, or None; the most alike pairs first, each once."""
    pairs = sorted(
        (-_overlap(anchor, other), other, i)
        for i, anchor in enumerate(anchors)
        for other in set(known)
        if _overlap(anchor, other) >= SAME
    )
    found: list[tuple[str, ...] | None] = [None] * len(anchors)
    taken: set[tuple[str, ...]] = set()
    for _, other, i in pairs:
        if found[i] is None and other not in taken:
            found[i] = other
            taken.add(other)
    return found


def mentioned(decisions: Sequence[Decision]) -> list[tuple[str, ...]]:
    """Every anchor the decisions speak of, each once."""
    anchors = dict.fromkeys(one.anchor for one in decisions)
    return list(anchors | dict.fromkeys(one.merged_into for one in decisions if one.merged_into is not None))


def names(decisions: Sequence[Decision]) -> dict[tuple[str, ...], str]:
    """The latest name of each anchor that has been given one."""
    return {one.anchor: one.label for one in decisions if one.label}


def destinations(decisions: Sequence[Decision]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Where each merged anchor ended up, mergers of mergers followed; those that go round in a ring stay."""
    into = {one.anchor: one.merged_into for one in decisions if one.merged_into is not None}
    return {anchor: end for anchor in into if (end := _end(anchor, into)) != anchor}


def _end(anchor: tuple[str, ...], into: dict[tuple[str, ...], tuple[str, ...]]) -> tuple[str, ...]:
    seen = {anchor}
    at = anchor
    while at in into:
        at = into[at]
        if at in seen:
            return anchor
        seen.add(at)
    return at


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    mine, theirs = set(one), set(other)
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
