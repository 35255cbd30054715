"""Whether the numbers in a sentence are those that what it cites has said.

A number is right in its place and not only somewhere: in "10 av 11 håller med" the 11 must be a base and the 10 how
many of it agreed; what stands before a per cent sign must be a share, and a range the limits of one. The names of
figures say which is which (``Source.figures``): ``n`` is a base, ``agree``, ``disagree`` and ``passes`` are counts of
it; ``share``, ``low`` and ``high`` are whole per cent and ``confidence`` that of the interval. Figures of a part of the
whole have its name before them, as ``g1_agree`` and ``g1_n``. What is counted comes first in other names, as in
``inspel_merged``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from core.summaries.numbers import Form, Said, said_in
from core.summaries.sentences import Source
from core.summaries.stances import Stance, stance_in

_BEFORE = re.compile(r"([^\W\d_]+)[^\w{}]*$")
# What is counted, by the beginning of the word for it, and the first part of the names of figures that count it.
_COUNTED = (
    ("inspel", "inspel"),
    ("statement", "inspel"),
    ("contribution", "inspel"),
    ("röster", "votes"),
    ("votes", "votes"),
    ("dag", "days"),
    ("day", "days"),
    ("prick", "dots"),
    ("dot", "dots"),
    ("svar", "answers"),
    ("answer", "answers"),
    ("kommentar", "comments"),
    ("comment", "comments"),
    ("person", "people"),
    ("people", "people"),
    ("deltag", "people"),
    ("participant", "people"),
    ("ungdom", "people"),
)
_FAMILIES = frozenset(family for _, family in _COUNTED) - {"people"}
_SIDES = frozenset(side.value for side in Stance)
_AT_LEAST = re.compile(r"(?:minst|åtminstone|at least)\s+$", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:högst|som mest|upp till|at most|up to)\s+$", re.IGNORECASE)
_OVER = re.compile(r"(?:drygt|över|mer än|fler än|more than|over|just over)\s+$", re.IGNORECASE)
_UNDER = re.compile(r"(?:knappt|nästan|mindre än|färre än|under|less than|fewer than|nearly|almost)\s+$", re.IGNORECASE)
_OF = re.compile(r"\b(?:av|of)\s+$", re.IGNORECASE)
# "Hälften" of whole people is seldom exactly that: so many per cent away it still is.
_ABOUT, _FAR = 2.5, 10.0
_NEARLY_TIMES = 0.05
# Beside such words a number is a count of ours, wherever else the same two stand together.
_OUR_WORDS = "och med procent håller personer deltagare and with percent people participants inspel röster"
_OURS = frozenset(_OUR_WORDS.split())
_SHORTEST_NEIGHBOUR = 3


def wrong_in(text: str, sources: Sequence[Source]) -> tuple[str, ...]:
    """The numbers in the text, as written, that none of the sources has said in that place.

    The text has its quotations taken out (``quotes.outside``); labels of the sources are taken out here. A number that
    stands beside the same word in a cited text ("klockan 21") is that text's own.
    """
    plain = without_labels(text, sources)
    several = said_in(plain)
    return tuple(
        one.text
        for place, one in enumerate(several)
        if not _is_right(one, plain, _side(several, place, plain), sources)
    )


def without_labels(text: str, sources: Sequence[Source]) -> str:
    """The text, equally long, with the labels that its sources allow it to say made blank, the longest first."""
    labels = {label for source in sources for label in source.labels if label}
    for label in sorted(labels, key=lambda one: (-len(one), one)):
        whole = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)", re.IGNORECASE)
        text = whole.sub(lambda found: " " * len(found[0]), text)
    return text


def _side(several: Sequence[Said], place: int, text: str) -> Stance | None:
    """The side a number is of: the one named before the next number, or for a share the one named last before it."""
    starts = [0, *(one.end for one in several)]
    ends = [*(one.start for one in several), len(text)]
    after = stance_in(text[starts[place + 1] : ends[place + 1]])
    if after is not None or several[place].form is not Form.PERCENT:
        return after
    before = (stance_in(text[starts[i] : ends[i]]) for i in range(place, -1, -1))
    return next((side for side in before if side is not None), None)


def _is_right(one: Said, text: str, side: Stance | None, sources: Sequence[Source]) -> bool:
    before = text[: one.start]
    figures = [source.figures for source in sources]
    match one.form:
        case Form.OF:
            return any(_is_part(one, side, known) for known in figures)
        case Form.RANGE:
            return any(_is_range(one, known) for known in figures)
        case Form.CONFIDENCE:
            return _has(figures, lambda name: _last(name) == "confidence", one.values)
        case Form.PERCENT:
            return _has(figures, _share_names(before, side, figures), one.values)
        case Form.FRACTION:
            return any(_is_fraction(one.values[0], before, known) for known in figures)
        case Form.TIMES:
            return any(_is_times(one.values[0], known) for known in figures)
        case Form.ORDER:
            return any(value >= one.values[0] for known in figures for value in _counts(known))
        case Form.COUNT:
            fits = _count_names(one, before, side, figures)
            return _has(figures, fits, one.values) or _is_theirs(one, before, sources)


def is_percent(name: str) -> bool:
    """Whether a figure of this name is in per cent."""
    return _last(name) in ("share", "low", "high", "confidence")


def _last(name: str) -> str:
    return name.rsplit("_", 1)[-1]


def _family(name: str) -> str:
    first = name.split("_", 1)[0]
    return first if first in _FAMILIES else "people"


def _has(figures: Sequence[Mapping[str, float]], fits: Callable[[str], bool], values: Sequence[float]) -> bool:
    return any(value in values for known in figures for name, value in known.items() if fits(name))


def _counts(known: Mapping[str, float]) -> list[float]:
    return [value for name, value in known.items() if not is_percent(name)]


def _is_part(one: Said, side: Stance | None, known: Mapping[str, float]) -> bool:
    """Whether a source has this base, and this many of it; on the side that is named after it, if one is."""
    return any(
        known[name] in one.values and known[name] <= n
        for base, n in known.items()
        if n in one.others and not is_percent(base)
        for name in _parts(known, base, side)
    )


def _parts(known: Mapping[str, float], base: str, side: Stance | None) -> list[str]:
    """Names of the counts that may be parts of a base: of votes the side that is named, of other things any count."""
    if not any(_last(name) in _SIDES for name in known):
        return [name for name in known if name != base and not is_percent(name)]
    if _last(base) != "n":
        return []
    sides = _SIDES if side is None else {side.value}
    return [name for name in known if _last(name) in sides and name.removesuffix(_last(name)) == base.removesuffix("n")]


def _is_range(one: Said, known: Mapping[str, float]) -> bool:
    stems = [name[: -len("low")] for name in known if _last(name) == "low"]
    return any(known[stem + "low"] in one.values and known.get(stem + "high") in one.others for stem in stems)


def _share_names(before: str, side: Stance | None, figures: Sequence[Mapping[str, float]]) -> Callable[[str], bool]:
    """Which figures a share may be: that of the side which is named, or where none is the claim's own."""
    if side is not None and any(f"{side}_share" in known for known in figures):
        own = [side.value, "share"]
    else:
        own = ["share"]
    limit = "low" if _AT_LEAST.search(before) else "high" if _AT_MOST.search(before) else "share"
    # The claim's limits are those of its own share.
    return lambda name: name.split("_")[-2:] == own or (limit != "share" and _last(name) == limit)


