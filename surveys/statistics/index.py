"""From answers on a scale to an index 0-100, one respondent at a time, and the words for a published index."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

from core.statistics.finite import finite
from surveys.statistics.methods import CURRENT, Method


class Band(StrEnum):
    """The words SKR uses for an index, from the published integer (seen)."""

    MYCKET_HOGT = "mycket_hogt"
    HOGT = "hogt"
    GODKANT = "godkant"
    LAGT = "lagt"
    MYCKET_LAGT = "mycket_lagt"


_LEAST = ((80, Band.MYCKET_HOGT), (70, Band.HOGT), (62, Band.GODKANT), (50, Band.LAGT))


def index(value: float, low: float, high: float) -> float:
    """``(value - low) / (high - low) * 100`` (SCB's NKI; on 1-5 it gives 0, 25, 50, 75, 100).

    ``value`` is an answer or a mean of answers on a scale from ``low`` to ``high``; raises ValueError outside it.
    """
    if not finite(low, "the lowest step") < finite(high, "the highest step"):
        raise ValueError(f"a scale cannot go from {low} to {high}")
    if not low <= finite(value, "the value") <= high:
        raise ValueError(f"{value} is not on the scale from {low} to {high}")
    return (value - low) / (high - low) * 100


def score(items: Sequence[float | None], low: float, high: float, least: int) -> float | None:
    """A respondent's index: the mean of the items that were answered, or None when fewer than ``least`` were.

    None among the items is "vet ej" or no answer. Raises ValueError for an answer that is not on the scale.
    """
    answered = [item for item in items if item is not None]
    for item in answered:
        index(item, low, high)
    if len(answered) < max(least, 1):
        return None
    # The mean of answers on the scale is on the scale, whatever the last binary digit says.
    return index(min(high, max(low, math.fsum(answered) / len(answered))), low, high)


def service(scores: Mapping[str, float | None], method: Method = CURRENT) -> float | None:
    """A respondent's service score 0-100: the mean of those of the four service factors that have a score.

    None when fewer than two of the four have. Other keys are left out of account. Own decision: taken per
    respondent, so that the period's service index gets an honest standard error. Where everybody has all four
    it equals the mean of the four factor indices, since both are the same sum.
    """
    found = [value for factor in method.service_factors if (value := scores.get(factor)) is not None]
    if len(found) < method.service_least_answered:
        return None
    return math.fsum(finite(value, "a factor score") for value in found) / len(found)


def band(published: int) -> Band:
    """The word for a published integer 0-100; round first (``core.statistics.rounding.published_integer``)."""
    if not 0 <= published <= 100:
        raise ValueError(f"{published} is not an index")
    for least, word in _LEAST:
        if published >= least:
            return word
    return Band.MYCKET_LAGT
