"""The numbers that a text says, in digits or letters and in Swedish or English, and in what form each is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.summaries.number_words import FRACTIONS, ORDERS, TIMES, WORDS, one_of


class Form(StrEnum):
    """In what form a number is said."""

    COUNT = "count"
    OF = "of"
    PERCENT = "percent"
    RANGE = "range"
    CONFIDENCE = "confidence"
    FRACTION = "fraction"
    TIMES = "times"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Said:
    """A number in a text, ``text[start:end]``, or two that are said together ("10 av 11", "69–98 %").

    ``values`` are all that the (first) number may be read as, "1,234" being two; ``others`` those of the second.
    ``noun`` is the word after it.
    """

    text: str
    start: int
    end: int
    form: Form
    values: tuple[float, ...]
    others: tuple[float, ...] = ()
    noun: str = ""


_SPACE = r"[ \u00a0\u202f]"
_DIGITS = rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:]\d+)*"
_NUMBER = rf"(?:{_DIGITS}|(?<!\w){one_of(WORDS)}(?!\w))"
_PERCENT = rf"{_SPACE}?(?:%|procent\b|per{_SPACE}?cent\b)"
_INTERVAL = r"(?:[- ]?(?:konfidens|säkerhets)?intervall?\b|\s+(?:confidence|säkerhet))"
_OF = r"\s+(?:av|of|out\s+of)\s+(?:de\s+|totalt\s+|the\s+)?"
_TO = r"(?:\s?[–—-]\s?|\s+(?:till|to|och|and)\s+)"


def _any_of(words: Mapping[str, object]) -> str:
    return rf"(?<!\w){one_of(words)}(?!\w)"


_SAID = re.compile(
    rf"(?P<range>(?P<low>{_NUMBER})(?:{_PERCENT})?{_TO}(?P<high>{_NUMBER}){_PERCENT})"
    rf"|(?P<of>(?P<part>{_NUMBER}){_OF}(?P<base>{_NUMBER})(?!{_PERCENT}))"
    rf"|(?P<confidence>(?P<sure>{_NUMBER}){_PERCENT}{_INTERVAL})"
    rf"|(?P<fraction>{_any_of(FRACTIONS)})"
    rf"|(?P<times>{_any_of(TIMES)})"
    rf"|(?P<order>{_any_of(ORDERS)})"
    rf"|(?P<percent>(?P<whole>{_NUMBER}){_PERCENT})"
    rf"|(?P<count>{_NUMBER})",
    re.IGNORECASE,
)
_SLOT = re.compile(r"\{[^{}]*\}")
_NOUN = re.compile(r"\s+([^\W\d_]+)")
_PARTS: Mapping[Form, tuple[str, str]] = {
    Form.COUNT: ("count", ""),
    Form.OF: ("part", "base"),
    Form.PERCENT: ("whole", ""),
    Form.RANGE: ("low", "high"),
    Form.CONFIDENCE: ("sure", ""),
    Form.FRACTION: ("fraction", ""),
    Form.TIMES: ("times", ""),
    Form.ORDER: ("order", ""),
}


def said_in(text: str) -> tuple[Said, ...]:
    """Every number in the text in its order. What stands in slots is none of its own."""
    return tuple(_read(text, found) for found in _SAID.finditer(_SLOT.sub(lambda slot: "\0" * len(slot[0]), text)))


def _read(text: str, found: re.Match[str]) -> Said:
    form = next(form for form in Form if found[form.value] is not None)
    first, second = _PARTS[form]
    noun = _NOUN.match(text, found.end())
    return Said(
        text=found[0],
        start=found.start(),
        end=found.end(),
        form=form,
        values=_values(found[first]),
        others=_values(found[second]) if second else (),
        noun=noun[1].casefold() if noun else "",
    )


def _values(written: str) -> tuple[float, ...]:
    word = " ".join(written.casefold().split())
    for table in (WORDS, FRACTIONS, TIMES, ORDERS):
        if word in table:
            return (float(table[word]),)
    bare = re.sub(_SPACE, "", written)
    readings = {_float(bare.replace(",", "."))}
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", bare):
        readings.add(_float(re.sub(r"[.,]", "", bare)))
    return tuple(sorted(value for value in readings if value is not None))


def _float(digits: str) -> float | None:
    """None for what is written like a number and is none, such as "18.30.15" or "18:30"."""
    try:
        return float(digits)
    except ValueError:
        return None
