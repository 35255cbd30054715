"""Whether a wording from outside may stand in the place of the programme's own: every check by programme, none by trust.

A wording may choose its order and its small words. What it says of whom, how many and what about is held to one claim.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.language.opposites import directions
from core.language.personal_data import personal_data
from core.language.stems import stem
from core.summaries.clauses import share_of
from core.summaries.quantifiers import quantifiers_in
from core.summaries.sentences import Source
from core.summaries.stances import Stance
from dialog.analysis.claims import Kind
from dialog.summarising.plain_words import FUNCTION, OF_KIND, PHRASES, QUANTITY, REPORTING, TURNING, is_number_word

SHORTEST, LONGEST = 20, 400
N, SHARE = "n", "share"
COUNTS = tuple(side.value for side in Stance)
_MARKS = frozenset(".,;:()–-")
_QUOTES = frozenset("\"'”“„‟’‘‚‹›«»`´")
_ITEM = re.compile(r"(?P<token>\{[^{}]*\})|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)|(?P<mark>\S)")
_TOKEN = re.compile(r"\{(?P<ref>[a-z][0-9]{1,9})(?:\.(?P<name>[a-z]+))?\}", re.ASCII)
# Between these a sentence says one thing; each that speaks with the inspel's words must say who does.
_BREAKS = frozenset(".;:")
_JOINS = frozenset({"och", "men", "medan"})
# What may stand before a count: "mer än {c1.agree}" would be another number.
_BEFORE_COUNTS = frozenset("och men medan att där som med instämmer instämde".split())
_BEFORE_BASE = frozenset({"av", "de"})
# It stands in the names of sides, and nowhere else.
_DENIES = frozenset({"inte"})
# Where "en" and "ett" count.
_COUNTED_ONE = re.compile(r"\b(?:en|ett)\s+(?:av\b|enda\b|person\b|deltagare\b|röst\b|\{)", re.IGNORECASE)


class Doubt(StrEnum):
    """What is looked at; pages have a word for each."""

    SHAPE = "shape"
    MISSING = "missing"
    CITATION = "citation"
    TOKEN = "token"  # noqa: S105 - a place for a number
    NUMBER = "number"
    QUOTE = "quote"
    QUANTIFIER = "quantifier"
    POLARITY = "polarity"
    SUPPORT = "support"
    PERSONAL_DATA = "personal_data"
    COVERAGE = "coverage"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Doubted:
    """A check that a wording did not pass; ``detail`` is what it fell on."""

    doubt: Doubt
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence that a wording was asked for: the programme's own, the one claim it makes, and the words it cites.

    ``figures`` are the claim's counts and its share in whole per cent; ``slots`` the inspel whose words stand in it.
    ``words`` are those of the inspel it cites, by ref and without personal data. ``topic`` may lend words too.
    """

    key: str
    template: str
    cites: tuple[str, ...]
    claim: str
    kind: Kind
    figures: Mapping[str, int]
    slots: tuple[str, ...]
    words: Mapping[str, str]
    topic: str = ""

    @property
    def sides(self) -> tuple[Stance, ...]:
        """The sides whose counts must be said."""
        larger = Stance.AGREE if self.figures["agree"] >= self.figures["disagree"] else Stance.DISAGREE
        told = {
            Kind.COMMON_AGREE: (Stance.AGREE,),
            Kind.COMMON_REJECT: (Stance.DISAGREE,),
            Kind.UNSURE: (Stance.PASSES,),
            Kind.SPLIT: (Stance.AGREE, Stance.DISAGREE),
        }
        return told.get(self.kind, (larger,))

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every token that a wording may hold."""
        names = [*COUNTS, N, *([SHARE] if len(self.sides) == 1 else [])]
        return (*(f"{{{self.claim}.{name}}}" for name in names), *(f"{{{ref}}}" for ref in self.slots))

    @property
    def needed(self) -> tuple[str, ...]:
        """The tokens that it must hold: how many, of how many, about whose words."""
        counts = [f"{{{self.claim}.{name}}}" for name in (*(side.value for side in self.sides), N)]
        return (*counts, *(f"{{{ref}}}" for ref in self.slots))


@dataclass(frozen=True, slots=True)
class _Item:
    """A token, a word or a mark of a wording, in its order."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The word in small letters; "" for the rest."""
        return self.text.casefold() if self.kind == "word" else ""


