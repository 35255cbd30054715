"""What any channel can say and hear: a question as a Prompt, asked with one of four controls."""

from __future__ import annotations

import enum
import re
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


def read(prompt: Prompt, typed: str) -> tuple[str, ...]:
    """What somebody means who types an answer instead of choosing it: the raw values a form would have sent.

    A choice is typed as its words, its number in the list or its key, and several with commas between; case and a
    full stop do not matter. Where the words are numbers themselves, as on a scale, a number is only ever the words.
    Text is taken as it is. Nothing typed is no answer. Raises Refused for what is none of the choices.
    """
    given = typed.strip()
    if not given or prompt.control is None:
        return ()
    if prompt.control in (Control.SHORT_TEXT, Control.LONG_TEXT):
        return (given,)
    whole = _chosen(prompt, given)
    if whole is not None:
        return (whole.key,)
    if prompt.control is Control.PICK_ONE:
        raise Refused("Välj en siffra på skalan.") if prompt.is_scale else Refused("Välj ett av alternativen.")
    parts = given.split() if given.replace(" ", "").isdecimal() else re.split(r"[,;\n]|\s(?:och|and)\s", given)
    chosen = [_chosen(prompt, part) for part in parts if part.strip()]
    found = [choice.key for choice in chosen if choice is not None]
    if len(found) != len(chosen):
        raise Refused("Välj bland alternativen.")
    return tuple(dict.fromkeys(found))


def is_numbered(prompt: Prompt) -> bool:
    """Whether the choices may be told by their number in the list, as their words are not numbers themselves."""
    return bool(prompt.choices) and not any(_plain(choice.label).isdecimal() for choice in prompt.choices)


def _chosen(prompt: Prompt, typed: str) -> Choice | None:
    said = _plain(typed)
    for choice in prompt.choices:
        if said == _plain(choice.label):
            return choice
    if is_numbered(prompt) and said.isascii() and said.isdecimal() and 0 < int(said[:9]) <= len(prompt.choices):
        return prompt.choices[int(said[:9]) - 1]
    return next((choice for choice in prompt.choices if said == _plain(choice.key)), None)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(".!?\"'”“’ ")
