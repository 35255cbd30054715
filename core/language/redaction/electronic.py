"""Addresses of the net: e-mail, also written so that no robot shall read it, and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.language.redaction.found import Found, hide

_ANY = re.compile(r"@|://|www\.|[(\[ ]at[)\] ]|snabel|alfakrull|\w\.\w{2}", re.I)
_DOT = r"(?: ?\. ?| ?[(\[]?(?<!\w)(?:punkt|dot)(?!\w)[)\]]? ?)"
_LOCAL = r"(?<![\w.+%-])[\w+%-][\w.+%-]{0,63}(?:(?: punkt | dot |[(\[]punkt[)\]]|[(\[]dot[)\]])[\w+%-]{1,40}){0,3}"
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64} ?@ ?[\w-]{1,60}(?: ?\. ?[\w-]{1,30}){1,4}", re.I)
_EMAIL_SAID = re.compile(
    _LOCAL
    + r" ?(?:[(\[{] ?(?:at|a|snabel-?a|@) ?[)\]}]|(?<= )snabel(?:-| )?a(?!\w)|snabela|(?<= )alfakrull|@) ?"
    + rf"[\w-]{{1,60}}(?:{_DOT}[\w-]{{1,30}}){{1,3}}",
    re.I,
)
# "at" is a common word, so a known house of mail or a spoken dot must follow.
_EMAIL_AT = re.compile(
    _LOCAL
    + r" at (?:(?:gmail|hotmail|outlook|live|telia|yahoo|icloud|me|msn|home|bredband|spray)"
    + _DOT
    + r"\w{2,4}|[\w-]{1,60} ?[(\[]?(?:punkt|dot)[)\]]? ?\w{2,6})",
    re.I,
)
_PAGE = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"]{2,2000}", re.I)
_BARE = re.compile(
    r"(?<![\w.@-])(?:[\w-]{2,40}\.){1,4}(?:(?:com|org|net|info|eu|io|app|gg)(?![\w-])|(?:se|nu|no|fi|dk|de|me|tv)(?![\w-]))"
    r"(/[^\s<>\"]{0,2000})?",
    re.I,
)
# After these words an address follows; elsewhere "bra.se" is a sentence that lost its space.
_BEFORE = re.compile(
    r"(?:på|till|via|från|besök|in|sidan|hemsidan|webben|länken|länk|http|kolla|googla|on|at|visit)[ :]{1,2}$", re.I
)
_SURE = re.compile(r"\.(?:com|org|net|info|eu|io|app|gg)$|[\w]-[\w]|\d", re.I)
# What somebody is called in a service: "@kalle_92".
_HANDLE = re.compile(r"(?<![\w.@])@[A-Za-z0-9_][\w.]{2,30}")
_ENDS = ".,;:!?)]}'\""


def find(text: str) -> list[Found]:
    """Addresses of e-mail and of pages in a folded text, none upon another."""
    if not _ANY.search(text):
        return []
    found: list[Found] = []
    for kind, pattern in (
        ("url", _PAGE),
        ("email", _EMAIL),
        ("email", _EMAIL_SAID),
        ("email", _EMAIL_AT),
        ("url", _HANDLE),
    ):
        taken = [
            Found(kind, match.start(), _trimmed(text, match.start(), match.end())) for match in pattern.finditer(text)
        ]
        text = hide(text, taken)
        found += taken
    return found + list(_bare(text))


def _bare(text: str) -> Iterator[Found]:
    for match in _BARE.finditer(text):
        end = _trimmed(text, match.start(), match.end())
        name = match[0].partition("/")[0]
        if match[1] or _SURE.search(name) or _BEFORE.search(text, max(0, match.start() - 12), match.start()):
            yield Found("url", match.start(), end)


def _trimmed(text: str, start: int, end: int) -> int:
    """Where the address ends: the signs of the sentence around it are no part of it."""
    while end > start + 1 and text[end - 1] in _ENDS:
        end -= 1
    return end
