"""What a review says about checks and counts, in plain words; Swedish source texts, translated when somebody reads."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import N_
from core.i18n import gettext as _
from core.i18n import number
from core.summaries.checks import Check
from dialog.summarising.checking import Checked
from dialog.summarising.sources import DIALOGUE

# Those that fall on a word, a number or a quotation end with it.
_SAID: Mapping[Check, str] = MappingProxyType(
    {
        Check.CITATION: N_("Det meningen bygger på saknas, eller går inte att läsa längre."),
        Check.NUMBER: N_("Talet finns inte i det som meningen bygger på: %(details)s."),
        Check.QUOTE: N_("Citatet står inte så i något inspel som meningen bygger på: %(details)s."),
        Check.QUANTIFIER: N_("Ordet säger mer än rösterna gör: %(details)s."),
        Check.POLARITY: N_("Det kan vara tvärtemot vad rösterna säger: %(details)s."),
        Check.SUPPORT: N_("Det här finns inte i det som meningen bygger på: %(details)s."),
        Check.PERSONAL_DATA: N_("Det kan vara en uppgift om en person: %(details)s."),
        Check.READ_BACK: N_("Färre än hälften i mötet sa att det stämmer."),
    }
)
_OF_WHOLE: Mapping[str, str] = MappingProxyType(
    {
        "voices": N_("Färre än hälften av dem som deltog har skrivit eller hållit med om något som är med."),
        "minority": N_("Färre än hälften av dem som oftast tycker annorlunda än de flesta håller med om något i den."),
    }
)
_FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "participants": N_("%(n)s deltagare"),
        "voters": N_("%(n)s röstade"),
        "inspel": N_("%(n)s inspel"),
        "votes": N_("%(n)s röster"),
    }
)
CHECKS: Mapping[Check, str] = MappingProxyType(
    {
        Check.CITATION: N_("Källor"),
        Check.NUMBER: N_("Tal"),
        Check.QUOTE: N_("Citat"),
        Check.QUANTIFIER: N_("Ord för mängder"),
        Check.POLARITY: N_("För eller emot"),
        Check.SUPPORT: N_("Ord utan stöd"),
        Check.PERSONAL_DATA: N_("Personuppgifter"),
        Check.READ_BACK: N_("Rummets svar"),
        Check.COVERAGE: N_("Vilkas röster som hörs"),
    }
)


def said(checked: Checked) -> str:
    """What is wrong, in a sentence or two."""
    if checked.check is Check.COVERAGE:
        return " ".join(str(_(_OF_WHOLE[detail])) for detail in checked.details)
    details = ", ".join(checked.details) or "–"
    return str(_(_SAID[checked.check])) % {"details": details}


def read_back(answers: Mapping[str, int]) -> str:
    """What those in a meeting answered when the line was read to them; "" where nobody may know or nobody did."""
    if not answers:
        return ""
    return str(
        _(
            "I mötet: %(right)s stämmer, %(wrong)s stämmer inte, %(lacking)s något saknas.",
            right=answers.get("stammer", 0),
            wrong=answers.get("stammer_inte", 0),
            lacking=answers.get("saknas", 0),
        )
    )


def counts(ref: str) -> str:
    """What a set of counts is called; a meeting goes by the number in its address."""
    return str(_("Dialogens egna siffror") if ref == DIALOGUE else _("Siffror från möte %(number)s", number=ref[1:]))


def figures(known: Mapping[str, object]) -> str:
    """The most telling of a set of counts, such as ”11 deltagare, 14 inspel”; what is not counted is left out."""
    told = {name: known[name] for name in _FIGURES if isinstance(known.get(name), int)}
    return ", ".join(str(_(_FIGURES[name])) % {"n": number(n)} for name, n in told.items() if isinstance(n, int))
