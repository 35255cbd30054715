"""What a person had typed, under the words they saw it under, so that an error page can give it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import g, request
from werkzeug.exceptions import HTTPException

_NEVER_KEPT = ("csrf_token", "password")
_MACHINERY = ("utkast", "avsnitt", "nyckel", "kod", "do")


@dataclass(frozen=True, slots=True)
class Typed:
    """One value of a form, as it was sent and as the person saw it; without a label it is sent again but not shown."""

    name: str
    value: str
    label: str
    shown: str


def name_fields(labels: Mapping[str, str], choice: Callable[[str, str], str] | None = None) -> None:
    """Say what this request's fields are called on the page; ``choice(name, value)`` gives a choice's own words."""
    g.field_labels = labels
    g.field_choice = choice


def typed() -> list[Typed]:
    """Every value sent but the form token and passwords."""
    labels: Mapping[str, str] = g.get("field_labels", {})
    choice: Callable[[str, str], str] | None = g.get("field_choice")
    return [
        Typed(
            name,
            value,
            "" if name in _MACHINERY else labels.get(name) or _plain(name),
            choice(name, value) if choice else value,
        )
        for name, values in _form()
        for value in values
        if value.strip() and name not in _NEVER_KEPT
    ]


def _plain(name: str) -> str:
    """A field whose page could not even be looked up, as when the database is away, goes by its own name."""
    return name.replace("_", " ").capitalize()


def _form() -> list[tuple[str, list[str]]]:
    try:
        return list(request.form.lists())
    except HTTPException:
        # The form itself was what could not be read, for example because it was too large.
        return []
