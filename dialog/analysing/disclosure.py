"""Takes away what could be reckoned back to a handful of people: figures of groups with fewer than five voters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from dialog.analysis.claims import Claim, Kind, claims
from dialog.analysis.opinions import AUDIENCE, GROUPS, Opinions
from dialog.analysis.votes import Count, Votes
from dialog.results import FEWEST


def safe(
    opinions: Opinions, votes: Votes, audience: Mapping[int, str]
) -> tuple[Opinions, Mapping[str, frozenset[int]]]:
    """The same without contrasts that tell of too few, and for each division the inspel it may be told of.

    Groups of a division are set against the rest one after the other, and all of them against everybody: from those
    figures the votes of any single group can be had, and of those in no group. So for an inspel each of these must
    be empty or five, or nothing is told of that division. A claim left without contrasts says what it would have said
    without them.
    """
    grouped = {voter: str(group) for voter, group in opinions.groups.labels} if opinions.groups else {}
    divided = {AUDIENCE: audience, GROUPS: grouped}
    tellable = {name: frozenset(_tellable(votes, groups)) for name, groups in divided.items()}
    return replace(opinions, claims=tuple(_safe(claim, tellable) for claim in opinions.claims)), tellable


def _safe(claim: Claim, tellable: Mapping[str, frozenset[int]]) -> Claim:
    kept = tuple(one for one in claim.contrasts if claim.statement in tellable[one.division])
    if claim.kind is not Kind.DISTINCT or kept:
        return replace(claim, contrasts=kept)
    return claims([Count(claim.statement, claim.agree, claim.disagree, claim.passes)])[0]


def _tellable(votes: Votes, division: Mapping[int, str]) -> Iterable[int]:
    labels = np.array([division.get(voter, "") for voter in votes.voters])
    cast = ~np.isnan(votes.matrix)
    cells = np.array([cast[labels == name].sum(0) for name in sorted({"", *labels.tolist()})])
    fits = ((cells == 0) | (cells >= FEWEST)).all(0)
    return (statement for statement, is_told in zip(votes.statements, fits.tolist(), strict=True) if is_told)
