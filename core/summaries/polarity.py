"""Whether a sentence says that people are for what they are against, or for something they do not agree about."""

from __future__ import annotations

from collections.abc import Sequence

from core.language.likeness import LEAST
from core.language.opposites import NOT, directions
from core.summaries.clauses import Clause, majority
from core.summaries.numbers import Form, said_in
from core.summaries.quantifiers import quantifiers_in
from core.summaries.sentences import Source
from core.summaries.stances import Stance, says_of_it, stance_in
from core.summaries.vocabulary import are_akin, content_words, words_of

# Whose votes are counted in the clause itself is looked at with the numbers.
_COUNTED = (Form.COUNT, Form.OF, Form.PERCENT)


def turned_in(clauses: Sequence[Clause], texts: Sequence[Source]) -> tuple[str, ...]:
    """What the clauses say that turns a claim round: the clause itself, trimmed.

    A clause that names a side of an inspel ("håller med om {i1}") and says no number must name the side that more than
    half took. One that says what people want in words of its own is held against the cited words as well: a "not" or a
    word of the opposite direction in one and not in the other turns it.
    """
    return tuple(clause.text.strip() for clause in clauses if _is_turned(clause, texts))


def _is_turned(clause: Clause, texts: Sequence[Source]) -> bool:
    side = stance_in(clause.text)
    if side is None or not clause.claims:
        return False
    if any(one.form in _COUNTED for one in said_in(clause.text)):
        return False
    few = [one for one in quantifiers_in(clause.text) if not one.word.startswith(("alla", "de flesta", "all", "most"))]
    if few:
        return False
    of_number = {source.ref[1:]: source for source in texts if source.text}
    return any(_is_against(clause, side, claim, of_number.get(claim.ref[1:])) for claim in clause.claims)


def _is_against(clause: Clause, side: Stance, claim: Source, text: Source | None) -> bool:
    if all(name not in claim.figures for name in Stance):
        return False
    told: Stance | None = side
    if text is not None and not says_of_it(clause.text) and side is not Stance.PASSES:
        told = _as_told(clause.text, text.text)
        if told is None:
            return False
    return majority(claim) is not told


def _as_told(clause: str, text: str) -> Stance | None:
    """Which side of an inspel somebody takes who wants what the clause says; None when it is about something else."""
    mine, theirs = content_words(clause), content_words(text)
    shared = sum(any(are_akin(word, other) for other in theirs) for word in mine)
    if not mine or shared < LEAST * min(len(mine), len(theirs)):
        return None
    one, other = directions(words_of(clause)), directions(words_of(text))
    opposite = bool((one[0] & other[1]) | (one[1] & other[0]))
    denied = any(word in NOT for word in words_of(clause)) is not any(word in NOT for word in words_of(text))
    return Stance.DISAGREE if opposite is not denied else Stance.AGREE
