"""Text for Slack: always plain, so that nothing anybody has written is taken for a mention, a link or a format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from integrations.slack import limits

Block = dict[str, Any]


class TooMuch(Exception):
    """Slack has no room for this; it is shown on the web instead."""


def plain(words: str, most: int) -> Block:
    """A text object of at most so many characters."""
    return {"type": "plain_text", "text": shortened(words, most), "emoji": False}


def shortened(words: str, most: int) -> str:
    """The words, or the first of them and an ellipsis; never nothing, which Slack refuses."""
    tidy = words.strip() or "–"
    if len(tidy) <= most:
        return tidy
    head = tidy[: most - 1]
    at_word = head.rsplit(None, 1)[0] if " " in head[most // 2 :] else head
    return at_word.rstrip() + "…"


def pieces(words: str, most: int) -> tuple[str, ...]:
    """All of the words in pieces of at most so many characters, divided at white space where there is any."""
    found, rest = [], words.strip()
    while len(rest) > most:
        at = max(rest.rfind("\n", 1, most), rest.rfind(" ", 1, most))
        at = at if at > most // 2 else most
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return (*found, rest) if rest else tuple(found)


def sections(*paragraphs: str) -> list[Block]:
    """A section for each paragraph, more for a long one, none for an empty one."""
    return [
        {"type": "section", "text": plain(piece, limits.SECTION)}
        for paragraph in paragraphs
        for piece in pieces(paragraph, limits.SECTION)
    ]


def numbered(labels: Sequence[str]) -> str:
    """The labels in full, one on a line, under the numbers they go by."""
    return "\n".join(f"{number}. {label}" for number, label in enumerate(labels, 1))