def doubts(asked: Asked, text: str, cites: Sequence[str]) -> tuple[Doubted, ...]:
    """Everything that speaks against a wording, before its tokens are filled; nothing when it may stand."""
    found = list(_shape(text))
    if found:
        return tuple(found)
    items = [_Item(str(one.lastgroup), one[0], one.start()) for one in _ITEM.finditer(text)]
    checks = (
        _citation(asked, cites),
        _tokens(asked, items),
        _numbers(text, items),
        _coverage(asked, items),
        _quantifiers(asked, text, items),
        _polarity(asked, items),
        _support(asked, items),
        _personal_data(asked, text, items),
    )
    return tuple(dict.fromkeys(one for check in checks for one in check))


def _shape(text: str) -> Iterator[Doubted]:
    """One line of plain letters and marks; no other alphabet, no hidden sign, no mark-up."""
    if not SHORTEST <= len(text) <= LONGEST or text != text.strip() or not text.endswith("."):
        yield Doubted(Doubt.SHAPE, "length" if text.strip() == text else "spaces")
    bare = _TOKEN.sub("", text)
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


def _tokens(asked: Asked, items: Sequence[_Item]) -> Iterator[Doubted]:
    """Tokens that it was given, each number where only that number can be meant."""
    for place, item in enumerate(items):
        if item.kind != "token":
            continue
        if item.text not in asked.tokens:
            yield Doubted(Doubt.TOKEN, item.text)
            continue
        before, name = items[:place], _name_of(item)
        if name == N and not _is_base(before):
            yield Doubted(Doubt.TOKEN, item.text)
        if (name in COUNTS or name == SHARE) and not _begins(before):
            yield Doubted(Doubt.TOKEN, item.text)
        if not name and sum(one.text == item.text for one in items) > 1:
            yield Doubted(Doubt.TOKEN, item.text)


def _name_of(item: _Item) -> str:
    """The figure that a token stands for; "" for a slot and for what is no token."""
    found = _TOKEN.fullmatch(item.text)
    return (found["name"] or "") if found else ""


def _is_base(before: Sequence[_Item]) -> bool:
    """Whether "{c1.agree} av" or "{c1.agree} av de" stands last."""
    words = list(before)
    while words and words[-1].word in _BEFORE_BASE:
        words.pop()
    return len(words) < len(before) and bool(words) and _name_of(words[-1]) in COUNTS and before[len(words)].word == "av"


def _begins(before: Sequence[_Item]) -> bool:
    """Whether a count may be said here: first, after a mark, or after a word that does not change it."""
    return not before or before[-1].kind == "mark" or before[-1].word in _BEFORE_COUNTS or not _is_text(before[-1])


def _is_text(item: _Item) -> bool:
    return item.kind == "word" or bool(_name_of(item))


def _numbers(text: str, items: Sequence[_Item]) -> Iterator[Doubted]:
    for item in items:
        parts = item.word.split("-")
        yield from (Doubted(Doubt.NUMBER, part) for part in parts if is_number_word(part))
    yield from (Doubted(Doubt.NUMBER, found[0].strip()) for found in _COUNTED_ONE.finditer(text))


def _coverage(asked: Asked, items: Sequence[_Item]) -> Iterator[Doubted]:
    """Nobody's voice and no count is left out that the programme's sentence has."""
    held = [item.text for item in items]
    yield from (Doubted(Doubt.COVERAGE, token) for token in asked.needed if token not in held)


def _quantifiers(asked: Asked, text: str, items: Sequence[_Item]) -> Iterator[Doubted]:
    """A word for how many keeps what it promises, of the one side that the claim is about."""
    said = quantifiers_in(_TOKEN.sub(lambda token: " " * len(token[0]), text))
    claim = Source(asked.claim, figures=asked.figures)
    for one in said:
        share = share_of(claim, asked.sides[0]) if len(asked.sides) == 1 else None
        if share is None or not one.fits(share):
            yield Doubted(Doubt.QUANTIFIER, one.word)
    loose = (item for item in items if item.word in QUANTITY)
    for item in loose:
        if not any(one.start <= item.start < one.end for one in said):
            yield Doubted(Doubt.QUANTIFIER, item.word)


def _polarity(asked: Asked, items: Sequence[_Item]) -> Iterator[Doubted]:
    """Each count beside the words for its own side, and no other word that denies."""
    spoken = _spoken(items)
    used = {place for _, start, end in spoken for place in range(start, end)}
    free = [item for place, item in enumerate(items) if place not in used]
    yield from (Doubted(Doubt.POLARITY, item.word) for item in free if item.word in TURNING - FUNCTION)
    named = {side for side, _, _ in spoken}
    counted = {Stance(_name_of(item)) for item in items if _name_of(item) in COUNTS}
    if not named or named != counted or named != set(asked.sides):
        yield Doubted(Doubt.POLARITY, ", ".join(sorted(named ^ set(asked.sides) | named ^ counted)) or "no side")
    elif len(named) > 1 and not _are_paired(items, spoken):
        yield Doubted(Doubt.POLARITY, "the sides are mixed up")


