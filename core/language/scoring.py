"""Reads a Swedish text word by word: what praises, what complains, and what turns either round."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.language.lexicon import civic, face, turns, valence
from core.language.phrases import longest
from core.language.pieces import Pieces, pieces

# How far a negation reaches: "inte ens i närheten av bra", and back over "trivs vi inte".
FORWARD, BACKWARD = 5, 3
# "Inte bra" is nearly as bad as "dåligt"; "inte dålig" is far from as good as "bra".
NEGATED_PRAISE, NEGATED_COMPLAINT = -0.75, -0.45
# In the public's comments a negation that turns no word we know is more often a complaint than not.
BARE_NEGATION = -0.6
BOOSTED, DAMPED = 1.25, 0.7
# "A men B": B is what the writer wants to leave us with.
BEFORE_CONTRAST, AFTER_CONTRAST = 0.7, 1.3
# What is only admitted, "trots att" or "även om", to the next pause or for so many words.
CONCEDED, CONCESSION = 0.3, 7
ASKED = 0.5
# "Det vore bra med" praises nothing that is, and "borde gå snabbare" says that it is slow.
WISHED_PRAISE, WISHED_MORE = 0.1, -0.9
EXCLAIMED = 1.15
# What is left of a word that weighs less than this is not shown as something the judgement rests on.
LEAST_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase as written and what it weighs where it stands; negative for a complaint."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """What the words of a text weigh, and the traits of the text that say how to take it."""

    weighed: tuple[Word, ...]
    words: tuple[str, ...]
    asks: bool
    wishes: bool
    negations: int

    @property
    def praise(self) -> float:
        """The sum of what praises, 0 or more."""
        return sum(one.weight for one in self.weighed if one.weight > 0)

    @property
    def complaint(self) -> float:
        """The sum of what complains, 0 or less."""
        return sum(one.weight for one in self.weighed if one.weight < 0)


@dataclass(slots=True)
class _Event:
    start: int
    end: int
    weight: float
    turned: bool = False


def score(text: str) -> Score:
    """The score of a Swedish text; one without any word we know has nothing weighed."""
    found = pieces(text)
    events = _events(found)
    _turn(found, events)
    starts = [event.start for event in events]
    for first, last in _sentences(found):
        _weigh_sentence(found, first, last, events[bisect_left(starts, first) : bisect_left(starts, last)])
    weighed = tuple(
        Word(" ".join(found.written[event.start : event.end]), round(event.weight, 3))
        for event in events
        if abs(event.weight) >= LEAST_WEIGHT
    )
    return Score(
        weighed,
        words=tuple(word for word, kind in zip(found.lower, found.kinds, strict=True) if kind == "word"),
        asks="?" in text,
        wishes=any(word in turns("wish") for word in found.lower),
        negations=sum(word in turns("negation") for word in found.lower),
    )


def _events(found: Pieces) -> list[_Event]:
    """Phrases first, the longest of those that overlap, then single words that no phrase has taken."""
    is_open = [kind == "word" for kind in found.kinds]
    matches = longest(civic().find(found.lower, is_open))
    taken = {at for match in matches for at in range(match.start, match.end)}
    events = [_Event(match.start, match.end, match.value) for match in matches]
    for at, (word, kind) in enumerate(zip(found.lower, found.kinds, strict=True)):
        if at in taken:
            continue
        worth = face(word) if kind == "face" else valence(word) if kind == "word" else 0.0
        if worth:
            events.append(_Event(at, at + 1, worth))
        elif word in turns("negation"):
            events.append(_Event(at, at + 1, 0.0))
    return sorted(events, key=lambda event: event.start)


def _turn(found: Pieces, events: Sequence[_Event]) -> None:
    """Let each negation that no phrase holds turn what it reaches, else weigh a little by itself."""
    at_start = {event.start: event for event in events}
    at_end = {event.end - 1: event for event in events}
    for event in events:
        word = found.lower[event.start]
        if event.end - event.start > 1 or word not in turns("negation") or event.weight:
            continue
        reached = _ahead(found, event.start, at_start) or _behind(found, event.start, at_end)
        if not reached:
            event.weight = 0.0 if word == "utan" else BARE_NEGATION
        for other in reached:
            if not other.turned:
                other.weight *= NEGATED_PRAISE if other.weight > 0 else NEGATED_COMPLAINT
                other.turned = True


def _ahead(found: Pieces, at: int, events: dict[int, _Event]) -> list[_Event]:
    """The next word of any weight in the clause; after "varken" all of them, as it turns both sides of its "eller"."""
    is_neither = found.lower[at] == "varken"
    reached = []
    for here in range(at + 1, min(at + 1 + FORWARD, len(found.lower))):
        if found.kinds[here] != "word" or found.lower[here] in turns("contrast") or found.lower[here] == "och":
            break
        if here in events and events[here].weight:
            reached.append(events[here])
            if not is_neither:
                break
    return reached


def _behind(found: Pieces, at: int, events: dict[int, _Event]) -> list[_Event]:
    """The last single word of any weight before it in the clause: "trivs inte"."""
    for here in range(at - 1, max(at - 1 - BACKWARD, -1), -1):
        word = found.lower[here]
        if found.kinds[here] != "word" or word in turns("contrast") or word in turns("opens"):
            break
        if here in events and events[here].weight and events[here].end - events[here].start == 1:
            return [events[here]]
    return []


def _sentences(found: Pieces) -> list[tuple[int, int]]:
    """The first and one past the last piece of each sentence, its end mark included."""
    cuts = [at + 1 for at, kind in enumerate(found.kinds) if kind == "end"]
    edges = [0, *cuts] if cuts and cuts[-1] == len(found.kinds) else [0, *cuts, len(found.kinds)]
    return [(first, last) for first, last in pairwise(edges) if first < last]


def _weigh_sentence(found: Pieces, first: int, last: int, events: Sequence[_Event]) -> None:
    words = found.lower[first:last]
    mark = found.lower[last - 1] if found.kinds[last - 1] == "end" else ""
    for event in events:
        _strengthen(found, event, first)
    if any(word in turns("wish") for word in words):
        _take_as_wish(found, events)
    elif words[0] in turns("more"):
        _take_as_wish(found, [event for event in events if event.start == first])
    _contrast(found, first, last, events)
    _concede(found, first, last, events)
    times = ASKED if "?" in mark else EXCLAIMED if "!" in mark else 1.0
    for event in events:
        event.weight *= times


def _strengthen(found: Pieces, event: _Event, first: int) -> None:
    for here in range(event.start - 1, max(event.start - 3, first - 1), -1):
        word = found.lower[here]
        if found.kinds[here] != "word":
            return
        if word in turns("booster"):
            event.weight *= BOOSTED
        elif word in turns("damper"):
            event.weight *= DAMPED


def _take_as_wish(found: Pieces, events: Sequence[_Event]) -> None:
    for event in events:
        if found.lower[event.start] in turns("more"):
            event.weight = WISHED_MORE
        elif event.weight > 0:
            event.weight *= WISHED_PRAISE


def _contrast(found: Pieces, first: int, last: int, events: Sequence[_Event]) -> None:
    turning = [at for at in range(first, last) if found.lower[at] in turns("contrast")]
    if not turning or turning[-1] == first:
        return
    for event in events:
        if event.start != turning[-1]:
            event.weight *= BEFORE_CONTRAST if event.start < turning[-1] else AFTER_CONTRAST


def _concede(found: Pieces, first: int, last: int, events: Sequence[_Event]) -> None:
    """Weigh down what the writer only admits: from "trots" or "även om" to the next pause."""
    at_start = {event.start: event for event in events}
    left = 0
    for at in range(first, last):
        word = found.lower[at]
        if found.kinds[at] != "word":
            left = 0
        elif word == "trots" or (word == "även" and at + 1 < last and found.lower[at + 1] == "om"):
            left = CONCESSION
        elif left:
            left -= 1
            if at in at_start:
                at_start[at].weight *= CONCEDED
