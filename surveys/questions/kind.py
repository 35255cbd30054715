"""What every kind of question must be able to do; web and chat know kinds only through this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from core.prompts import Prompt, Refused
from surveys.questions.definition import Question, Value


class Kind(Protocol):
    """One kind of question; instances hold no state."""

    @property
    def name(self) -> str:
        """The name in TOML files and in the database."""

    @property
    def allowed(self) -> frozenset[str]:
        """The TOML keys this kind understands beside the common ones."""

    @property
    def is_text(self) -> bool:
        """Whether answers are a person's own words, which are read and never counted."""

    def check(self, question: Question) -> str | None:
        """What is wrong with the definition, in English for its author, or None."""

    def prompt(self, question: Question, language: str) -> Prompt:
        """How it is asked."""

    def parse(self, question: Question, raw: Sequence[str]) -> Value | None:
        """Read what came in; None is no answer. Raises Refused with words for the person."""

    def tally(self, value: Value) -> Sequence[str]:
        """The buckets in which this answer counts one; empty for a person's own words."""

    def show(self, question: Question, value: Value, language: str) -> str:
        """The answer in words, for the review page and exports."""


def single(raw: Sequence[str]) -> str:
    """The one value sent for a control that has one; raises Refused when several came."""
    given = [text.strip() for text in raw if text.strip()]
    if len(given) > 1:
        raise Refused("Välj bara ett svar.")
    return given[0] if given else ""
