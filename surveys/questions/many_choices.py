"""Any number of several named options."""

from __future__ import annotations

from collections.abc import Sequence

from core.prompts import DONT_KNOW, Control, Prompt, Refused
from surveys.questions.definition import Question, Value
from surveys.questions.one_choice import choices_of, label_of


class ManyChoicesKind:
    """Pick as many as fit."""

    name = "many_choices"
    allowed = frozenset({"choice", "dont_know", "at_most"})
    is_text = False

    def check(self, question: Question) -> str | None:
        """At least two options, and a limit that means something."""
        if len(question.options) < 2:
            return "needs at least two choices"
        if question.at_most is not None and not 1 <= question.at_most <= len(question.options):
            return "at_most must lie between 1 and the number of choices"
        return None

    def prompt(self, question: Question, language: str) -> Prompt:
        """Pick many."""
        return Prompt(
            question.key,
            Control.PICK_MANY,
            question.text.into(language),
            question.help.into(language),
            choices_of(question, language),
            question.required,
        )

    def parse(self, question: Question, raw: Sequence[str]) -> Value | None:
        """The keys in the order of the options, each once."""
        given = {text.strip() for text in raw if text.strip()}
        if not given:
            return None
        if given == {DONT_KNOW} and question.dont_know:
            return DONT_KNOW
        if DONT_KNOW in given and question.dont_know:
            raise Refused("Välj antingen ”Vet ej” eller andra alternativ.")
        picked = [option.key for option in question.options if option.key in given]
        if len(picked) != len(given):
            raise Refused("Välj bland alternativen.")
        if question.at_most is not None and len(picked) > question.at_most:
            raise Refused("Välj högst %(most)s alternativ.", most=question.at_most)
        return picked

    def tally(self, value: Value) -> Sequence[str]:
        """One count for each option picked."""
        return value if isinstance(value, list) else (str(value),)

    def show(self, question: Question, value: Value, language: str) -> str:
        """The options' words with commas between."""
        keys = value if isinstance(value, list) else [str(value)]
        return ", ".join(label_of(question, key, language) for key in keys)
