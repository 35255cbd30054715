"""Words that say how many without a number: each promises a range of shares, and the claim must keep it.

The ranges are our own decision and stand in docs/formulas.md. "Alla" needs everybody; "de flesta" needs that more than
half is certain (the lower limit of the 90 % interval), so that a majority by chance is not called one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.summaries.clauses import Clause, Share, share_of
from core.summaries.sentences import Source
from core.summaries.stances import stance_in


@dataclass(frozen=True, slots=True)
class Quantifier:
    """A word for how many in a text, ``text[start:end]``, and whether a share keeps what it promises."""

    word: str
    start: int
    end: int
    fits: Callable[[Share], bool]


_NEARLY_ALL = (
    r"nästan\s+alla|i\s+stort\s+sett\s+alla|så\s+gott\s+som\s+alla|(?:nearly|almost|virtually)\s+(?:all|every\w*)"
)
_HARDLY_ANY = r"nästan\s+(?:ingen|inga)|hardly\s+any\w*|almost\s+(?:nobody|no\s+one|none)"
_VERY_MOST = (
    r"(?:stor|klar|tydlig|bred|överväldigande)\s+majoritet|(?:de\s+)?allra\s+flesta"
    r"|(?:large|clear|broad|vast|overwhelming|great)\s+majority"
)
_UNDER_HALF = r"knappt\s+hälften|mindre\s+än\s+hälften|(?:less|fewer)\s+than\s+half"
_MOST = (
    r"de\s+flesta|majoriteten|en\s+majoritet|merparten|flertalet|(?:mer\s+än|fler\s+än|drygt|över)\s+hälften"
    r"|(?:the\s+)?majority|most(?!\s+(?:of\s+all|likely|important|recent|telling))|more\s+than\s+half"
)
_ALL = r"alla|allihopa?|samtliga|varenda|enhälligt|eniga?|enades|all|every(?:one|body)|unanimous(?:ly)?"
# Tried in this order, so that the longer of two comes first.
_KINDS: tuple[tuple[str, Callable[[Share], bool]], ...] = (
    (_NEARLY_ALL, lambda one: one.share >= 0.85 and one.is_most),
    (r"inte\s+alla|not\s+(?:all|every\w*)", lambda one: one.share < 1),
    (_HARDLY_ANY, lambda one: one.share <= 0.15),
    (_VERY_MOST, lambda one: one.share >= 2 / 3 and one.is_most),
    (_UNDER_HALF, lambda one: one.share < 0.5),
    (_MOST, lambda one: one.is_most),
    (r"(?:en\s+)?minoritet(?:en)?|(?:a\s+|the\s+)?minority", lambda one: 0 < one.share < 0.5),
    (r"hälften|halva|half", lambda one: one.low <= 0.5 <= one.high and abs(one.share - 0.5) <= 0.1),
    (r"många|mängder|ett\s+stort\s+antal|many|a\s+lot\s+of|lots\s+of", lambda one: one.share >= 0.25),
    (r"några\s+få|några|vissa|en\s+del|enstaka|somliga|some|a\s+few", lambda one: one.share > 0 and one.low <= 0.5),
    (r"ett\s+fåtal|fåtalet|väldigt\s+få|mycket\s+få|få|few", lambda one: one.share <= 0.25),
    (r"flera|åtskilliga|several", lambda one: one.share > 0),
    (_ALL, lambda one: one.share >= 1),
    (r"ingen|inga|inte\s+en\s+enda|nobody|no\s+one|none", lambda one: one.share <= 0),
)
_PATTERN = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<q{place}>{words})" for place, (words, _) in enumerate(_KINDS)) + r")(?!\w)",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s+([^\W\d_]+)")
# "För få för att säga något", "få bussar", "inte många": how many is said of something else, or not said.
_NOT_HOW_MANY = re.compile(r"(?:för|så|att|ska|kan|vill|ha|too|so)\s+$", re.IGNORECASE)


def quantifiers_in(text: str) -> tuple[Quantifier, ...]:
    """Every such word in its order; the longer of two that begin at the same place."""
    found = _PATTERN.finditer(text)
    return tuple(
        Quantifier(one[0], one.start(), one.end(), _KINDS[int(str(one.lastgroup)[1:])][1])
        for one in found
        if not _NOT_HOW_MANY.search(text[: one.start()])
    )


def misused_in(clauses: Sequence[Clause], cited: Sequence[Source]) -> tuple[str, ...]:
    """The words that promise what some claim they speak of does not keep, or that no claim is there to keep.

    A word that stands before the same word in a cited text ("alla dagar") says what that text says, of something else.
    """
    wrong = []
    for clause in clauses:
        for one in quantifiers_in(clause.text):
            if _is_theirs(one, clause.text, cited):
                continue
            side = stance_in(clause.text[one.end :]) or stance_in(clause.text)
            shares = [share_of(claim, side) for claim in clause.claims]
            if not shares or not all(share is not None and one.fits(share) for share in shares):
                wrong.append(one.word)
    return tuple(wrong)


def _is_theirs(one: Quantifier, text: str, cited: Sequence[Source]) -> bool:
    following = _NEXT.match(text, one.end)
    if following is None:
        return False
    pair = re.compile(rf"(?<!\w){re.escape(one.word)}\s+{re.escape(following[1])}(?!\w)", re.IGNORECASE)
    return any(pair.search(source.text) for source in cited)
