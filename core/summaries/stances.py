"""Which side a piece of a sentence says that people took: for, against, or neither."""

from __future__ import annotations

import re
from enum import StrEnum


class Stance(StrEnum):
    """A side; the value is the name of its count among a claim's figures."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASSES = "passes"


# Those against stand first: they hold the words of those for. Up to two words may stand in between ("håller alltså inte
# med").
_AGAINST = (
    r"(?:håller|höll)(?:\s+\w+){0,2}?\s+(?:inte|ej|icke)(?:\s+\w+)?\s+med\b"
    r"|\b(?:inte|ej|aldrig)\s+(?:håller\s+med|instämmer|vill|är\s+för|positiv[at]?|stöder|stödjer|överens)"
    r"|(?:instämmer|stöder|stödjer|stödde|gillar|vill|ville)(?:\s+de)?\s+(?:inte|ej)"
    r"|(?:är|var)\s+(?:inte|ej)\s+(?:för|positiv[at]?|överens)|\binte\s+med\b"
    r"|\b(?:är|var|röstade|röstar)\s+(?:\w+\s+)?(?:emot|mot)\b|\bemot\b|säger\s+nej|sa\s+nej|röstade\s+nej"
    r"|avvisar|avvisade|avfärdar|motsätter|motsatte|ogillar|negativ[at]?\b|motstånd|kritisk[at]?\s+till"
    r"|(?:do|does|did)\s*(?:not|n['’]t)\s+(?:agree|want|support|like)|disagree[sd]?|oppose[sd]?|\bagainst\b"
    r"|reject(?:s|ed)?\b|\bnot\s+(?:agree|in\s+favou?r)|dislike[sd]?"
)
_UNSURE = (
    r"vet\s+inte|visste\s+inte|osäkr[at]|osäker|tveksamm?a?\b|tvekar"
    r"|(?:do|does|did)\s*(?:not|n['’]t)\s+know|\bunsure|uncertain|undecided"
)
_TOO = r"(?!\s+(?:få|lite|litet|liten|många|mycket|att|sent?|dyrt?)\b)"
_FOR = (
    r"(?:håller|höll)(?:\s+\w+){0,2}?\s+med\b|instämmer|instämde|(?:är|var)\s+överens"
    rf"|(?:är|var|röstade|röstar)\s+(?:\w+\s+)?för\b{_TOO}|säger\s+ja|sa\s+ja|röstade\s+ja|\bvill\b|\bville\b|önskar"
    r"|positiv[at]?\s+till|stöder|stödjer|stödde|gillar|ställer\s+sig\s+bakom"
    r"|\bagree[sd]?\b|in\s+favou?r|\bwants?\b|\bwanted\b|support(?:s|ed)?\b|\blikes?\b"
)
_PATTERNS = ((Stance.DISAGREE, _AGAINST), (Stance.PASSES, _UNSURE), (Stance.AGREE, _FOR))
_STANCES = tuple((stance, re.compile(pattern, re.IGNORECASE)) for stance, pattern in _PATTERNS)
# What people were asked about an inspel, in contrast to what they wish for.
_ABOUT_IT = re.compile(
    r"håller|höll|instäm|överens|för\b|mot\b|nej|ja\b|agree|favou?r|against|support|oppose|reject|vet\s|know|osäk|unsure",
    re.IGNORECASE,
)


def stance_in(text: str) -> Stance | None:
    """The first side that the text names, None if it names none."""
    found = ((match.start(), order, stance) for order, stance, match in _matches(text))
    return min(found, default=(0, 0, None))[2]


def says_of_it(text: str) -> bool:
    """Whether the text says how people stand to an inspel ("håller med"), not what they wish for ("vill ha")."""
    return any(_ABOUT_IT.search(match[0]) for _, _, match in _matches(text))


def _matches(text: str) -> list[tuple[int, Stance, re.Match[str]]]:
    found = ((order, stance, pattern.search(text)) for order, (stance, pattern) in enumerate(_STANCES))
    return [(order, stance, match) for order, stance, match in found if match is not None]
