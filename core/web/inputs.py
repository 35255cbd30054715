"""The one input layer: what no page could make sense of is refused before any page sees it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from flask import current_app, request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BaseConverter, ValidationError

from core.web import files

LONGEST_PATH = 500
LONGEST_QUERY = 2_000
LONGEST_FIELD = 20_000
LONGEST_NAME = 100
DEEPEST_JSON = 20
LARGEST_WHOLE = 2**53
LARGEST_ID = 2**31 - 1
# NUL ends strings early in C, other controls have no place in a form, surrogates cannot be stored.
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_MARK = "reads_own_body"
View = TypeVar("View", bound=Callable[..., Any])


class IdConverter(BaseConverter):
    """``<id:x>``: a whole number that fits a database key; anything else is an address that leads nowhere."""

    regex = r"[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        """The number; raises ValidationError (404) above 2**31 - 1."""
        number = int(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number


def refuse_malformed() -> None:
    """Raise 400 for a path, query or form with text that cannot be stored or shown."""
    if len(request.path) > LONGEST_PATH or len(request.query_string) > LONGEST_QUERY:
        refuse("the address is too long")
    _check_text(request.path)
    _check_query()
    if is_raw(request.endpoint):
        return
    takes_file = files.is_received(request.endpoint)
    if takes_file:
        request.max_content_length = files.LARGEST_REQUEST
    for name, values in request.form.lists() if request.method == "POST" else ():
        _check_name(name)
        for value in values:
            if len(value) > LONGEST_FIELD:
                refuse(f"the field {name} is too long")
            _check_text(value)
    if request.files and not takes_file:
        refuse("no file is received here")
    for name, file in request.files.items(multi=True):
        _check_name(name)
        _check_text(file.filename or "")


def reads_own_body(view: View) -> View:
    """Declare that a view proves who has sent the body before anything in it is read, and then reads it strictly."""
    setattr(view, _MARK, True)
    return view


def is_raw(endpoint: str | None) -> bool:
    """Whether the endpoint's view reads the body itself."""
    return endpoint is not None and bool(getattr(current_app.view_functions[endpoint], _MARK, False))


def _check_query() -> None:
    for name, values in request.args.lists():
        _check_name(name)
        for value in values:
            _check_text(value)


def _check_name(name: str) -> None:
    if len(name) > LONGEST_NAME:
        refuse("a field has too long a name")
    _check_text(name)


def _check_text(text: str) -> None:
    if _FORBIDDEN.search(text):
        refuse("the text holds a control character or half a character")


def refuse(reason: str) -> NoReturn:
    """Answer 400; the reason is for the log and for API callers."""
    raise BadRequest(reason)


def read_json(body: bytes) -> Any:
    """The value in a JSON body; raises 400 for NaN, numbers beyond 2**53, nesting over 20, NUL or half characters."""
    if _depth(body) > DEEPEST_JSON:
        refuse("the JSON is nested too deeply")
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        refuse("the body is not JSON")
    _check_json(value)
    return value


def _depth(body: bytes) -> int:
    """How deep brackets nest, counted before parsing; brackets inside strings do not count."""
    deepest = depth = 0
    in_string = escaped = False
    for byte in body:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _check_json(value: Any) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check_json(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_json(inner)
    elif isinstance(value, (int, float)) and (not math.isfinite(value) or abs(value) > LARGEST_WHOLE):
        refuse("a number is too large")
