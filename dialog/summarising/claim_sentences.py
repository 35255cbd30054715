"""What is said of an inspel once votes are counted, as a sentence: counts first, then share and interval.

The words of the inspel stand in a slot, so that only whoever may read the inspel reads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from core.errors import N_
from core.i18n import gettext as _
from core.i18n import number
from core.statistics.rounding import published_integer
from core.summaries.stances import Stance
from dialog.analysing.results import Group, Telling
from dialog.analysis.claims import CONFIDENCE, Claim, Contrast, Kind
from dialog.analysis.opinions import AUDIENCE, GROUPS
from dialog.analysis.representative import Side
from dialog.models import AgeBand
from dialog.summarising.results import INSPEL
from dialog.words import AGE_BANDS

MOST_CONTRASTS = 2

# By the kind of the claim and the side that most took.
_AGREED = {
    Kind.COMMON_AGREE: N_("%(agree)s av %(n)s håller med om %(inspel)s %(figures)s."),
    Kind.UNSURE: N_("%(passes)s av %(n)s vet inte vad de tycker om %(inspel)s %(figures)s."),
    Kind.SPLIT: N_(
        "Åsikterna går isär om %(inspel)s: %(agree)s av %(n)s håller med och %(disagree)s håller inte med %(figures)s."
    ),
    Kind.DISTINCT: N_(
        "Grupper svarar olika om %(inspel)s: %(told)s. Sammanlagt är det %(agree)s av %(n)s som håller med %(figures)s."
    ),
    Kind.UNCLEAR: N_("%(agree)s av %(n)s håller med om %(inspel)s, men det kan vara en slump %(figures)s."),
}
_REJECTED = _AGREED | {
    Kind.COMMON_REJECT: N_("%(disagree)s av %(n)s håller inte med om %(inspel)s %(figures)s."),
    Kind.SPLIT: N_(
        "Åsikterna går isär om %(inspel)s: %(disagree)s av %(n)s håller inte med och %(agree)s håller med %(figures)s."
    ),
    Kind.UNCLEAR: N_("%(disagree)s av %(n)s håller inte med om %(inspel)s, men det kan vara en slump %(figures)s."),
}
_SIDES: Mapping[Stance, str] = MappingProxyType(
    {
        Stance.AGREE: N_("%(share)s håller med"),
        Stance.DISAGREE: N_("%(share)s håller inte med"),
    }
)
_TOLD: Mapping[Side, str] = MappingProxyType(
    {
        Side.AGREE: N_(
            "%(group)s är det %(k)s av %(n)s som håller med om %(inspel)s, mot %(rest)s av %(others)s %(rest_of)s."
        ),
        Side.DISAGREE: N_(
            "%(group)s är det %(k)s av %(n)s som inte håller med om %(inspel)s, mot %(rest)s av %(others)s %(rest_of)s."
        ),
    }
)


def slot(statement: int) -> str:
    """Where the words of an inspel stand."""
    return f"{{{INSPEL}{statement}}}"


def sentence(claim: Claim, names: Mapping[tuple[str, str], str]) -> str:
    """A claim with enough votes as a sentence; ``names`` are what groups are called (``called``)."""
    largest = sorted(claim.contrasts, key=lambda one: (-abs(one.difference), one.division, one.group))[:MOST_CONTRASTS]
    counts = {name: number(getattr(claim, name)) for name in ("agree", "disagree", "passes", "n")}
    told = "; ".join(_contrast(one, names) for one in largest)
    words = (_REJECTED if claim.disagree > claim.agree else _AGREED)[claim.kind]
    return str(_(words, inspel=slot(claim.statement), told=told, figures=_figures(claim), **counts))


def telling(group: Group, one: Telling) -> str:
    """What sets a group apart from the others, as a sentence."""
    counts = {"k": one.k, "n": one.n, "rest": one.rest_k, "others": one.rest_n}
    words = {name: number(value) for name, value in counts.items()}
    name, others = _capital(group_called(group)), _("bland de andra")
    return str(_(_TOLD[one.side], group=name, rest_of=others, inspel=slot(one.statement), **words))


def called(claims: Sequence[Claim]) -> Mapping[tuple[str, str], str]:
    """What the groups in contrasts are called in a sentence, by division and group."""
    found = {(one.division, one.group) for claim in claims for one in claim.contrasts}
    return {one: _called(*one) for one in sorted(found)}


def group_called(group: Group) -> str:
    """What a group of those who vote alike is called in a sentence."""
    return str(_("i grupp %(number)s", number=group.number))


def listed(several: Sequence[str]) -> str:
    """Words one after the other, as people write them."""
    if len(several) < 2:
        return "".join(several)
    return str(_("%(first)s och %(last)s", first=", ".join(several[:-1]), last=several[-1]))


def age_called(age: AgeBand) -> str:
    """An age within a sentence."""
    words = str(_(AGE_BANDS[age]))
    return words[:1].lower() + words[1:]


def _called(division: str, group: str) -> str:
    if division == AUDIENCE and group in set(AgeBand):
        return str(_("bland dem som är %(age)s", age=age_called(AgeBand(group))))
    if division == GROUPS and group.isdecimal():
        return str(_("i grupp %(number)s", number=int(group) + 1))
    return group


def _contrast(one: Contrast, names: Mapping[tuple[str, str], str]) -> str:
    counts = {"k": one.agree, "n": one.n, "rest": one.rest_agree, "others": one.rest_n}
    words = {name: number(value) for name, value in counts.items()}
    called = names[one.division, one.group]
    return str(
        _(
            "%(group)s är det %(k)s av %(n)s som håller med, mot %(rest)s av %(others)s bland de andra",
            group=called,
            **words,
        )
    )


def _figures(claim: Claim) -> str:
    """The share with its interval, and of which side it is where a sentence names two."""
    if claim.share is None or claim.low is None or claim.high is None:
        return ""
    share = per_cent(claim.share)
    if claim.kind is Kind.SPLIT:
        share = str(_(_SIDES[Stance.DISAGREE if claim.disagree > claim.agree else Stance.AGREE], share=share))
    limits = f"{number(_whole(claim.low))}–{per_cent(claim.high)}"
    return str(_("(%(share)s, %(sure)s intervall %(limits)s)", share=share, sure=per_cent(CONFIDENCE), limits=limits))


def per_cent(share: float) -> str:
    """A share (0-1) in whole per cent, with its sign."""
    return f"{number(_whole(share))}\u00a0%"


def _whole(share: float) -> int:
    return published_integer(100 * share)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
