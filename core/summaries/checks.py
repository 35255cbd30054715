"""Checks of a sentence against what it cites: any programme that words a summary passes them, and so do people."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Check(enum.StrEnum):
    """What is looked at; pages have a sentence for each."""

    CITATION = "citation"
    NUMBER = "number"
    QUOTE = "quote"
    QUANTIFIER = "quantifier"
    POLARITY = "polarity"
    SUPPORT = "support"
    PERSONAL_DATA = "personal_data"
    READ_BACK = "read_back"
    COVERAGE = "coverage"

    @property
    def is_absolute(self) -> bool:
        """Whether no reason in writing makes up for it: a summary that fails it is never approved."""
        return self in (Check.CITATION, Check.NUMBER)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that a sentence did not pass; ``detail`` is the word, number or ref it fell on."""

    check: Check
    detail: str = ""
