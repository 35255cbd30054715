"""What became of a call for help with words, and what a wording fell on; Swedish source texts, translated when read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import N_
from dialog.summarising.asked import Doubt
from dialog.summarising.assisting import Outcome

OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.ASKED: N_("Skickat, men det kom aldrig något besked"),
        Outcome.ANSWERED: N_("Besvarat"),
        Outcome.USED: N_("Besvarat, formuleringar togs emot"),
        Outcome.NOT_USED: N_("Besvarat, men inget klarade kontrollerna"),
        Outcome.NO_ANSWER: N_("Inget svar i tid"),
        Outcome.BUSY: N_("Tjänsten hade för mycket att göra"),
        Outcome.REFUSED: N_("Tjänsten tog inte emot frågan"),
        Outcome.TOO_LARGE: N_("Svaret var för stort"),
        Outcome.UNREADABLE: N_("Svaret gick inte att läsa"),
        Outcome.OVERTAKEN: N_("Någon hann ändra sammanfattningen, så inget togs emot"),
    }
)

DOUBTS: Mapping[Doubt, str] = MappingProxyType(
    {
        Doubt.SHAPE: N_("Svaret har inte den form som är bestämd"),
        Doubt.MISSING: N_("Ingen formulering kom"),
        Doubt.CITATION: N_("Källan finns inte, eller är en annan än meningens"),
        Doubt.TOKEN: N_("En plats för ett tal står fel"),
        Doubt.NUMBER: N_("Ett tal är skrivet utan att komma från rösterna"),
        Doubt.QUOTE: N_("Ett citat är inte ordagrant"),
        Doubt.QUANTIFIER: N_("Ett ord om hur många håller inte för rösterna"),
        Doubt.POLARITY: N_("Det som sägs kan vara vänt åt fel håll"),
        Doubt.SUPPORT: N_("Ett ord finns inte i inspelen"),
        Doubt.PERSONAL_DATA: N_("Det kan vara en personuppgift"),
        Doubt.COVERAGE: N_("Ett inspel eller ett antal har fallit bort"),
        Doubt.LANGUAGE: N_("Det är skrivet på ett annat språk"),
    }
)
