"""Whether a wording from outside may stand in the place of the programme's own: checked by programme, never trusted.

A wording may choose its order and its small words. What it says of whom, how many and what about is held to one claim.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.language.personal_data import personal_data
from dialog.summarising import retelling
from dialog.summarising.asked import COUNTS, SHARE, TOKEN, Asked, Doubt, Doubted, Item, N, items_of, name_of
from dialog.summarising.plain_words import is_number_word

SHORTEST, LONGEST = 20, 400
_MARKS = frozenset(".,;:()–-")
_QUOTES = frozenset("\"'”“„‟’‘‚‹›«»`´")  # noqa: RUF001 - that they are alike is the point
# What may stand before a count: "mer än {c1.agree}" would be another number.
_BEFORE_COUNTS = frozenset({"och", "men", "medan", "att", "där", "som", "med", "instämmer", "instämde"})
_BEFORE_BASE, _OF = frozenset({"av", "de"}), (["av"], ["av", "de"])
# Where "en" and "ett" count.
_COUNTED_ONE = re.compile(r"\b(?:en|ett)\s+(?:av\b|enda\b|person\b|deltagare\b|röst\b|\{)", re.IGNORECASE)


def doubts(asked: Asked, text: str, cites: Sequence[str]) -> tuple[Doubted, ...]:
    """Everything that speaks against a wording, before its tokens are filled; nothing when it may stand."""
    found = list(_shape(text))
    if found:
        return tuple(found)
    items = items_of(text)
    checks = (
        _citation(asked, cites),
        _tokens(asked, items),
        _numbers(text, items),
        _coverage(asked, items),
        retelling.quantifiers(asked, text, items),
        retelling.polarity(asked, items),
        retelling.support(asked, items),
        _personal_data(asked, text, items),
    )
    return tuple(dict.fromkeys(one for check in checks for one in check))


def _shape(text: str) -> Iterator[Doubted]:
    """One line of plain letters and marks; no other alphabet, no hidden sign, no mark-up."""
    if not SHORTEST <= len(text) <= LONGEST or text != text.strip() or not text.endswith("."):
        yield Doubted(Doubt.SHAPE, "length" if text.strip() == text else "spaces")
    bare = TOKEN.sub("", text)
    for sign in dict.fromkeys(bare):
        if sign.isnumeric() or sign.isdigit() or sign in "%‰":
            yield Doubted(Doubt.NUMBER, sign)
        elif sign in _QUOTES:
            yield Doubted(Doubt.QUOTE, sign)
        elif sign in "{}":
            yield Doubted(Doubt.TOKEN, sign)
        elif not (sign == " " or sign in _MARKS or _is_letter(sign)):
            yield Doubted(Doubt.SHAPE, _name(sign))
    if "  " in text or not (text[:1].isupper() or text.startswith("{c")):
        yield Doubted(Doubt.SHAPE, "begins or is spaced otherwise")


def _is_letter(sign: str) -> bool:
    """A letter as Swedish is written with: not one that only looks like it, and not one put together of two."""
    is_plain = unicodedata.category(sign) in ("Lu", "Ll") and unicodedata.normalize("NFKC", sign) == sign
    return is_plain and unicodedata.name(sign, "").startswith("LATIN ")


def _name(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def _citation(asked: Asked, cites: Sequence[str]) -> Iterator[Doubted]:
    yield from (Doubted(Doubt.CITATION, ref) for ref in cites if ref not in asked.cites)
    yield from (Doubted(Doubt.CITATION, ref) for ref in asked.cites if ref not in cites)
    if len(set(cites)) != len(cites):
        yield Doubted(Doubt.CITATION, "twice")


def _tokens(asked: Asked, items: Sequence[Item]) -> Iterator[Doubted]:
    """Tokens that it was given, each number where only that number can be meant."""
    for place, item in enumerate(items):
        if item.kind != "token":
            continue
        if item.text not in asked.tokens:
            yield Doubted(Doubt.TOKEN, item.text)
            continue
        before, name = items[:place], name_of(item)
        if name == N and not _is_base(before):
            yield Doubted(Doubt.TOKEN, item.text)
        if (name in COUNTS or name == SHARE) and not _begins(before):
            yield Doubted(Doubt.TOKEN, item.text)
        if not name and sum(one.text == item.text for one in items) > 1:
            yield Doubted(Doubt.TOKEN, item.text)


def _is_base(before: Sequence[Item]) -> bool:
    """Whether "{c1.agree} av" or "{c1.agree} av de" stands last."""
    last = len(before) - 1
    while last >= 0 and before[last].word in _BEFORE_BASE:
        last -= 1
    return last >= 0 and name_of(before[last]) in COUNTS and [one.word for one in before[last + 1 :]] in _OF


def _begins(before: Sequence[Item]) -> bool:
    """Whether a count may be said here: first, after a mark, or after a word that does not change it."""
    return not before or before[-1].kind == "mark" or before[-1].word in _BEFORE_COUNTS or not _is_text(before[-1])


def _is_text(item: Item) -> bool:
    return item.kind == "word" or bool(name_of(item))


def _numbers(text: str, items: Sequence[Item]) -> Iterator[Doubted]:
    for item in items:
        parts = item.word.split("-")
        yield from (Doubted(Doubt.NUMBER, part) for part in parts if is_number_word(part))
    yield from (Doubted(Doubt.NUMBER, found[0].strip()) for found in _COUNTED_ONE.finditer(text))


def _coverage(asked: Asked, items: Sequence[Item]) -> Iterator[Doubted]:
    """Nobody's voice and no count is left out that the programme's sentence has."""
    held = [item.text for item in items]
    yield from (Doubted(Doubt.COVERAGE, token) for token in asked.needed if token not in held)


def _personal_data(asked: Asked, text: str, items: Sequence[Item]) -> Iterator[Doubted]:
    """Nobody is named: what looks like it, and every capital inside a sentence that the cited words do not have."""
    yield from (Doubted(Doubt.PERSONAL_DATA, one.kind) for one in personal_data(TOKEN.sub("…", text)))
    known = {word for words in (*asked.words.values(), asked.topic) for word in re.findall(r"[^\W\d_]+", words)}
    for before, item in pairwise(items):
        is_inside = item.kind == "word" and before.text != "." and item.text != item.text.lower()
        if is_inside and not known.issuperset(item.text.split("-")):
            yield Doubted(Doubt.PERSONAL_DATA, "a capital letter")
