"""What a wording is asked for and how it is read: the sentence it may stand for, its pieces, and what is doubted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.summaries.stances import Stance
from dialog.analysis.claims import Kind

N, SHARE = "n", "share"
COUNTS = tuple(side.value for side in Stance)
TOKEN = re.compile(r"\{(?P<ref>[a-z][0-9]{1,9})(?:\.(?P<name>[a-z]+))?\}", re.ASCII)
_ITEM = re.compile(r"(?P<token>\{[^{}]*\})|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)|(?P<mark>\S)")


class Doubt(StrEnum):
    """What is looked at; pages have a word for each."""

    SHAPE = "shape"
    MISSING = "missing"
    CITATION = "citation"
    TOKEN = "token"  # noqa: S105 - a place for a number
    NUMBER = "number"
    QUOTE = "quote"
    QUANTIFIER = "quantifier"
    POLARITY = "polarity"
    SUPPORT = "support"
    PERSONAL_DATA = "personal_data"
    COVERAGE = "coverage"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Doubted:
    """A check that a wording did not pass; ``detail`` is what it fell on."""

    doubt: Doubt
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence that a wording was asked for: the programme's own, the one claim it makes, and the words it cites.

    ``figures`` are the claim's counts and its share in whole per cent; ``slots`` the inspel whose words stand in it.
    ``words`` are those of the inspel in the slots, by ref and without personal data. ``topic`` may lend words too.
    ``ending`` is what the programme's sentence ends with and every other as well: the share and its likely range.
    """

    key: str
    template: str
    cites: tuple[str, ...]
    claim: str
    kind: Kind
    figures: Mapping[str, int]
    slots: tuple[str, ...]
    words: Mapping[str, str]
    topic: str = ""
    ending: str = "."

    @property
    def sides(self) -> tuple[Stance, ...]:
        """The sides whose counts must be said."""
        larger = Stance.AGREE if self.figures["agree"] >= self.figures["disagree"] else Stance.DISAGREE
        told = {
            Kind.COMMON_AGREE: (Stance.AGREE,),
            Kind.COMMON_REJECT: (Stance.DISAGREE,),
            Kind.UNSURE: (Stance.PASSES,),
            Kind.SPLIT: (Stance.AGREE, Stance.DISAGREE),
        }
        return told.get(self.kind, (larger,))

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every token that a wording may hold."""
        names = [*COUNTS, N, *([SHARE] if len(self.sides) == 1 else [])]
        return (*(f"{{{self.claim}.{name}}}" for name in names), *(f"{{{ref}}}" for ref in self.slots))

    @property
    def needed(self) -> tuple[str, ...]:
        """The tokens that it must hold: how many, of how many, about whose words."""
        counts = [f"{{{self.claim}.{name}}}" for name in (*(side.value for side in self.sides), N)]
        return (*counts, *(f"{{{ref}}}" for ref in self.slots))


@dataclass(frozen=True, slots=True)
class Item:
    """A token, a word or a mark of a wording, in its order."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The word in small letters; "" for the rest."""
        return self.text.casefold() if self.kind == "word" else ""


def items_of(text: str) -> list[Item]:
    """The pieces of a wording in their order; spaces are none."""
    return [Item(str(one.lastgroup), one[0], one.start()) for one in _ITEM.finditer(text)]


def name_of(item: Item) -> str:
    """The figure that a token stands for; "" for a slot and for what is no token."""
    found = TOKEN.fullmatch(item.text)
    return (found["name"] or "") if found else ""
