"""How the inspel of a whole dialogue sound and what they are about: shares with intervals, never of a single person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.errors import N_
from core.language.factors import FACTORS
from core.statistics.intervals import wilson
from dialog.analysing.results import Language

# With fewer inspel the machine's mistakes are larger than anything it could show.
LEAST = 50
CONFIDENCE = 0.95

TONES: Mapping[str, str] = MappingProxyType(
    {
        "positive": N_("Positiv"),
        "neutral": N_("Neutral"),
        "negative": N_("Negativ"),
        "unsure": N_("Osäker"),
        "": N_("Språk som inte bedöms"),
    }
)
FACTOR_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "information": N_("Information"),
        "tillganglighet": N_("Tillgänglighet"),
        "bemotande": N_("Bemötande"),
        "kompetens": N_("Kompetens"),
        "rattssakerhet": N_("Rättssäkerhet"),
        "effektivitet": N_("Effektivitet"),
    }
)


@dataclass(frozen=True, slots=True)
class ToneShare:
    """``k`` inspel were taken for a tone: ``share`` of them all (0-1) with Wilson's 95 % interval."""

    tone: str
    k: int
    share: float
    low: float
    high: float


def tone_shares(language: Language) -> tuple[ToneShare, ...]:
    """The share of every tone; nothing with fewer than 50 inspel."""
    n = language.texts
    if n < LEAST:
        return ()
    found = [(tone, language.tones.get(tone, 0)) for tone in TONES]
    intervals = [(tone, k, wilson(k, n, CONFIDENCE)) for tone, k in found if k or tone]
    return tuple(ToneShare(tone, k, k / n, interval.low, interval.high) for tone, k, interval in intervals)


def factor_counts(language: Language) -> tuple[tuple[str, int], ...]:
    """How many inspel are about each service factor, those that are about none left out."""
    return tuple((factor, language.factors[factor]) for factor in FACTORS if language.factors.get(factor))
