"""A question as it was published: the pure data every kind reads and no kind changes."""

from __future__ import annotations

from dataclasses import dataclass

Value = int | float | str | list[str]
"""What an answer is once parsed; "vet_ej" stands for "don't know" in every kind."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in several languages; the first one is the source."""

    words: tuple[tuple[str, str], ...] = ()

    def into(self, language: str) -> str:
        """The words in a language, or in the source language when they have not been translated."""
        for known, words in self.words:
            if known == language:
                return words
        return self.words[0][1] if self.words else ""

    def __bool__(self) -> bool:
        """Whether there are any words at all."""
        return any(words for _, words in self.words)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole steps between two named end points."""

    lowest: int
    highest: int
    low: Text
    high: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """When something is shown: an earlier answer is one of ``among``, or lies within the bounds."""

    question: str
    among: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None

    def holds(self, answers: dict[str, Value]) -> bool:
        """Whether the earlier answer makes this so; no answer, or "vet ej" for a bound, does not."""
        answer = answers.get(self.question)
        if answer is None:
            return False
        if self.among:
            given = answer if isinstance(answer, list) else [str(answer)]
            return any(value in self.among for value in given)
        if isinstance(answer, (str, list)):
            return False
        return (self.at_least is None or answer >= self.at_least) and (self.at_most is None or answer <= self.at_most)


@dataclass(frozen=True, slots=True)
class Question:
    """One question in a published version."""

    key: str
    kind: str
    text: Text
    help: Text = Text()
    required: bool = False
    dont_know: bool = False
    measures: str = ""
    scale: Scale | None = None
    options: tuple[Option, ...] = ()
    show_if: Condition | None = None
    lowest: float | None = None
    highest: float | None = None
    unit: Text = Text()
    max_length: int | None = None
    at_most: int | None = None

    def option(self, key: str) -> Option | None:
        """The option with this key, if there is one."""
        return next((option for option in self.options if option.key == key), None)
