"""TextBlob, used honestly: in Swedish with our own analyser, in English as it is, otherwise without a score."""

from __future__ import annotations

from typing import Any

from textblob import TextBlob  # type: ignore[import-untyped]
from textblob.base import CONTINUOUS, BaseSentimentAnalyzer  # type: ignore[import-untyped]
from textblob.blob import BaseBlob, Sentence, WordList  # type: ignore[import-untyped]
from textblob.sentiments import PatternAnalyzer  # type: ignore[import-untyped]

from core.language.sentiment import ENGLISH, SWEDISH, Sentiment, judge
from core.language.tokens import SwedishTokenizer, sentences


class NoScore(LookupError):
    """Nobody here can judge a text in that language."""


class NoSubjectivity(NotImplementedError):
    """Nobody here measures how subjective a text is, and TextBlob's own figure would read the text as English."""


class SwedishAnalyzer(BaseSentimentAnalyzer):  # type: ignore[misc]
    """Our lexicon and rules as an analyser of TextBlob's kind."""

    kind = CONTINUOUS

    def analyze(self, text: str, keep_assessments: bool = False) -> Sentiment:
        """The sentiment of a Swedish text; the words it rests on are always kept."""
        return judge(text, SWEDISH)


class SilentAnalyzer(BaseSentimentAnalyzer):  # type: ignore[misc]
    """Stands where no analyser knows the language, so that nobody gets a score by mistake."""

    kind = CONTINUOUS

    def analyze(self, text: str, keep_assessments: bool = False) -> Sentiment:
        """Raises NoScore."""
        raise NoScore("no analyser knows this language")


class WeakerAnalyzer(PatternAnalyzer):  # type: ignore[misc]
    """TextBlob's own English analyser as it is; made on reviews and news, it is what pages call "svagare analys"."""


_TOKENIZER = SwedishTokenizer()


class _Ours(BaseBlob):  # type: ignore[misc]
    """Our tokenizer and a chosen analyser, in a blob and in every piece of it.

    They belong to the class: slices, sums and ``upper()`` make a new blob of the same class from the text alone, and
    would otherwise fall back to what TextBlob has for English.
    """

    own_analyzer: BaseSentimentAnalyzer

    def __init__(self, text: str, **chosen: Any) -> None:
        given = {name: value for name, value in chosen.items() if value is not None}
        super().__init__(text, **{"tokenizer": _TOKENIZER, "analyzer": self.own_analyzer, **given})

    @property
    def words(self) -> WordList:
        """Words and faces, without marks."""
        return WordList(self.tokenizer.tokenize(self.raw, include_punc=False))


class _Judged(_Ours):
    """Takes polarity from the plugged analyser, where TextBlob takes both figures from its English one."""

    @property
    def polarity(self) -> float:
        """From -1 to 1; raises NoScore where nobody can judge the language."""
        return float(self.sentiment.polarity)

    @property
    def subjectivity(self) -> float:
        """Raises NoSubjectivity."""
        raise NoSubjectivity("how subjective a text is, is not measured in this language")


class EnglishSentence(_Ours, Sentence):  # type: ignore[misc]
    """A sentence of an EnglishBlob."""

    own_analyzer = WeakerAnalyzer()


class SwedishSentence(_Judged, Sentence):  # type: ignore[misc]
    """A sentence of a SwedishBlob."""

    own_analyzer = SwedishAnalyzer()


class SilentSentence(_Judged, Sentence):  # type: ignore[misc]
    """A sentence of a SilentBlob."""

    own_analyzer = SilentAnalyzer()


class _OurBlob(_Ours, TextBlob):  # type: ignore[misc]
    sentence_class: type[Sentence]

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences by our own splitting, each with where it starts and ends in the text."""
        return [
            self.sentence_class(found.text, start_index=found.start, end_index=found.end)
            for found in sentences(self.raw)
        ]


class EnglishBlob(_OurBlob):
    """English text, judged by TextBlob's own analyser."""

    own_analyzer = WeakerAnalyzer()
    sentence_class = EnglishSentence


class SwedishBlob(_Judged, _OurBlob):
    """Swedish text, judged by our own lexicon and rules."""

    own_analyzer = SwedishAnalyzer()
    sentence_class = SwedishSentence


class SilentBlob(_Judged, _OurBlob):
    """Text in a language nobody here can judge: it has words and sentences, and asking for a score raises NoScore."""

    own_analyzer = SilentAnalyzer()
    sentence_class = SilentSentence


def blob_for(text: str, language: str) -> TextBlob:
    """A blob that reads the text in its own language (ISO 639-1)."""
    if language == SWEDISH:
        return SwedishBlob(text)
    return EnglishBlob(text) if language == ENGLISH else SilentBlob(text)
