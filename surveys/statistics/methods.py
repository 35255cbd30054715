"""The versioned choices behind a figure: the sources leave some open, and they can move the published integer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from core.statistics import suppression
from core.statistics.finite import not_negative

AreaWeighting = Literal["closed_cases", "pooled", "plain_mean", "fixed"]
NKI = "nki"
SERVICE_FACTORS = ("information", "kompetens", "rattssakerhet", "effektivitet")
SWEDISH_NAMES = {"rattssakerhet": "rättssäkerhet"}
ENGLISH_NAMES = {"kompetens": "competence", "rattssakerhet": "legal certainty", "effektivitet": "efficiency"}


@dataclass(frozen=True, slots=True)
class Method:
    """One version of how answers become figures. ``key`` is stored with every figure; a used version never changes."""

    key: str
    area_weighting: AreaWeighting = "closed_cases"
    fixed_weights: tuple[tuple[str, float], ...] = ()
    item_weights: Literal["equal"] = "equal"
    nki_items: int = 3
    nki_least_answered: int = 2
    factor_least_share: float = 0.5
    service_factors: tuple[str, ...] = SERVICE_FACTORS
    service_least_answered: int = 2
    rounding: Literal["half_up"] = "half_up"
    confidence: float = 0.95
    most_left_out: float = 0.2
    report_min: int = suppression.REPORT_MIN
    compare_min: int = suppression.COMPARE_MIN
    total_min: int = suppression.TOTAL_MIN
    micro_min: int = suppression.MICRO_MIN

    def __post_init__(self) -> None:
        """Raises ValueError when fixed weights and the way of weighting do not fit each other."""
        if (self.area_weighting == "fixed") != bool(self.fixed_weights):
            raise ValueError("fixed weights belong to a method with fixed area weighting, and only there")
        weights = [not_negative(weight, f"the weight of {area}") for area, weight in self.fixed_weights]
        if self.fixed_weights and math.fsum(weights) <= 0:
            raise ValueError("at least one fixed weight must be above 0")
        if len({area for area, _ in self.fixed_weights}) < len(self.fixed_weights):
            raise ValueError("an area has two fixed weights")

    def least_answered(self, measure: str, items: int) -> int:
        """How many of a respondent's ``items`` must be answered for a score: 2 for the NKI, else half, at least 1."""
        if measure == NKI:
            return self.nki_least_answered
        return max(1, math.ceil(items * self.factor_least_share))

    def in_words(self, language: str) -> tuple[str, ...]:
        """The choices as sentences in Swedish ("sv") or English ("en"), to print beside the figure."""
        return (_swedish if language == "sv" else _english)(self)


CURRENT = Method("nki-1")
METHODS: tuple[Method, ...] = (
    CURRENT,
    replace(CURRENT, key="nki-1-pooled", area_weighting="pooled"),
    replace(CURRENT, key="nki-1-plain-mean", area_weighting="plain_mean"),
)


def method(key: str) -> Method:
    """The version with a key; raises KeyError for one that was never registered."""
    for known in METHODS:
        if known.key == key:
            return known
    raise KeyError(key)


def with_fixed_weights(key: str, weights: Mapping[str, float], base: Method = CURRENT) -> Method:
    """A version where each area always weighs the same; to be stored with figures it needs its place in METHODS."""
    return replace(base, key=key, area_weighting="fixed", fixed_weights=tuple(sorted(weights.items())))


def _swedish(m: Method) -> tuple[str, ...]:
    weighting = {
        "closed_cases": "Områdena vägs ihop efter hur många ärenden som avslutats i varje område.",
        "pooled": "Alla svar väger lika mycket, oavsett område.",
        "plain_mean": "Alla områden väger lika mycket, oavsett hur många ärenden de har.",
        "fixed": f"Områdena har fasta vikter: {_shares(m, ' %')}.",
    }
    return (
        f"De {m.nki_items} helhetsfrågorna väger lika mycket.",
        f"Ett svar räknas med i NKI när minst {m.nki_least_answered} av de {m.nki_items} helhetsfrågorna är besvarade.",
        f"Ett svar räknas med i en faktor när minst {m.factor_least_share * 100:g} procent av frågorna är besvarade.",
        f"Service är medelvärdet av {_listed(m, 'och', SWEDISH_NAMES)} (minst {m.service_least_answered} av dem).",
        weighting[m.area_weighting],
        "Talet avrundas till heltal. En halv avrundas uppåt.",
        f"Intervallet är ett konfidensintervall på {m.confidence * 100:g} procent.",
        f"En egen redovisning kräver minst {m.report_min} svar och ett område i en jämförelse minst {m.compare_min}.",
        f"Ett totalvärde kräver minst {m.total_min} svar och den korta servicemätningen minst {m.micro_min}.",
    )


def _english(m: Method) -> tuple[str, ...]:
    weighting = {
        "closed_cases": "The areas are weighted by how many cases were closed in each.",
        "pooled": "Every answer weighs the same, whatever its area.",
        "plain_mean": "Every area weighs the same, however many cases it has.",
        "fixed": f"The areas have fixed weights: {_shares(m, '%')}.",
    }
    return (
        f"The {m.nki_items} overall questions weigh the same.",
        f"The NKI counts those who answered at least {m.nki_least_answered} of the {m.nki_items} overall questions.",
        f"A factor counts those who answered at least {m.factor_least_share * 100:g} per cent of its questions.",
        f"Service is the mean of {_listed(m, 'and', ENGLISH_NAMES)} (at least {m.service_least_answered} of them).",
        weighting[m.area_weighting],
        "The figure is rounded to a whole number. A half is rounded up.",
        f"The interval is a {m.confidence * 100:g} per cent confidence interval.",
        f"A report of its own needs at least {m.report_min} answers, an area in a comparison at least {m.compare_min}.",
        f"A total needs at least {m.total_min} answers, the short service survey at least {m.micro_min}.",
    )


def _listed(m: Method, conjunction: str, names: Mapping[str, str]) -> str:
    *first, last = (names.get(factor, factor) for factor in m.service_factors)
    return f"{', '.join(first)} {conjunction} {last}"


def _shares(m: Method, sign: str) -> str:
    whole = math.fsum(weight for _, weight in m.fixed_weights) or 1.0
    return ", ".join(f"{area} {weight / whole * 100:.0f}{sign}" for area, weight in m.fixed_weights)
