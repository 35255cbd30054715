"""Everything the worker reads out of a comment or an inspel, in one call for both rooms and ready to be stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.language import detection, factors, personal_data, sentiment

if TYPE_CHECKING:
    from core.language.calibration import Calibration

ANALYSER = "samspel-text"
# Of this module and of language detection, which has no number of its own; then of redaction, sentiment and factors.
VERSION = f"1.{personal_data.VERSION}.{sentiment.VERSION}.{factors.VERSION}"


@dataclass(frozen=True, slots=True)
class TextFindings:
    """What was found in a text, and by whom.

    ``redacted`` is the text without personal data, which all the rest rests on, and ``personal_data`` the kinds that
    were struck out, each once. ``language`` has its confidence (0-1); ``tone`` its own words, analyser and version.
    Worry about somebody is not among the findings: it belongs to fewer readers, and ``screening`` tells it apart.
    """

    language: str
    language_confidence: float
    redacted: str
    personal_data: tuple[str, ...]
    tone: sentiment.Sentiment
    factors: tuple[factors.Tag, ...]
    analyser: str = ANALYSER
    version: str = VERSION

    def to_document(self) -> dict[str, Any]:
        """As JSON can hold it, in every part a copy."""
        tone = self.tone
        return {
            "language": self.language,
            "language_confidence": self.language_confidence,
            "redacted": self.redacted,
            "personal_data": list(self.personal_data),
            "tone": {
                "label": tone.label,
                "leaning": tone.leaning,
                "confidence": tone.confidence,
                "polarity": tone.polarity,
                "words": [[word.text, word.weight] for word in tone.words],
                "analyser": tone.analyser,
                "version": tone.version,
            },
            "factors": [[tag.factor, list(tag.words)] for tag in self.factors],
            "analyser": self.analyser,
            "version": self.version,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> TextFindings:
        """What ``to_document`` made; raises KeyError for a document of another shape."""
        tone = document["tone"]
        return cls(
            language=document["language"],
            language_confidence=document["language_confidence"],
            redacted=document["redacted"],
            personal_data=tuple(document["personal_data"]),
            tone=sentiment.Sentiment(
                label=tone["label"],
                leaning=tone["leaning"],
                confidence=tone["confidence"],
                polarity=tone["polarity"],
                words=tuple(sentiment.Word(text, weight) for text, weight in tone["words"]),
                analyser=tone["analyser"],
                version=tone["version"],
            ),
            factors=tuple(factors.Tag(factor, tuple(words)) for factor, words in document["factors"]),
            analyser=document["analyser"],
            version=document["version"],
        )


def analyse(texts: Sequence[str], leaning: str, calibration: Calibration | None = None) -> tuple[TextFindings, ...]:
    """What there is to find in each text, in their order; the same texts give the same findings.

    ``leaning`` is the language people were asked in. Personal data is struck out first and nothing else sees it. Give
    it some hundreds of texts at a time, so that the worker never holds all of them.
    """
    return tuple(_analysed(text, leaning, calibration) for text in texts)


def _analysed(text: str, leaning: str, calibration: Calibration | None) -> TextFindings:
    struck = personal_data.redact(text)
    written = detection.detect(struck.text, leaning)
    return TextFindings(
        language=written.language,
        language_confidence=written.confidence,
        redacted=struck.text,
        personal_data=tuple(sorted({found.kind for found in struck.found})),
        tone=sentiment.judge(struck.text, written.language, calibration),
        factors=factors.tags(struck.text),
    )
