"""Checks of a sentence against what it cites: any programme that words a summary passes them, and so do people.

Each looks at one thing and can be asked on its own: ``numbers``, ``figures``, ``quotes``, ``quantifiers``,
``polarity`` and ``vocabulary`` say how. A sentence takes them about a millisecond, so that pages can ask.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.language.personal_data import personal_data
from core.summaries import figures, polarity, quantifiers, quotes, vocabulary
from core.summaries.clauses import clauses
from core.summaries.sentences import SLOT, Sentence, Source

# So many words that nobody has said, or this part of them all, and the sentence is looked at by a person.
_MOST_NEW_WORDS = 2
_MOST_NEW_PART = 0.5


class Check(enum.StrEnum):
    """What is looked at; pages have a sentence for each."""

    CITATION = "citation"
    NUMBER = "number"
    QUOTE = "quote"
    QUANTIFIER = "quantifier"
    POLARITY = "polarity"
    SUPPORT = "support"
    PERSONAL_DATA = "personal_data"
    READ_BACK = "read_back"
    COVERAGE = "coverage"

    @property
    def is_absolute(self) -> bool:
        """Whether no reason in writing makes up for it: a summary that fails it is never approved."""
        return self in (Check.CITATION, Check.NUMBER)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that a sentence did not pass; ``detail`` is the word, number or ref it fell on."""

    check: Check
    detail: str = ""


def findings(sentence: Sentence, sources: Mapping[str, Source]) -> tuple[Finding, ...]:
    """The checks that a sentence does not pass, those that are absolute first; nothing when all is well.

    ``sources`` are all that the summary may cite, by ref. One that is there without words and figures is gone: it may
    still be cited, but bears nothing. What staff say themselves (``Sentence.is_free``) may speak of every source and
    needs none: a number or a quotation that none of them has is then something to explain, and not refused.
    """
    cited = [sources[ref] for ref in sentence.cites if ref in sources]
    allowed = list(sources.values()) if sentence.is_free else cited
    texts = [text for source in allowed for text in (source.text, *source.labels) if text]
    plain = quotes.outside(sentence.text, texts)
    found = [*_citation(sentence, sources)]
    number = Check.SUPPORT if sentence.is_free else Check.NUMBER
    found += (Finding(number, said) for said in figures.wrong_in(plain, allowed))
    found += (
        Finding(Check.QUOTE, one.words)
        for one in quotes.quoted_in(sentence.text)
        if not quotes.is_exact(one.words, texts)
    )
    if cited:
        found += _against_claims(sentence, plain, cited)
    if not sentence.is_free:
        found += _support(sentence, plain, cited)
    found += _personal_data(plain, allowed)
    return tuple(dict.fromkeys(found))


def _citation(sentence: Sentence, sources: Mapping[str, Source]) -> Iterator[Finding]:
    known = {ref for ref in sentence.cites if ref in sources}
    bearing = {ref for ref in known if sources[ref].text or sources[ref].figures}
    if not bearing and not sentence.is_free:
        yield Finding(Check.CITATION)
    yield from (Finding(Check.CITATION, ref) for ref in sentence.cites if ref not in known)
    # Where words are to stand there must be some, and of something that is cited.
    slots = SLOT.findall(sentence.text)
    yield from (Finding(Check.CITATION, ref) for ref in slots if ref not in known or not sources[ref].text)


def _against_claims(sentence: Sentence, plain: str, cited: Sequence[Source]) -> Iterator[Finding]:
    pieces = clauses(figures.without_labels(plain, cited), sentence.text, cited)
    yield from (Finding(Check.QUANTIFIER, word) for word in quantifiers.misused_in(pieces, cited))
    yield from (Finding(Check.POLARITY, said) for said in polarity.turned_in(pieces, cited))


def _support(sentence: Sentence, plain: str, cited: Sequence[Source]) -> Iterator[Finding]:
    new = vocabulary.unsupported_in(plain, cited, (sentence.topic,))
    many = len(vocabulary.content_words(plain))
    if len(new) >= _MOST_NEW_WORDS or (new and len(new) >= _MOST_NEW_PART * many):
        yield Finding(Check.SUPPORT, new[0])


def _personal_data(plain: str, allowed: Sequence[Source]) -> Iterator[Finding]:
    bare = figures.without_labels(plain, allowed)
    yield from (Finding(Check.PERSONAL_DATA, bare[one.start : one.end]) for one in personal_data(bare))
