"""What is said about an inspel once votes are counted: the word of each kind of claim, and why there are no groups.

Verdicts come in words and counts; intervals and methods are for those who ask. All are Swedish source texts, translated
when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from core.errors import N_
from core.i18n import gettext as _
from core.i18n import number
from dialog.analysis.claims import Kind
from dialog.analysis.gate import Condition


class Part(StrEnum):
    """The parts of the results as people read them; the value stands in addresses."""

    UNITES = "forenar"
    DIVIDES = "isar"
    UNSURE = "osakert"
    UNCLEAR = "oklart"
    TOO_FEW = "for-fa"


PARTS: Mapping[Part, tuple[Kind, ...]] = MappingProxyType(
    {
        Part.UNITES: (Kind.COMMON_AGREE, Kind.COMMON_REJECT),
        Part.DIVIDES: (Kind.SPLIT, Kind.DISTINCT),
        Part.UNSURE: (Kind.UNSURE,),
        Part.UNCLEAR: (Kind.UNCLEAR,),
        Part.TOO_FEW: (Kind.TOO_FEW,),
    }
)
TITLES: Mapping[Part, str] = MappingProxyType(
    {
        Part.UNITES: N_("Det här förenar"),
        Part.DIVIDES: N_("Här går åsikterna isär"),
        Part.UNSURE: N_("Många är osäkra"),
        Part.UNCLEAR: N_("Det går inte att säga säkert"),
        Part.TOO_FEW: N_("För få har röstat för att säga något"),
    }
)
MEANS: Mapping[Part, str] = MappingProxyType(
    {
        Part.UNITES: N_("En klar majoritet tycker lika, även när vi räknar med slumpen."),
        Part.DIVIDES: N_("Många står på var sin sida, eller så tycker olika grupper olika."),
        Part.UNSURE: N_("Minst en av fyra svarade Vet inte."),
        Part.UNCLEAR: N_("Fler står på ena sidan, men skillnaden kan vara en slump."),
        Part.TOO_FEW: N_("Färre än sju har röstat på de här inspelen."),
    }
)

NO_GROUPS: Mapping[Condition, str] = MappingProxyType(
    {
        Condition.ENOUGH_PEOPLE: N_(
            "Färre än 30 personer röstade på så många inspel att vi kan se om det finns grupper som tycker olika."
        ),
        Condition.GROUPS_FOUND: N_("De som deltog röstade så lika att de inte går att dela in i grupper."),
        Condition.NO_SMALL_GROUP: N_("Någon av grupperna blev så liten att den inte får visas."),
        Condition.CLEARER_THAN_CHANCE: N_("Skillnaderna mellan dem som deltog är inte större än slumpen kan ge."),
        Condition.STABLE: N_("Grupperna blev olika beroende på vilka som räknades med, så de går inte att lita på."),
    }
)


def verdict(kind: Kind, n: int, agree: int, disagree: int, passes: int) -> str:
    """What one reads first about an inspel: ”10 av 11 håller med”. Needs at least five votes."""
    if kind is Kind.TOO_FEW:
        return str(_("Bara %(n)s har röstat", n=number(n)))
    if kind is Kind.UNSURE:
        return str(_("%(k)s av %(n)s vet inte", k=number(passes), n=number(n)))
    if kind is Kind.SPLIT:
        return str(
            _(
                "%(agree)s håller med och %(disagree)s håller inte med, av %(n)s",
                agree=number(agree),
                disagree=number(disagree),
                n=number(n),
            )
        )
    if kind is not Kind.DISTINCT and disagree > agree:
        return str(_("%(k)s av %(n)s håller inte med", k=number(disagree), n=number(n)))
    return str(_("%(k)s av %(n)s håller med", k=number(agree), n=number(n)))
