"""The few words that mean something whenever they are typed in a chat, and the buttons that say the same."""

from __future__ import annotations

import enum

# What begins the ``do`` of the buttons that belong to no room.
DESK = "chatt"
START, HELP = f"{DESK}.start", f"{DESK}.hjalp"
ERASE, ERASE_NOW = f"{DESK}.radera", f"{DESK}.radera_nu"
# One question at a time in messages: go on with something else here, choose, pass over a question, and stop.
HERE, CHOOSE, SKIP, STOP = f"{DESK}.har", f"{DESK}.svar", f"{DESK}.hoppa", f"{DESK}.avbryt"
# In what HERE carries, the ``do`` of the button it stands for.
INNER = "_do"


class Command(enum.Enum):
    """What a typed word asks for."""

    START = enum.auto()
    HELP = enum.auto()
    ERASE = enum.auto()
    STOP = enum.auto()


_WORDS = {
    Command.START: ("hej", "hejsan", "start", "starta", "meny", "hi", "hello", "menu", "english", "svenska"),
    Command.HELP: ("hjälp", "hjalp", "help", "?"),
    Command.ERASE: ("radera", "sluta", "erase", "delete"),
    Command.STOP: ("avbryt", "cancel", "stop", "stopp"),
}
_BY_WORD = {word: command for command, words in _WORDS.items() for word in words}
SKIPPING = frozenset({"hoppa över", "hoppa", "skip", "nästa", "next", "-"})
YES, NO = frozenset({"ja", "yes", "j", "y"}), frozenset({"nej", "no", "n"})
OWN = {Command.START: START, Command.HELP: HELP, Command.ERASE: ERASE, Command.STOP: STOP}


def command(typed: str) -> Command | None:
    """What the words ask for, if they are such words and nothing else."""
    return _BY_WORD.get(plain(typed))


def plain(typed: str) -> str:
    """What was typed without case, spaces around it and a full stop."""
    return " ".join(typed.casefold().split()).strip(".! ")
