"""Whole steps between two named end points, such as 1-10 or 1-5, with "vet ej" apart."""

from __future__ import annotations

from collections.abc import Sequence

from core.prompts import DONT_KNOW, Choice, Control, Prompt, Refused
from surveys.questions import words
from surveys.questions.definition import Question, Scale, Value
from surveys.questions.kind import single


def scale_of(question: Question) -> Scale:
    """The scale of a question that was checked to have one."""
    assert question.scale is not None
    return question.scale


class ScaleKind:
    """A rating."""

    name = "scale"
    allowed = frozenset({"scale", "dont_know", "measures"})
    is_text = False

    def check(self, question: Question) -> str | None:
        """A scale is named and has 2 to 11 steps."""
        if question.scale is None:
            return "a scale question needs scale = the name of one of [scales]"
        if not 1 <= question.scale.highest - question.scale.lowest <= 10:
            return "a scale has 2 to 11 steps"
        return None

    def prompt(self, question: Question, language: str) -> Prompt:
        """Pick one of the steps."""
        scale = scale_of(question)
        low, high = scale.low.into(language), scale.high.into(language)
        steps = [Choice(str(step), str(step)) for step in range(scale.lowest, scale.highest + 1)]
        if question.dont_know:
            steps.append(words.dont_know(language))
        return Prompt(
            question.key,
            Control.PICK_ONE,
            question.text.into(language),
            question.help.into(language),
            tuple(steps),
            question.required,
            low,
            high,
        )

    def parse(self, question: Question, raw: Sequence[str]) -> Value | None:
        """A step as a whole number, or "vet_ej"."""
        given = single(raw)
        if not given:
            return None
        if given == DONT_KNOW and question.dont_know:
            return DONT_KNOW
        scale = scale_of(question)
        if len(given) > 2 or not given.isascii() or not given.isdigit():
            raise Refused("Välj en siffra på skalan.")
        step = int(given)
        if not scale.lowest <= step <= scale.highest:
            raise Refused("Välj en siffra på skalan.")
        return step

    def tally(self, value: Value) -> Sequence[str]:
        """One count for the step."""
        return (str(value),)

    def show(self, question: Question, value: Value, language: str) -> str:
        """``8 av 10``-like: the step and the highest one."""
        if value == DONT_KNOW:
            return words.dont_know(language).label
        return f"{value} ({scale_of(question).lowest}–{scale_of(question).highest})"
