"""The words of a letter: places are filled once, and nothing that is filled in can do harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys.letters import writing
from surveys.letters.writing import IN_BODY, fill, has_place, one_line, unknown_places

PLACES = {"namn": "Anna", "länk": "http://x/i/A", "kod": "A", "sista dag": "1 april 2026"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hej {namn}!", "Hej Anna!"),
        ("{NAMN} { länk } {Sista  Dag}", "Anna http://x/i/A 1 april 2026"),
        ("{kod}{kod}", "AA"),
        ("{okänd} {} { {namn}", "{okänd} {} { Anna"),
        ("{\nnamn}", "{\nnamn}"),
        ("{la\u0308nk}", "http://x/i/A"),
    ],
)
def test_places_are_filled_however_they_are_typed(text: str, filled: str) -> None:
    assert fill(text, PLACES) == filled


def test_where_there_is_no_name_there_is_no_gap() -> None:
    assert fill("Hej {namn}!\n{namn}, hej", PLACES | {"namn": ""}) == "Hej!\n, hej"


def test_a_place_we_do_not_know_is_told_once_and_in_order() -> None:
    assert unknown_places("{b} {namn} {a} {b} {länk}", IN_BODY) == ("b", "a")
    assert has_place("se { Länk }", writing.LINK)
    assert not has_place("se länk", writing.LINK)


@given(some.text(), some.text())
def test_what_is_filled_in_is_not_filled_again(name: str, text: str) -> None:
    marked = f"{{kod}}{name}"

    assert fill("{namn}", {"namn": marked, "kod": "hemlig"}) == marked
    assert fill(text.replace("{", ""), PLACES) == text.replace("{", "")


@given(some.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert line == line.strip() == one_line(line)
