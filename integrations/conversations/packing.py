"""A Screen as plain JSON and back, for what is asked next and for what a worker is to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.chat import Button, Link, Look, Screen
from core.prompts import Choice, Control, Prompt


def packed(screen: Screen) -> dict[str, Any]:
    """The screen without what somebody has filled in, and without what is to be kept or forgotten of them."""
    document = asdict(screen)
    for private in ("filled", "keep", "forget"):
        del document[private]
    return document


def unpacked(document: Mapping[str, Any]) -> Screen:
    """The screen that was packed."""
    send = document["send"]
    return Screen(
        title=document["title"],
        paragraphs=tuple(document["paragraphs"]),
        notice=document["notice"],
        prompts=tuple(map(_prompt, document["prompts"])),
        errors=document["errors"],
        send=_button(send) if send else None,
        buttons=tuple(map(_button, document["buttons"])),
        links=tuple(Link(**link) for link in document["links"]),
        is_last=document["is_last"],
    )


def _button(document: Mapping[str, Any]) -> Button:
    return Button(**{**document, "look": Look(document["look"])})


def _prompt(document: Mapping[str, Any]) -> Prompt:
    control = document["control"]
    choices = tuple(Choice(**choice) for choice in document["choices"])
    return Prompt(**{**document, "control": Control(control) if control else None, "choices": choices})
