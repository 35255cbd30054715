"""What the sentences of a version may cite, as checks take it: words of inspel, claims, and sets of counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from core.statistics.rounding import published_integer
from core.summaries.sentences import SLOT, Source
from core.summaries.stances import Stance
from dialog.analysing.results import Telling
from dialog.analysis.claims import CONFIDENCE, Claim
from dialog.results import FEWEST
from dialog.summarising.results import INSPEL, SentenceView, SummaryView, numbers_of

CLAIM, MEETING, DIALOGUE = "c", "m", "d"
LABELS = "labels"
_PER_CENT = ("share", "low", "high")
_COUNTS = ("n", *(side.value for side in Stance))


def of_summary(view: SummaryView) -> Mapping[str, Source]:
    """Everything that the sentences of a version may cite, by ref, from what the version keeps and can still be read.

    An inspel whose words are gone is there without them: it may be cited, and bears nothing.
    """
    found: dict[str, Source] = {}
    for one in view.sentences:
        found |= {ref: Source(ref) for ref in _inspel_refs(one) if ref not in found}
        found |= {
            (ref := f"{INSPEL}{inspel.number}"): Source(ref, inspel.text, inspel.language) for inspel in one.inspel
        }
        found |= {ref: of_claim(ref, claim) for ref, claim in one.claims.items()}
    return found | {ref: of_counts(ref, counts) for ref, counts in view.facts.items()}


def kept(
    claim: Claim,
    names: Mapping[tuple[str, str], str] | None = None,
    tellings: Sequence[tuple[str, Telling]] = (),
) -> dict[str, Any]:
    """A claim as a sentence keeps it; ``names`` are what groups are called, by division and group.

    ``tellings`` are what sets groups of those who vote alike apart in it, each with what the group is called. Where
    fewer than five have voted nothing is kept but that they are too few.
    """
    told = asdict(claim) | {"kind": claim.kind.value}
    del told["statement"]
    if claim.n < FEWEST:
        return told | dict.fromkeys((*_COUNTS, *_PER_CENT)) | {"contrasts": []}
    known = names or {}
    labels = [known.get((one.division, one.group), "") for one in claim.contrasts]
    contrasts = [asdict(one) | {"label": label} for one, label in zip(claim.contrasts, labels, strict=True)]
    groups = [asdict(one) | {"side": one.side.value, "label": label} for label, one in tellings]
    return told | {"contrasts": contrasts} | ({"tellings": groups} if groups else {})


def of_claim(ref: str, claim: Mapping[str, Any]) -> Source:
    """A claim as it was kept: counts, shares of each side and of the claim's own in whole per cent, and its groups.

    The groups of a contrast are ``g1`` and ``g1_rest``, and the next ``g2``; those of a telling ``t1`` and ``t1_rest``.
    """
    if not claim.get("n"):
        return Source(ref)
    n, share = claim["n"], claim["share"]
    figures: dict[str, float] = {name: claim[name] for name in _COUNTS}
    if share is not None:
        figures |= {name: published_integer(100 * claim[name]) for name in _PER_CENT}
        figures |= {"confidence": published_integer(100 * CONFIDENCE)}
        figures |= {f"{side}_share": published_integer(100 * claim[side] / n) for side in Stance}
    for place, one in enumerate(claim["contrasts"], 1):
        figures |= {f"g{place}_agree": one["agree"], f"g{place}_n": one["n"]}
        figures |= {f"g{place}_rest_agree": one["rest_agree"], f"g{place}_rest_n": one["rest_n"]}
    tellings = claim.get("tellings", ())
    for place, one in enumerate(tellings, 1):
        figures |= {f"t{place}_{one['side']}": one["k"], f"t{place}_n": one["n"]}
        figures |= {f"t{place}_rest_{one['side']}": one["rest_k"], f"t{place}_rest_n": one["rest_n"]}
    labels = tuple(label for one in (*claim["contrasts"], *tellings) if (label := one.get("label")))
    return Source(ref, figures=figures, share=share, low=claim["low"], high=claim["high"], labels=labels)


def of_counts(ref: str, counts: Mapping[str, Any]) -> Source:
    """A set of counts as it was kept, with what may be said by name."""
    figures = {name: value for name, value in counts.items() if name != LABELS and value is not None}
    return Source(ref, figures=figures, labels=tuple(counts.get(LABELS, ())))


def _inspel_refs(sentence: SentenceView) -> Iterator[str]:
    refs: Sequence[str] = (*sentence.cites, *SLOT.findall(sentence.text))
    return (f"{INSPEL}{number}" for number in numbers_of(refs))
