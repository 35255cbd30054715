"""What any channel can say and hear: a question as a Prompt, asked with one of four controls."""

from __future__ import annotations

import enum
from dataclasses import dataclass

DONT_KNOW = "vet_ej"


class Control(enum.StrEnum):
    """The four ways to answer that every channel can draw."""

    PICK_ONE = "pick_one"
    PICK_MANY = "pick_many"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick; ``apart`` sets it off from the rest, as "Vet ej" is."""

    key: str
    label: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question in one language. ``control`` is None for text that is only read."""

    key: str
    control: Control | None
    label: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    low: str = ""
    high: str = ""
    max_length: int | None = None
    input_mode: str = ""
    unit: str = ""

    @property
    def is_scale(self) -> bool:
        """Whether the choices are the steps of a scale with named end points."""
        return bool(self.low or self.high)


class Refused(Exception):
    """An answer that cannot be accepted; every channel shows the same words.

    ``message`` is the Swedish source text, translated at the edge, and ``values`` fill its ``%(name)s`` places.
    """

    def __init__(self, message: str, **values: object) -> None:
        """``message`` says what to do."""
        super().__init__(message)
        self.message = message
        self.values = values
