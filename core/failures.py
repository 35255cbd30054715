"""Telling where something went wrong without repeating what it was about: an error's own text may name a person."""

from __future__ import annotations

import traceback
from pathlib import Path

from core.settings import ROOT

LONGEST = 300


class Explained(Exception):
    """An error whose text was written to be stored and shown to staff: a status code, never a name or an address."""


def describe(error: BaseException) -> str:
    """The text of an Explained error, or else the kind of error and our line: ``KeyError at goals/board.py:41``."""
    if isinstance(error, Explained):
        return f"{type(error).__name__}: {error}"[:LONGEST]
    places = [
        f"{Path(frame.filename).relative_to(ROOT)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(ROOT) and "site-packages" not in frame.filename
    ]
    return " at ".join([type(error).__name__, *places[-1:]])[:LONGEST]


def trail(error: BaseException) -> str:
    """The lines of code an error came through, for the log; no values."""
    return "".join(traceback.format_tb(error.__traceback__))
