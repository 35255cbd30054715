"""Which claims are told in one sentence: those about inspel that say the same thing and were met in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.language.likeness import near_duplicates
from dialog.analysis.claims import Claim
from dialog.results import Inspel


def folded(claims: Sequence[Claim], inspel: Mapping[int, Inspel]) -> tuple[tuple[Claim, ...], ...]:
    """The claims in groups, every claim in one of them, the first of each group the first in the order they came.

    Only claims of one kind with the same larger side are put together, so that what is said of the first is true of
    all. Claims about inspel that cannot be read are left out.
    """
    readable = [claim for claim in claims if claim.statement in inspel]
    place = {claim.statement: i for i, claim in enumerate(readable)}
    alike: dict[int, list[int]] = {i: [i] for i in range(len(readable))}
    for group in near_duplicates([inspel[claim.statement].text for claim in readable]):
        for several in _met_alike([readable[i] for i in group]):
            first, *others = sorted(place[claim.statement] for claim in several)
            alike[first] += others
            for other in others:
                del alike[other]
    return tuple(tuple(readable[i] for i in alike[first]) for first in sorted(alike))


def _met_alike(claims: Sequence[Claim]) -> list[list[Claim]]:
    met: dict[tuple[str, bool], list[Claim]] = {}
    for claim in claims:
        met.setdefault((claim.kind.value, claim.agree >= claim.disagree), []).append(claim)
    return list(met.values())
