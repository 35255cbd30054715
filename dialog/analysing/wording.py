"""What the words of a dialogue say together, as the plain document that is stored: themes, tones and factors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.corrections.correcting import Correction
from core.language.theme_decisions import Decision
from dialog.analysing.findings import Finding, Text

# What stands for a tone where nobody here can read the language.
UNREAD = ""


def theme(
    said: Sequence[Text],
    languages: Sequence[str],
    vocabulary: Mapping[str, Sequence[str]],
    decisions: Sequence[Decision],
) -> dict[str, Any]:
    """The themes of the inspel that everybody may read, with the numbers of the inspel in each."""
    # scikit-learn takes a second to load, and only the worker finds themes.
    from core.language import themes

    found = themes.find([one.text for one in said], languages=languages, vocabulary=vocabulary, decisions=decisions)
    return {
        "method": found.method,
        "version": found.version,
        "texts": len(said),
        "missing": found.missing.value if found.missing else None,
        "themes": [
            {
                "key": one.key,
                "anchor": list(one.anchor),
                "label": one.label,
                "words": list(one.words),
                "statements": [said[i].number for i, _ in one.members],
            }
            for one in found.themes
        ],
        "rest": sorted(said[i].number for i in found.rest),
        "lost": sorted({one.label for one in found.lost if one.label}),
    }


def count(
    said: Sequence[Text], found: Mapping[int, Finding], corrected: Mapping[int, Correction], analyser: str
) -> dict[str, Any]:
    """How many of the inspel have each tone and are about each factor; what staff have said goes first."""
    tones, factors = Counter[str](), Counter[str]()
    for one in said:
        document, correction = found[one.id].document, corrected.get(one.id)
        tones[(correction.tone if correction else None) or document["tone"]["label"] or UNREAD] += 1
        told = correction.factors if correction and correction.factors is not None else _named(document["factors"])
        factors.update(told)
    return {
        "texts": len(said),
        "tones": dict(sorted(tones.items())),
        "factors": dict(sorted(factors.items())),
        "corrected": sum(one.id in corrected for one in said),
        "analyser": analyser,
    }


def _named(tags: Iterable[Sequence[Any]]) -> list[str]:
    return [factor for factor, _ in tags]
