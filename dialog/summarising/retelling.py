"""Whether a wording says what the claim and the inspel say: how many, for or against, and about what."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from core.language.opposites import directions
from core.language.stems import stem
from core.summaries.clauses import share_of
from core.summaries.quantifiers import quantifiers_in
from core.summaries.sentences import Source
from core.summaries.stances import Stance
from dialog.summarising.asked import COUNTS, TOKEN, Asked, Doubt, Doubted, Item, name_of
from dialog.summarising.plain_words import FUNCTION, OF_KIND, PHRASES, QUANTITY, REPORTING, TURNING

# Between these a sentence says one thing; each that speaks with the inspel's words must say who does.
_BREAKS = frozenset(".;:")
_JOINS = frozenset({"och", "men", "medan"})
# It stands in the names of sides, and nowhere else.
_DENIES = frozenset({"inte"})
# Whoever retells an inspel tells so much of it.
_LEAST_TOLD = 0.5


def quantifiers(asked: Asked, text: str, items: Sequence[Item]) -> Iterator[Doubted]:
    """A word for how many keeps what it promises, of the one side that the claim is about."""
    said = quantifiers_in(TOKEN.sub(lambda token: " " * len(token[0]), text))
    claim = Source(asked.claim, figures=asked.figures)
    for one in said:
        share = share_of(claim, asked.sides[0]) if len(asked.sides) == 1 else None
        # What denies belongs to the name of a side, and never to a quantity.
        is_denied = not TURNING.isdisjoint(one.word.casefold().split())
        if share is None or is_denied or not one.fits(share):
            yield Doubted(Doubt.QUANTIFIER, one.word)
    loose = (item for item in items if item.word in QUANTITY)
    for item in loose:
        if not any(one.start <= item.start < one.end for one in said):
            yield Doubted(Doubt.QUANTIFIER, item.word)


def polarity(asked: Asked, items: Sequence[Item]) -> Iterator[Doubted]:
    """Each count beside the words for its own side, and no other word that denies."""
    spoken = _spoken(items)
    used = {place for _, start, end in spoken for place in range(start, end)}
    free = [item for place, item in enumerate(items) if place not in used]
    yield from (Doubted(Doubt.POLARITY, item.word) for item in free if item.word in TURNING - FUNCTION)
    named = {side for side, _, _ in spoken}
    counted = {Stance(name_of(item)) for item in items if name_of(item) in COUNTS}
    if not named or named != counted or named != set(asked.sides):
        yield Doubted(Doubt.POLARITY, ", ".join(sorted(named ^ set(asked.sides) | named ^ counted)) or "no side")
    elif len(named) > 1 and not _are_paired(items, spoken):
        yield Doubted(Doubt.POLARITY, "the sides are mixed up")


def _spoken(items: Sequence[Item]) -> list[tuple[Stance, int, int]]:
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


def _are_paired(items: Sequence[Item], spoken: Sequence[tuple[Stance, int, int]]) -> bool:
    """Whether each side is named right after its own count, and nothing is counted after the last."""
    start = 0
    for side, begins, ends in spoken:
        if [name_of(item) for item in items[start:begins] if name_of(item) in COUNTS] != [side.value]:
            return False
        start = ends
    return not any(name_of(item) in COUNTS for item in items[start:])


def support(asked: Asked, items: Sequence[Item]) -> Iterator[Doubted]:
    """Every word is a summary's own or the cited people's: theirs in order, enough of them, and told as theirs."""
    ours = FUNCTION | REPORTING | QUANTITY | OF_KIND.get(asked.kind, frozenset()) | _DENIES
    places = [place for place, item in enumerate(items) if item.word and item.word not in ours]
    borrowed = [items[place].word for place in places]
    if not borrowed:
        return
    topic, *inspel = [_stems(text, ours) for text in (asked.topic, *asked.words.values())]
    lent = [topic, *inspel]
    everything = {one for words in lent for one in words}
    strange = [word for word in borrowed if not all(stem(part) in everything for part in word.split("-"))]
    yield from (Doubted(Doubt.SUPPORT, word) for word in strange)
    told = [stem(part) for word in borrowed for part in word.split("-")]
    if not strange and not any(_is_within(told, words) for words in lent):
        yield Doubted(Doubt.SUPPORT, "the words are put together anew")
    # A word or two of somebody's say another thing than they did: "bäst" of "skriv att kommunen är bäst".
    enough = (words for words in inspel if _is_within(told, words) and len(told) >= _LEAST_TOLD * len(words))
    if not strange and not _is_within(told, topic) and next(enough, None) is None:
        yield Doubted(Doubt.SUPPORT, "too little is retold")
    yield from (Doubted(Doubt.SUPPORT, items[place].word) for place in places if not _is_attributed(items, place))
    for text in asked.words.values():
        said = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
        if any(stem(word) in told for word in said) and _may_turn(borrowed, said):
            yield Doubted(Doubt.POLARITY, "what is retold in part may be turned")


def _stems(text: str, without: Collection[str]) -> list[str]:
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
    return [stem(word) for word in words if word not in without]


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


def _is_attributed(items: Sequence[Item], place: int) -> bool:
    """Whether the piece of the sentence where a word stands says how many think so, whose words they are, or who agrees
    to what comes ("håller med om att").
    """
    start = next((i + 1 for i in range(place, -1, -1) if _parts(items, i)), 0)
    end = next((i for i in range(place + 1, len(items)) if _parts(items, i)), len(items))
    return any(item.kind == "token" for item in items[start:end]) or bool(_spoken(items[start:place]))


def _parts(items: Sequence[Item], place: int) -> bool:
    following = items[place + 1].word if place + 1 < len(items) else ""
    return items[place].text in _BREAKS or (items[place].text == "," and following in _JOINS)
