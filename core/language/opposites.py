"""Words that turn a thought around, so that an inspel and its opposite are never taken for the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_NOT = "inte ej icke aldrig ingen inga inget ingenting utan varken knappast not no never none nobody"
_MORE = "mer mera fler flera öka ökar ökas utöka more"
NOT = frozenset(_NOT.split())
# Words for more of something are one and the same wish: "fler bussar", "mer buss".
MORE = frozenset(_MORE.split())
_SWEDISH = "två tre fyra fem sex sju åtta nio tio elva tolv"
_ENGLISH = "two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: str(number) for words in (_SWEDISH, _ENGLISH) for number, word in enumerate(words.split(), start=2)}
# Each pair: words of one direction, and words of the other.
_OPPOSITES = (
    (_MORE, "mindre färre minska minskar minskas less fewer"),
    ("höj höja höjs höjas höjd higher raise", "sänk sänka sänks sänkas sänkt lower"),
    ("öppna öppnar öppnas öppen öppet open", "stäng stänga stänger stängs stängas stängd stängt close closed"),
    ("längre förläng förlänga longer", "kortare förkorta korta shorter"),
    ("tidigare tidigt tidig tid earlier early", "senare sent sen sena later late"),
    ("snabbt snabbare snabb snabba fast faster", "långsamt långsammare långsam långsamma sakta slow slower"),
    ("bra bättre bäst god gott goda good better", "dålig dåligt dåliga sämre sämst bad worse"),
    ("billig billigt billiga billigare gratis cheap free", "dyr dyrt dyra dyrare expensive"),
    ("behåll behålla bevara rädda keep", "lägg lägga riv riva avveckla stäng stänga bort remove"),
    ("tillåt tillåta tillåtet tillåtna allow", "förbjud förbjuda förbjudet förbjudna bort ban"),
    ("frivillig frivilligt frivilliga", "obligatorisk obligatoriskt obligatoriska"),
    ("trygg tryggt trygga tryggare safe", "otrygg otryggt otrygga otryggare unsafe"),
    ("nöjd nöjda glad glada happy", "missnöjd missnöjda besviken besvikna arg arga unhappy"),
    ("lätt enkel enkelt enkla easy", "svår svårt svåra krånglig krångligt krångliga hard difficult"),
    ("snäll snälla trevlig trevligt trevliga kind", "dum dumma elak elaka otrevlig otrevligt otrevliga rude"),
    ("börja bygg bygga inför införa start build", "sluta slopa avskaffa riv riva stop"),
    ("ja yes", "nej no"),
)


def _bits(side: int) -> Mapping[str, int]:
    """Each word of one side with the pairs it stands in, as bits."""
    bits: dict[str, int] = {}
    for number, pair in enumerate(_OPPOSITES):
        for word in pair[side].split():
            bits[word] = bits.get(word, 0) | 1 << number
    return bits


_LEFT, _RIGHT = _bits(0), _bits(1)


def directions(words: Iterable[str]) -> tuple[int, int]:
    """Which pairs of opposites the words lean to one side of, as bits: the one side and the other.

    A text with words of both sides leans neither way.
    """
    left = right = 0
    for word in words:
        left |= _LEFT.get(word, 0)
        right |= _RIGHT.get(word, 0)
    return left & ~right, right & ~left
