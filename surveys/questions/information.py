"""A text that is only read: it asks nothing and stores nothing."""

from __future__ import annotations

from collections.abc import Sequence

from core.prompts import Prompt
from surveys.questions.definition import Question, Value


class InformationKind:
    """Information."""

    name = "information"
    allowed: frozenset[str] = frozenset()
    is_text = False

    def check(self, question: Question) -> str | None:
        """Nobody can be required to answer a text."""
        return "a text that is only read cannot be required" if question.required else None

    def prompt(self, question: Question, language: str) -> Prompt:
        """Text without a control."""
        return Prompt(question.key, None, question.text.into(language), question.help.into(language))

    def parse(self, question: Question, raw: Sequence[str]) -> Value | None:
        """Never an answer."""
        return None

    def tally(self, value: Value) -> Sequence[str]:
        """Nothing to count."""
        return ()

    def show(self, question: Question, value: Value, language: str) -> str:
        """Nothing to show."""
        return ""
