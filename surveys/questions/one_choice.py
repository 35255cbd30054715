"""One of several named options."""

from __future__ import annotations

from collections.abc import Sequence

from core.prompts import DONT_KNOW, Choice, Control, Prompt, Refused
from surveys.questions import words
from surveys.questions.definition import Question, Value
from surveys.questions.kind import single


def label_of(question: Question, key: str, language: str) -> str:
    """The words of an option, or of "vet ej"."""
    if key == DONT_KNOW:
        return words.dont_know(language).label
    option = question.option(key)
    return option.text.into(language) if option else key


def choices_of(question: Question, language: str) -> tuple[Choice, ...]:
    """The options as choices, "vet ej" last and apart when it is offered."""
    choices = [Choice(option.key, option.text.into(language)) for option in question.options]
    if question.dont_know:
        choices.append(words.dont_know(language))
    return tuple(choices)


class OneChoiceKind:
    """Pick one."""

    name = "one_choice"
    allowed = frozenset({"choice", "dont_know", "measures"})
    is_text = False

    def check(self, question: Question) -> str | None:
        """At least two options."""
        return "needs at least two choices" if len(question.options) < 2 else None

    def prompt(self, question: Question, language: str) -> Prompt:
        """Pick one of the options."""
        return Prompt(
            question.key,
            Control.PICK_ONE,
            question.text.into(language),
            question.help.into(language),
            choices_of(question, language),
            question.required,
        )

    def parse(self, question: Question, raw: Sequence[str]) -> Value | None:
        """The key of the option."""
        given = single(raw)
        if not given:
            return None
        if question.option(given) is None and not (given == DONT_KNOW and question.dont_know):
            raise Refused("Välj ett av alternativen.")
        return given

    def tally(self, value: Value) -> Sequence[str]:
        """One count for the option."""
        return (str(value),)

    def show(self, question: Question, value: Value, language: str) -> str:
        """The option's words."""
        return label_of(question, str(value), language)