def _count_names(
    one: Said, before: str, side: Stance | None, figures: Sequence[Mapping[str, float]]
) -> Callable[[str], bool]:
    wanted = next((family for word, family in _COUNTED if one.noun.startswith(word)), None)
    took = side if any(_last(name) in _SIDES for known in figures for name in known) else None
    is_base = _OF.search(before) is not None

    def fits(name: str) -> bool:
        if is_percent(name) or (wanted is not None and _family(name) != wanted):
            return False
        return (took is None or _last(name) == took) and not (is_base and _last(name) in _SIDES)

    return fits


def _is_fraction(share: float, before: str, known: Mapping[str, float]) -> bool:
    aims = [value - 100 * share for name, value in known.items() if _last(name) == "share"]
    if _OVER.search(before):
        return any(0 < aim <= _FAR for aim in aims)
    if _UNDER.search(before):
        return any(-_FAR <= aim < 0 for aim in aims)
    return any(abs(aim) <= _ABOUT for aim in aims)


def _is_times(times: float, known: Mapping[str, float]) -> bool:
    counts = [value for value in _counts(known) if value > 0]
    return any(abs(one - times * other) <= _NEARLY_TIMES * one for one in counts for other in counts)


def _is_theirs(one: Said, before: str, sources: Sequence[Source]) -> bool:
    """Whether a cited text has the same number beside the same word."""
    found = _BEFORE.search(before)
    neighbours = {found[1].casefold() if found else "", one.noun}
    neighbours = {word for word in neighbours if len(word) >= _SHORTEST_NEIGHBOUR and word not in _OURS}
    said = one.text.casefold()
    return any(neighbours & beside for source in sources for other, beside in _in_text(source.text) if other == said)


def _in_text(text: str) -> Iterator[tuple[str, set[str]]]:
    """Every number of a text as it is written, with the words beside it."""
    for one in said_in(text):
        found = _BEFORE.search(text[: one.start])
        yield one.text.casefold(), {found[1].casefold() if found else "", one.noun}
