"""Which views receive a file: a file sent to any other is refused before the view is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

# A little more than any reader of files accepts, so that the reader can say in its own words what is too large.
LARGEST_REQUEST = 6 * 1024 * 1024

_MARK = "receives_file"
View = TypeVar("View", bound=Callable[..., Any])


def receives_file(view: View) -> View:
    """Declare that a view takes one file with its form."""
    setattr(view, _MARK, True)
    return view


def is_received(endpoint: str | None) -> bool:
    """Whether the endpoint's view takes a file."""
    return endpoint is not None and bool(getattr(current_app.view_functions[endpoint], _MARK, False))
