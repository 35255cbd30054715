from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.language.personal_data import PLACEHOLDERS, Found, personal_data, redact
from tests.core.language.comments import figure, row_of
from tests.core.language.labelled_texts import is_held, lines, marked, redaction_scores

TEXTS = [marked(line) for line in lines("redaction")]
NUMBERS = ("personnummer", "organisationsnummer", "phone", "account", "plate", "email", "url")
# What a text may be put together from, so that examples come near the rules.
PIECES = st.one_of(
    st.sampled_from(
        [
            "070-",
            "123 45 67",
            "850312",
            "-2384",
            "0280",
            "+46",
            "ABC",
            "12",
            ":",
            "@",
            "anna",
            "Anna",
            "Karlsson",
            "Storgatan",
        ]
    ),
    st.sampled_from(
        [
            "[namn]",
            "[",
            "]",
            "\u200b",
            "\u00a0",
            "\u0308",
            "a",
            "A",
            "Björn",
            "handläggaren",
            "heter",
            "och",
            ", ",
            ". ",
            " ",
            "\n",
        ]
    ),
    st.sampled_from(
        [
            "0",
            "1",
            "9",
            "٣",
            "²",
            "–",
            "SE45",
            "5000",
            "se",
            ".se",
            "www.",
            "Malung",
            "väg",
            "782 31",
            "kr",
            "B",
            "S:t",
            "'",
        ]
    ),
    st.text(max_size=3),
)
NEAR = st.lists(PIECES, max_size=25).map("".join)


def test_the_words_that_stand_in_the_place_of_personal_data_tell_nothing_of_it() -> None:
    text = (
        "Handläggaren Anna Karlsson (070-123 45 67, anna.karlsson@example.org) bor på Storgatan 12 B. Pnr 850312-2384."
    )

    assert (
        redact(text).text
        == "Handläggaren [namn] ([telefonnummer], [e-postadress]) bor på [adress]. Pnr [personnummer]."
    )


def test_what_was_found_points_at_the_original_text() -> None:
    text = "Ring 0\u200b7\u200b0–123 45 67, säger A\u030asa."

    assert [text[each.start : each.end] for each in redact(text).found] == ["0\u200b7\u200b0–123 45 67", "A\u030asa"]
    assert redact(text).text == "Ring [telefonnummer], säger [namn]."


@pytest.mark.parametrize(
    ("number", "certain"),
    [
        ("811228-9874", True),  # The example number of the tax agency.
        ("19811228-9874", True),
        ("811288-9874", False),
        ("701063-2391", True),  # A coordination number: the day is 60 higher.
        ("850312-0000", False),
        ("120203+1234", False),
    ],
)
def test_a_personnummer_is_hidden_whether_or_not_its_check_digit_is_right(number: str, certain: bool) -> None:
    assert personal_data(f"Mitt nummer {number}.") == (Found("personnummer", 12, 12 + len(number), certain),)


@pytest.mark.parametrize("digits", ["070-123 45 67", "0280-181 00", "+46 (0)280 181 00", "0701234567"])
@pytest.mark.parametrize("zero", ["٠", "０", "०", "𝟎"])  # noqa: RUF001
def test_digits_of_any_script_are_digits(digits: str, zero: str) -> None:
    written = re.sub(r"\d", lambda digit: chr(ord(zero) + int(digit[0])), digits)

    assert redact(f"Ring {written}!").text == "Ring [telefonnummer]!"


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", "\t", "."])
def test_a_number_may_be_divided_in_many_ways(space: str) -> None:
    assert redact(f"Ring 070{space}123{space}45{space}67 nu").text == "Ring [telefonnummer] nu"


def test_times_dates_amounts_and_roads_are_left_alone() -> None:
    harmless = [text.text for text in TEXTS if not text.spans]

    assert len(harmless) >= 80
    assert [text for text in harmless if personal_data(text)] == []


def test_every_number_and_address_of_the_net_in_our_own_set_is_hidden() -> None:
    scores = redaction_scores(TEXTS)

    assert {kind: scores[kind][1] for kind in NUMBERS} == {kind: scores[kind][0] for kind in NUMBERS}


def test_names_and_addresses_are_found_as_often_as_promised() -> None:
    scores = redaction_scores(TEXTS)

    for kind, recall, precision in (("name", 0.93, 0.93), ("address", 0.9, 0.9)):
        there, hidden, found, right = scores[kind]
        assert hidden / there >= recall
        assert right / found >= precision


@pytest.mark.parametrize("kind", PLACEHOLDERS)
def test_the_manual_tells_how_well_each_kind_is_found(kind: str) -> None:
    there, hidden, found, right = redaction_scores(TEXTS)[kind]
    held_there, held_hidden, _, _ = redaction_scores(text for text in TEXTS if is_held(text.text))[kind]

    row = row_of("Personal data", kind)
    assert row[1:] == [str(there), figure(hidden / there), figure(held_hidden / held_there), figure(right / found)]


@settings(max_examples=300)
@given(NEAR)
@example("[namn]̈ Anna")
@example("070-070-123 45 67 123 45 67")
def test_redacting_what_is_redacted_changes_nothing(text: str) -> None:
    once = redact(text)

    assert redact(once.text).text == once.text
    assert all(one.end <= other.start for one, other in zip(once.found, once.found[1:], strict=False))
    # Outside of what was found the text is as it was written.
    kept = [text[start:end] for start, end in between(once.found, len(text))]
    words = [PLACEHOLDERS[each.kind] for each in once.found]
    assert once.text == "".join(piece for pair in zip(kept, [*words, ""], strict=True) for piece in pair)


@given(NEAR, st.sampled_from(["811228-9874", "+46701234567", "anna.karlsson@example.org", "https://example.org/a?b=c"]))
def test_a_number_among_other_words_is_hidden_whatever_stands_around_it(text: str, number: str) -> None:
    assert number not in redact(f"{text} \n {number} \n {text}").text


@pytest.mark.parametrize(
    "piece",
    ["0", "0 ", "0-", "1 234 ", "a@", "a.a", "A ", "Anna ", "Anna", "[namn]", "(", "@ ", "SE45 5000 ", "väg 1",
     "x" * 50 + "vägen ", "noll ", "www.", "punkt ", "handläggaren ", "\u0308", "\u200b", "12:", "A. ", "-", "Nils s "],
)  # fmt: skip
def test_a_hostile_text_of_twenty_thousand_characters_is_read_without_backtracking_for_ever(piece: str) -> None:
    """No time is measured: a pattern that tried every way to divide these would not come back while anybody waits."""
    text = (piece * 20_000)[:20_000]

    assert len(redact(text).text) <= 8 * len(text)


def between(found: tuple[Found, ...], length: int) -> list[tuple[int, int]]:
    ends = [0, *(each.end for each in found)]
    starts = [*(each.start for each in found), length]
    return list(zip(ends, starts, strict=True))
