"""A person's own words, over several lines."""

from __future__ import annotations

from collections.abc import Sequence

from core.prompts import Control, Prompt, Refused
from surveys.questions.definition import Question, Value


class LongTextKind:
    """Long text."""

    name = "long_text"
    control = Control.LONG_TEXT
    longest = 4000
    allowed = frozenset({"max_length"})
    is_text = True

    def check(self, question: Question) -> str | None:
        """A limit that means something."""
        if question.max_length is not None and not 1 <= question.max_length <= self.longest:
            return f"max_length must lie between 1 and {self.longest}"
        return None

    def prompt(self, question: Question, language: str) -> Prompt:
        """Text."""
        return Prompt(
            question.key,
            self.control,
            question.text.into(language),
            question.help.into(language),
            required=question.required,
            max_length=question.max_length or self.longest,
        )

    def parse(self, question: Question, raw: Sequence[str]) -> Value | None:
        """The words, without space around them and with plain line ends."""
        given = "\n".join(raw).replace("\r\n", "\n").strip()
        most = question.max_length or self.longest
        if len(given) > most:
            raise Refused("Texten är %(length)s tecken. Korta den till högst %(most)s.", length=len(given), most=most)
        return given or None

    def tally(self, value: Value) -> Sequence[str]:
        """Words are read, not counted."""
        return ()

    def show(self, question: Question, value: Value, language: str) -> str:
        """The words."""
        return str(value)
