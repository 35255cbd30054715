"""What a person can meet that is not a fault of ours: small errors with words, turned into pages in one place."""

from __future__ import annotations

from typing import ClassVar


def N_(words: str) -> str:
    """Mark a Swedish source text that is translated later, when somebody reads it."""
    return words


class PersonMet(Exception):
    """The parent of every such error; texts are Swedish source texts, translated at the edge."""

    status: ClassVar[int] = 409
    title: ClassVar[str] = ""
    message: ClassVar[str] = ""
    advice: ClassVar[str] = ""

    def __init__(self, **values: object) -> None:
        """``values`` fill the ``%(name)s`` places of the texts."""
        super().__init__(self.title % values if values else self.title)
        self.values = values
