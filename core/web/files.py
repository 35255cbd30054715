"""Which views receive a file: a file sent to any other is refused before the view is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any, TypeVar

from flask import Request, current_app

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


class TidyRequest(Request):
    """A request that closes the files it began to read, also when the form broke off in the middle of one."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """The place a file is read into, remembered."""
        stream = super()._get_file_stream(total_content_length, content_type, filename, content_length)
        self.__dict__.setdefault("_begun", []).append(stream)
        return stream

    def close(self) -> None:
        """Flask calls this when the request has been answered."""
        super().close()
        for stream in self.__dict__.pop("_begun", ()):
            stream.close()
