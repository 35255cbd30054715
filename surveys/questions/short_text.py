"""A person's own words, on one line."""

from __future__ import annotations

from collections.abc import Sequence

from core.prompts import Control
from surveys.questions.definition import Question, Value
from surveys.questions.long_text import LongTextKind


class ShortTextKind(LongTextKind):
    """Short text."""

    name = "short_text"
    control = Control.SHORT_TEXT
    longest = 200

    def parse(self, question: Question, raw: Sequence[str]) -> Value | None:
        """The words on one line."""
        return super().parse(question, [" ".join(" ".join(raw).split())])
