"""The words of a sentence that say what it is about, and whether what it cites has them: quickly, since pages ask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from core.language.common_words import common_words
from core.summaries.sentences import Source

_WORD = re.compile(r"[^\W\d_]{2,}")
_LANGUAGES = ("sv", "en")
# Two words are of the same kin when they begin alike for this part of the shorter, or when one of at least so many
# letters is found in the other, as in a compound.
_BEGINNING, _SHORTEST_BEGINNING = 0.65, 4
_SHORTEST_PART = 5

# How summaries speak, whatever they are about; in small letters, by how they begin.
_OUR_WORDS = """
    inspel deltag deltog person ungdom invånar medborgar företag förening handlar gäller säger sade tycker anser
    menar vill önskar håller instäm röst svar fråg dialog samtal möte kommun nämnd sammanfatt tema ämne område
    förslag förena skilj isär oens enig överens emot stöd stöder positiv negativ osäk tveks vet vanlig flest någr
    grupp ålder del hälft majoritet minoritet intervall procent andel antal prick priorit viktig lyft nämn skriv
    skrev beskriv uttryck betona peka påpek samma liknande även andra övrig sägas redov publicer tagits bort åsikt
    slump webb slack teams papper gamla gammal börja läsa hopslag tillbakatag ryms räknas väntar skäl sammanlagt
    fick contribution participa people young resident citizen compan associat about concern says said think want
    wish agree disagree vote voter answer question dialogue meeting municipal committee summary topic theme proposal
    unite divide differ support oppose positive negative unsure uncertain know most some group age part half
    majority minority interval percent share number dot important mention wrote write describe express stress point
    same similar also other too few published removed comment kommentar opinion chance web paper old start read
    merged withdrawn room count wait reason total got ena färre fewer visa show includ statement compar
"""
_OURS = tuple(_OUR_WORDS.split())


def words_of(text: str) -> list[str]:
    """The words in small letters and in their order, numbers and signs left out."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def content_words(text: str) -> list[str]:
    """Those that say what a text is about: neither common in any text nor how summaries speak."""
    return [word for word in words_of(text) if not _is_common(word) and not word.startswith(_OURS)]


def are_akin(one: str, other: str) -> bool:
    """Whether two words are forms or compounds of each other: "bussar" and "kvällsbussen"."""
    shorter, longer = sorted((one, other), key=len)
    begun = next((i for i, (mine, its) in enumerate(zip(shorter, longer, strict=False)) if mine != its), len(shorter))
    if begun >= max(_SHORTEST_BEGINNING, _BEGINNING * len(shorter)):
        return True
    stem = shorter if len(shorter) < 2 * _SHORTEST_PART else shorter[:-2]
    return shorter == longer or (len(stem) >= _SHORTEST_PART and stem in longer)


def unsupported_in(plain: str, cited: Sequence[Source], besides: Iterable[str] = ()) -> tuple[str, ...]:
    """The content words of a sentence, quotations taken out, that no cited text or label has in any form.

    ``besides`` are texts that may lend it words without being cited, as its topic.
    """
    known = _known([*(text for source in cited for text in (source.text, *source.labels)), *besides])
    return tuple(word for word in content_words(plain) if not any(are_akin(word, other) for other in known))


def _known(texts: Iterable[str]) -> Collection[str]:
    return dict.fromkeys(word for text in texts for word in words_of(text))


def _is_common(word: str) -> bool:
    return any(word in common_words(language) for language in _LANGUAGES)
