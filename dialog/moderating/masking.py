"""Checks that a masked text is what was written with pieces struck out, and nothing put in but what stands for them."""

from __future__ import annotations

import re

# What stands in the place of something struck out, as ``core.language.redaction`` writes it: [namn], [adress].
_STRUCK = re.compile(r"\[[^\[\]]{1,30}\]")


def only_strikes_out(original: str, masked: str) -> bool:
    """Whether ``masked`` is the original with pieces replaced by words in brackets; whitespace does not count.

    Each piece that is left must stand in the original, in the same order, the first at its beginning unless something
    was struck out before it, and the last at its end. Nobody's words can be changed into others this way.
    """
    kept = [_folded(part) for part in _STRUCK.split(masked)]
    rest = _folded(original)
    if len(kept) == 1:
        return kept[0] == rest
    if not rest.startswith(kept[0]):
        return False
    rest = rest[len(kept[0]) :]
    for part in filter(None, kept[1:-1]):
        _struck, found, rest = rest.partition(part)
        if not found:
            return False
    return rest.endswith(kept[-1])


def _folded(text: str) -> str:
    return "".join(text.split())
