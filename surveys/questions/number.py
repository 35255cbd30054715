"""A number within bounds, typed the Swedish way or any other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.prompts import Control, Prompt, Refused
from surveys.questions.definition import Question, Value
from surveys.questions.kind import single

FARTHEST = 1_000_000_000
_NUMBER = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,6})?", re.ASCII)


def written(number: int | float) -> str:
    """All digits of a number with at most six decimals: ``1234567``, ``2.5``."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


class NumberKind:
    """A number as short text."""

    name = "number"
    allowed = frozenset({"min", "max", "unit"})
    is_text = False

    def check(self, question: Question) -> str | None:
        """Bounds in the right order."""
        if question.lowest is not None and question.highest is not None and question.lowest > question.highest:
            return "min is larger than max"
        return None

    def prompt(self, question: Question, language: str) -> Prompt:
        """A short text with the keyboard for numbers."""
        return Prompt(
            question.key,
            Control.SHORT_TEXT,
            question.text.into(language),
            question.help.into(language),
            required=question.required,
            max_length=20,
            input_mode="decimal",
            unit=question.unit.into(language),
        )

    def parse(self, question: Question, raw: Sequence[str]) -> Value | None:
        """``"1 234,5"`` -> 1234.5; whole numbers stay whole."""
        given = single(raw)
        if not given:
            return None
        plain = re.sub(r"[\s\u00a0\u202f]", "", given).replace(",", ".").replace("−", "-")
        if not _NUMBER.fullmatch(plain):
            raise Refused("Skriv ett tal med siffror, till exempel 12 eller 2,5.")
        number = float(plain)
        lowest = -FARTHEST if question.lowest is None else question.lowest
        highest = FARTHEST if question.highest is None else question.highest
        if not lowest <= number <= highest:
            raise Refused(
                "Skriv ett tal mellan %(lowest)s och %(highest)s.", lowest=written(lowest), highest=written(highest)
            )
        return int(number) if number.is_integer() else number

    def tally(self, value: Value) -> Sequence[str]:
        """One count for the number itself."""
        return (written(value),) if isinstance(value, (int, float)) else ()

    def show(self, question: Question, value: Value, language: str) -> str:
        """The number with the language's decimal sign, and its unit."""
        number = written(value) if isinstance(value, (int, float)) else str(value)
        if language != "en":
            number = number.replace(".", ",")
        return f"{number} {question.unit.into(language)}".strip()
