"""A sentence of a summary with what it rests on: plain values that drafts, reviews and checks pass between them."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Where the words of a cited text stand in a sentence: ``{i12}`` is replaced by them, word for word.
SLOT = re.compile(r"\{([a-z]+[0-9]*)\}")


class Section(enum.StrEnum):
    """The parts of a summary, in the order they are read."""

    INGRESS = "ingress"
    BACKGROUND = "background"
    HEARD = "heard"
    UNITES = "unites"
    DIVIDES = "divides"
    UNSURE = "unsure"
    UNCLEAR = "unclear"
    PRIORITISED = "prioritised"
    QUOTES = "quotes"
    TOO_FEW = "too_few"
    LEFT_OUT = "left_out"
    THANKS = "thanks"


# What staff say themselves, and that rests on nothing anybody else has said.
FREE = frozenset({Section.INGRESS, Section.BACKGROUND, Section.THANKS})


@dataclass(frozen=True, slots=True)
class Source:
    """Something a sentence may cite, by its ``ref``: a text (``i12``), a claim about one (``c12``), or a set of counts.

    ``text`` is redacted and is "" for counts. ``figures`` are the numbers that a sentence may say when it cites this:
    counts as they are, shares and their limits as whole per cent. ``share``, ``low`` and ``high`` (0-1) are those of
    the side that ``figures`` speaks of, for whoever checks words like "de flesta"; None where there is no share.
    ``labels`` are names that a sentence may say as they stand when it cites this, numbers and all: a day, an age, a
    title.
    """

    ref: str
    text: str = ""
    language: str = "sv"
    figures: Mapping[str, float] = field(default_factory=dict)
    share: float | None = None
    low: float | None = None
    high: float | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. ``key`` is the same in every version; ``text`` has slots for the words of what it ``cites``."""

    key: str
    section: Section
    text: str
    cites: tuple[str, ...] = ()
    topic: str = ""

    @property
    def is_free(self) -> bool:
        """Whether it is staff's own and needs no citation."""
        return self.section in FREE


def filled(text: str, words_of: Callable[[str], str]) -> str:
    """The sentence with the cited words in their places; ``words_of`` a ref that is gone is ""."""
    return SLOT.sub(lambda found: words_of(found.group(1)), text)


def typed(text: str) -> str:
    """Words that somebody has typed, on one line and with other marks where they had the braces of slots."""
    return " ".join(text.split()).replace("{", "(").replace("}", ")")
