"""What a finder hands over, and how it hides what it has found from the finders after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# What stands in the place of each kind. It tells the kind and nothing of what stood there.
PLACEHOLDERS = {
    "personnummer": "[personnummer]",
    "organisationsnummer": "[organisationsnummer]",
    "phone": "[telefonnummer]",
    "email": "[e-postadress]",
    "url": "[webbadress]",
    "plate": "[registreringsnummer]",
    "account": "[kontonummer]",
    "address": "[adress]",
    "name": "[namn]",
}
KINDS = tuple(PLACEHOLDERS)
# A character nobody writes, which no pattern takes for a letter, a digit, a space or a sign.
HIDDEN = "\ue000"


@dataclass(frozen=True, slots=True)
class Found:
    """Where in a text something personal stands: ``text[start:end]``; certain when its own arithmetic confirms it."""

    kind: str
    start: int
    end: int
    certain: bool = False


def apart(spans: Iterable[Found]) -> list[Found]:
    """The spans in order, without those that stand upon an earlier one."""
    kept: list[Found] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def hide(text: str, spans: Iterable[Found]) -> str:
    """The text, equally long, with what was found made unreadable to later patterns."""
    pieces: list[str] = []
    end = 0
    for span in apart(spans):
        pieces += [text[end : span.start], HIDDEN * (span.end - span.start)]
        end = span.end
    return "".join([*pieces, text[end:]])
