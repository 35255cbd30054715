"""The input layer: what no page could make sense of never reaches one."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from core.web import inputs
from tests.builders import on_sqlite

GOOD: list[Any] = [None, True, 0, -1, 1.5, "åäö 😀", [], {}, {"a": [1, {"b": None}]}, 2**53, -(2**53)]


@pytest.mark.parametrize("value", GOOD)
def test_ordinary_json_is_read(value: Any) -> None:
    assert inputs.read_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"NaN",
        b"[Infinity]",
        b'{"a": -Infinity}',
        b"1e400",
        b"9007199254740993",
        b'"a\\u0000b"',
        b'"\\ud800"',
        b'{"\\u0000": 1}',
        b'"\x00"',
        b"\xff",
        b"[" * 60_000,
        b"[" * 21 + b"]" * 21,
        b'{"a":' * 30 + b"1" + b"}" * 30,
        b"1" * 5_000,
    ],
)
def test_json_that_would_break_something_further_in_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        inputs.read_json(body)


def test_brackets_inside_a_string_do_not_count_as_depth() -> None:
    assert inputs.read_json(json.dumps("[" * 100 + '\\"[').encode()) == "[" * 100 + '\\"['


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    try:
        inputs.read_json(body)
    except BadRequest:
        return


@on_sqlite
class TestOnTheWayIn:
    """Requests, as the whole app meets them."""

    @pytest.mark.parametrize(
        ("number", "status"),
        [("1", 303), ("2147483647", 303), ("2147483648", 404), ("9" * 20, 404), ("0", 404), ("-1", 404), ("01", 404)],
    )
    def test_a_number_in_an_address_fits_a_key_or_leads_nowhere(
        self, demo_app: Flask, number: str, status: int
    ) -> None:
        answer = demo_app.test_client().get(f"/enkat/myndighetsservice-foretag/{number}")

        assert (303 if answer.status_code == 302 else answer.status_code) == status

    @pytest.mark.parametrize("address", ["/?a=%00", "/?%00=a", "/%00", "/?a=%1b", "/?" + "a" * 2_001, "/" + "a" * 501])
    def test_an_address_with_what_no_text_holds_is_refused(self, client: FlaskClient, address: str) -> None:
        assert client.get(address).status_code in (400, 404)
        assert client.get(address).status_code != 200

    @pytest.mark.parametrize("value", ["a\0b", "\x0b", "x" * 20_001])
    def test_a_field_that_cannot_be_stored_is_refused(self, client: FlaskClient, value: str) -> None:
        assert client.post("/personal/logga-in", data={"email": value}).status_code == 400

    def test_a_field_with_too_long_a_name_is_refused(self, client: FlaskClient) -> None:
        assert client.post("/personal/logga-in", data={"x" * 101: "a"}).status_code == 400

    def test_line_breaks_and_tabs_are_text(self, client: FlaskClient) -> None:
        assert client.post("/personal/logga-in", data={"email": "a\r\n\tb"}).status_code == 200

    def test_a_form_of_a_thousand_parts_too_many_is_refused(self, client: FlaskClient) -> None:
        data = {f"f{number}": "x" for number in range(1_001)}

        answer = client.post("/personal/logga-in", data=data, content_type="multipart/form-data")

        assert answer.status_code == 413

    def test_what_is_larger_than_a_form_can_be_is_refused_unread(self, client: FlaskClient) -> None:
        assert client.post("/personal/logga-in", data=b"a=" + b"x" * 1_000_001).status_code in (400, 413)

    def test_a_file_is_not_received_where_none_is_asked_for(self, client: FlaskClient) -> None:
        answer = client.post("/personal/logga-in", data={"email": (BytesIO(b"x"), "virus.exe")})

        assert answer.status_code == 400
