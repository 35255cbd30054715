"""Yes or no, with "vet ej" apart."""

from __future__ import annotations

from collections.abc import Sequence

from core.prompts import DONT_KNOW, Choice, Control, Prompt, Refused
from surveys.questions import words
from surveys.questions.definition import Question, Value
from surveys.questions.kind import single


class YesNoKind:
    """Pick yes or no."""

    name = "yes_no"
    allowed = frozenset({"dont_know"})
    is_text = False

    def check(self, question: Question) -> str | None:
        """Nothing to define, so nothing to check."""
        return None

    def prompt(self, question: Question, language: str) -> Prompt:
        """Pick one of two."""
        choices: tuple[Choice, ...] = words.yes_no(language)
        if question.dont_know:
            choices = (*choices, words.dont_know(language))
        return Prompt(
            question.key,
            Control.PICK_ONE,
            question.text.into(language),
            question.help.into(language),
            choices,
            question.required,
        )

    def parse(self, question: Question, raw: Sequence[str]) -> Value | None:
        """``"ja"``, ``"nej"`` or ``"vet_ej"``."""
        given = single(raw)
        if not given:
            return None
        if given not in (words.YES, words.NO) and not (given == DONT_KNOW and question.dont_know):
            raise Refused("Välj ett av alternativen.")
        return given

    def tally(self, value: Value) -> Sequence[str]:
        """One count."""
        return (str(value),)

    def show(self, question: Question, value: Value, language: str) -> str:
        """Yes or no in words."""
        choices = (*words.yes_no(language), words.dont_know(language))
        return next((choice.label for choice in choices if choice.key == value), str(value))
