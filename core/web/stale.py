"""A form whose page had been open too long: its view gets it back to show again, filled in, instead of an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g

_MARK = "keeps_typed"
View = TypeVar("View", bound=Callable[..., Any])


def keeps_typed(view: View) -> View:
    """Declare that a view asks ``is_stale`` before it acts, and shows the form again when it is."""
    setattr(view, _MARK, True)
    return view


def is_kept(endpoint: str) -> bool:
    """Whether the endpoint's view takes care of a stale form itself."""
    return bool(getattr(current_app.view_functions[endpoint], _MARK, False))


def mark() -> None:
    """Note that this request's form token was missing, old or foreign."""
    g.form_is_stale = True


def is_stale() -> bool:
    """Whether the form may only be shown again, not acted on."""
    return bool(g.get("form_is_stale", False))
