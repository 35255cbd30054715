"""What a button or a form of ours carries, so that it is understood when it comes back, however old it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.chat import Button
from core.i18n import LANGUAGES, SOURCE


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed or sent, and the language it was written in."""

    do: str
    data: Mapping[str, str] = field(default_factory=dict)
    language: str = SOURCE


def packed(button: Button, language: str) -> str:
    """A button as a short text."""
    value: dict[str, object] = {"do": button.do, "sprak": language}
    if button.data:
        value["data"] = dict(button.data)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: object) -> Pressed | None:
    """What such a text says; None for one that is not ours."""
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    do, data, language = value.get("do"), value.get("data", {}), value.get("sprak", SOURCE)
    if not isinstance(do, str) or not isinstance(data, dict) or language not in dict(LANGUAGES):
        return None
    if not all(isinstance(one, str) for one in data.values()):
        return None
    return Pressed(do, data, language)