def _spoken(items: Sequence[_Item]) -> list[tuple[Stance, int, int]]:
    """The sides that are named, in their order, and from which item to which; the longest words first."""
    found: list[tuple[Stance, int, int]] = []
    place = 0
    while place < len(items):
        for side, words in PHRASES:
            if tuple(item.word for item in items[place : place + len(words)]) == words:
                found.append((side, place, place + len(words)))
                place += len(words) - 1
                break
        place += 1
    return found


def _are_paired(items: Sequence[_Item], spoken: Sequence[tuple[Stance, int, int]]) -> bool:
    """Whether each side is named right after its own count, and nothing is counted after the last."""
    start = 0
    for side, begins, ends in spoken:
        if [_name_of(item) for item in items[start:begins] if _name_of(item) in COUNTS] != [side.value]:
            return False
        start = ends
    return not any(_name_of(item) in COUNTS for item in items[start:])


def _support(asked: Asked, items: Sequence[_Item]) -> Iterator[Doubted]:
    """Every word is a summary's own or the cited people's, and theirs are retold whole, in order, and as theirs."""
    ours = FUNCTION | REPORTING | QUANTITY | OF_KIND.get(asked.kind, frozenset()) | _DENIES
    places = [place for place, item in enumerate(items) if item.word and item.word not in ours]
    borrowed = [items[place].word for place in places]
    if not borrowed:
        return
    lent = [_stems(text) for text in (*asked.words.values(), asked.topic)]
    everything = {one for words in lent for one in words}
    strange = [word for word in borrowed if not all(stem(part) in everything for part in word.split("-"))]
    yield from (Doubted(Doubt.SUPPORT, word) for word in strange)
    told = [stem(part) for word in borrowed for part in word.split("-")]
    if not strange and not any(_is_within(told, words) for words in lent):
        yield Doubted(Doubt.SUPPORT, "the words are put together anew")
    yield from (Doubted(Doubt.SUPPORT, items[place].word) for place in places if not _is_attributed(items, place))
    for text in asked.words.values():
        said = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
        if any(stem(word) in told for word in said) and _may_turn(borrowed, said):
            yield Doubted(Doubt.POLARITY, "what is retold in part may be turned")


def _stems(text: str) -> list[str]:
    return [stem(word.casefold()) for word in re.findall(r"[^\W\d_]+", text)]


def _is_within(told: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words stand in a text in the same order, whatever stands between them."""
    rest = iter(words)
    return all(word in rest for word in told)


def _may_turn(borrowed: Sequence[str], said: Sequence[str]) -> bool:
    """Whether a text denies, weighs or points two ways, or another way than what is retold of it."""
    if TURNING.intersection(said):
        return True
    left = right = 0
    for word in said:
        one, other = directions([word])
        left, right = left | one, right | other
    return bool(left & right) or directions(borrowed) != directions(said)


def _is_attributed(items: Sequence[_Item], place: int) -> bool:
    """Whether the piece of the sentence where a word stands says how many think so, whose words they are, or who agrees
    to what comes ("håller med om att").
    """
    start = next((i + 1 for i in range(place, -1, -1) if _parts(items, i)), 0)
    end = next((i for i in range(place + 1, len(items)) if _parts(items, i)), len(items))
    return any(item.kind == "token" for item in items[start:end]) or bool(_spoken(items[start:place]))


def _parts(items: Sequence[_Item], place: int) -> bool:
    item = items[place]
    return item.text in _BREAKS or (item.text == "," and any(one.word in _JOINS for one in items[place + 1 : place + 2]))


def _personal_data(asked: Asked, text: str, items: Sequence[_Item]) -> Iterator[Doubted]:
    """Nobody is named: what looks like it, and every capital inside a sentence that the cited words do not have."""
    yield from (Doubted(Doubt.PERSONAL_DATA, one.kind) for one in personal_data(_TOKEN.sub("…", text)))
    known = {word for words in (*asked.words.values(), asked.topic) for word in re.findall(r"[^\W\d_]+", words)}
    for before, item in zip(items, items[1:], strict=False):
        is_inside = item.kind == "word" and before.text != "." and item.text != item.text.lower()
        if is_inside and not known.issuperset(item.text.split("-")):
            yield Doubted(Doubt.PERSONAL_DATA, "a capital letter")
