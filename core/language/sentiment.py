"""Says whether a comment praises or complains, how sure that is, and on which words it rests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.language.scoring import Score, score
from core.language.scoring import Word as Word

if TYPE_CHECKING:
    from core.language.calibration import Calibration

POSITIVE, NEUTRAL, NEGATIVE, UNSURE = "positive", "neutral", "negative", "unsure"
# What staff can correct to, in the order of every triple of chances here.
LABELS = (POSITIVE, NEUTRAL, NEGATIVE)
SWEDISH, ENGLISH = "sv", "en"
LEXICON, CALIBRATED, PATTERN, NOBODY = "samspel-lexikon", "samspel-lexikon+rattning", "textblob-pattern", "ingen"
VERSION = "1"
# Below this chance of the likeliest label the comment is shown as unsure.
SURE = 0.45
# TextBlob's own English analyser is weaker than ours ("svagare analys") and never surer than this.
MOST_SURE_ENGLISH = 0.6
ENGLISH_THRESHOLD = 0.1
# How a score becomes chances. Set by hand near the best fit to the tuning half of our labelled comments (docs/text.md).
SLOPE, BARRIER, QUESTION, WISH, MIXED = 5.0, 1.0, 0.4, 0.4, 0.15
# The longer a comment without praise, the likelier that it tells of something that went wrong in words we do not know.
LONG, TELLS, UNKNOWN = 25, 1.0, 1.0
# The sum of weights that makes a polarity of 0.7.
FULL = 4.0


@dataclass(frozen=True, slots=True)
class Sentiment:
    """What a comment was taken for.

    ``label`` is one of LABELS, UNSURE, or None where nobody here can read the language; ``leaning`` is the likeliest of
    LABELS also when unsure. ``confidence`` is the chance of the leaning, 0 to 1; ``polarity`` goes from -1 to 1.
    """

    label: str | None
    confidence: float
    polarity: float
    words: tuple[Word, ...]
    analyser: str
    version: str
    leaning: str | None

    @property
    def is_weaker(self) -> bool:
        """Whether the analyser is one that pages must call "svagare analys"."""
        return self.analyser == PATTERN


def judge(text: str, language: str, calibration: Calibration | None = None) -> Sentiment:
    """The sentiment of one text in the language given (ISO 639-1), corrected by a calibration where there is one."""
    if language == ENGLISH:
        return _english(text)
    if language != SWEDISH:
        return Sentiment(None, 0.0, 0.0, (), NOBODY, VERSION, None)
    found = score(text)
    chances = chances_of(found)
    analyser, version = LEXICON, VERSION
    if calibration is not None and calibration.is_in_use:
        chances = calibration.correct(found, chances)
        analyser, version = CALIBRATED, f"{VERSION}.{calibration.corrections}"
    return _named(chances, polarity_of(found), found.weighed, analyser, version)


def judge_many(
    texts: Sequence[str], languages: Sequence[str] | None = None, calibration: Calibration | None = None
) -> list[Sentiment]:
    """The sentiment of each text in order, as ``judge``; all taken for Swedish where no language is given for each."""
    spoken = [SWEDISH] * len(texts) if languages is None else languages
    return [judge(text, language, calibration) for text, language in zip(texts, spoken, strict=True)]


def polarity_of(found: Score) -> float:
    """Praise and complaint as one number from -1 to 1: ``s / sqrt(s^2 + 4)`` for their sum s."""
    total = found.praise + found.complaint
    return round(total / math.sqrt(total * total + FULL), 4)


def chances_of(found: Score) -> tuple[float, float, float]:
    """The chance of each of LABELS by the words alone.

    A softmax of three terms: SLOPE times the polarity less BARRIER for praise, its mirror for complaint, and for
    neutral what a question, a wish and a lack of known words add, and what length and words of both signs take away.
    """
    polarity = polarity_of(found)
    length = min(len(found.words), LONG) / LONG
    neutral = QUESTION * found.asks + WISH * found.wishes + UNKNOWN * (not found.weighed) - TELLS * length
    neutral -= MIXED * min(found.praise, -found.complaint)
    return softmax((SLOPE * polarity - BARRIER, neutral, TELLS * length - SLOPE * polarity - BARRIER))


def softmax(terms: Sequence[float]) -> tuple[float, float, float]:
    """Three terms as chances that sum to 1."""
    most = max(terms)
    powers = [math.exp(term - most) for term in terms]
    positive, neutral, negative = (power / sum(powers) for power in powers)
    return positive, neutral, negative


def _named(
    chances: tuple[float, float, float], polarity: float, words: tuple[Word, ...], analyser: str, version: str
) -> Sentiment:
    confidence = max(chances)
    leaning = LABELS[chances.index(confidence)]
    label = leaning if confidence >= SURE else UNSURE
    return Sentiment(label, round(confidence, 4), polarity, words, analyser, version, leaning)


def _english(text: str) -> Sentiment:
    # TextBlob takes two seconds to load, and most municipalities have few comments in English.
    from textblob.sentiments import PatternAnalyzer  # type: ignore[import-untyped]

    found = PatternAnalyzer().analyze(text, keep_assessments=True)
    polarity = round(float(found.polarity), 4)
    words = tuple(Word(" ".join(parts), round(float(worth), 3)) for parts, worth, *_ in found.assessments)
    leaning = POSITIVE if polarity >= ENGLISH_THRESHOLD else NEGATIVE if polarity <= -ENGLISH_THRESHOLD else NEUTRAL
    confidence = round(min(MOST_SURE_ENGLISH, 0.4 + abs(polarity) / 2), 4)
    return Sentiment(leaning if confidence >= SURE else UNSURE, confidence, polarity, words, PATTERN, VERSION, leaning)
