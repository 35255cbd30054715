"""The words that a wording from outside may use whatever it is about; every other must be one of the inspel's own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.summaries.number_words import FRACTIONS, ORDERS, TIMES, WORDS
from core.summaries.stances import Stance
from dialog.analysis.claims import Kind


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


# Words that carry no matter of their own. Nothing that denies, doubts, compares or praises is among them.
FUNCTION = _words(
    """
    och att som i på av om till från den det de dem en ett är var har hade kan där här när vid hos inom kring sig sin
    sitt sina detta denna dessa sådan sådant sådana också även samt medan men för med något
    """
)

# What a summary says of people and their votes.
REPORTING = _words(
    """
    deltagare deltagarna deltagarnas deltar deltog röst röster rösterna röstade röstat svar svaren svarar svarade
    inspel inspelet förslag förslaget tanke tanken åsikt åsikten åsikter åsikterna uppfattning uppfattningen fråga
    frågan dialogen dialog håller höll med instämmer instämde vet osäkra handlar gäller gällde lyder står
    """
)

# What may be said of some claims, and would turn others round.
OF_KIND: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        Kind.COMMON_AGREE: _words("stöd stödet samlar får fick överens"),
        Kind.SPLIT: _words("isär går gick delar delade oense"),
        Kind.UNSURE: _words("tveksamma osäkerhet osäkerheten"),
    }
)

# How many without a number: what they promise is checked against the claim (``core.summaries.quantifiers``).
QUANTITY = _words(
    "alla allra samtliga nästan flesta majoritet majoriteten klar tydlig stor bred många eniga enig flertalet"
)

# How the sides are named; each needs the words whole and in this order.
PHRASES: tuple[tuple[Stance, tuple[str, ...]], ...] = (
    (Stance.DISAGREE, ("håller", "inte", "med")),
    (Stance.DISAGREE, ("höll", "inte", "med")),
    (Stance.PASSES, ("vet", "inte")),
    (Stance.PASSES, ("är", "osäkra")),
    (Stance.PASSES, ("var", "osäkra")),
    (Stance.AGREE, ("håller", "med")),
    (Stance.AGREE, ("höll", "med")),
    (Stance.AGREE, ("instämmer",)),
    (Stance.AGREE, ("instämde",)),
)

# Words after which a text cannot be retold in part: what they turn, weigh or condition would be said without it.
TURNING = _words(
    """
    inte ej icke aldrig ingen inga inget ingenting utan varken knappast sällan utom förutom men fast dock istället
    stället hellre snarare framför än bara endast enbart om ifall såvida tills mot emot trots nej not no never
    """
)

_MORE_NUMBERS = _words(
    """
    noll första förste andre tredje fjärde femte sjätte sjunde åttonde nionde tionde par paret båda bägge hälften halv
    halva halvt tredjedel tredjedelar fjärdedel fjärdedelar femtedel tiondel dubbel dubbelt dubbla procent procentenhet
    procentenheter promille miljon miljoner miljard miljarder tiotal hundratal tusental dussintal ensam ensamma
    """
)
_SAID = frozenset(word for table in (WORDS, FRACTIONS, TIMES, ORDERS) for name in table for word in name.split())
_NUMBERS = (_SAID | _MORE_NUMBERS) - {"en", "ett", "a", "one"}
# No other Swedish word begins like these; "sex", "tre" and "tio" begin too many.
_BEGINNINGS = tuple(
    _words(
        """
    hundra tusen miljon miljard procent promille tretton fjorton femton sexton sjutton arton nitton tjugo trettio fyrtio
    femtio sextio sjuttio åttio nittio elva tolv dussin tjog hälft tvåhundra trehundra fyrahundra femhundra
    """
    )
)
_COUNTING_ENDS = ("tal", "tals", "åring", "åringar", "åringarna", "årig", "åriga", "faldig", "faldigt", "dubbel")
_SMALL = ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")
_COMPOUNDS = frozenset(word + end for word in _SMALL for end in _COUNTING_ENDS)


def is_number_word(word: str) -> bool:
    """Whether a word in small letters says a number; "en" and "ett" are articles where nothing shows otherwise."""
    return word in _NUMBERS or word in _COMPOUNDS or word.startswith(_BEGINNINGS)
