"""What a row of a list says, whoever wrote it and however, and what is said back about a row that says nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import days_of
from core.spreadsheets import SheetRow
from surveys.cases.judging import Judged, judge, plain_case, plain_date, plain_phone
from surveys.cases.meanings import Columns, Meaning, folded
from surveys.customers import customer_fingerprint, plain_customer
from surveys.questionnaire import Questionnaire
from tests.builders import case_survey

ASKED = Questionnaire.from_data(case_survey())
ALL = Columns({meaning: place for place, meaning in enumerate(Meaning)})


def judged(period: str = "2026", **said: str) -> Judged:
    """One row, of which only what is said differs from a good one."""
    row = {"case": "1", "area": "Bygglov"} | said
    cells = tuple(row.get(meaning.value, "") for meaning in Meaning)
    return judge([SheetRow(2, cells)], ALL, ASKED, period)


def reasons(period: str = "2026", **said: str) -> str:
    return " ".join(reason.message % reason.values for row in judged(period, **said).bad for reason in row.reasons)


@pytest.mark.parametrize("said", ["bygglov", "BYGGLOV", " Bygglov ", "bygg-lov"])
def test_an_area_is_known_however_it_is_written(said: str) -> None:
    assert judged(area=said).good[0][1].area == "bygglov"


@pytest.mark.parametrize("said", ["Miljö- och hälsoskydd", "miljo och halsoskydd", "MILJÖ OCH HÄLSOSKYDD", "miljo"])
def test_an_area_is_known_by_its_words_or_its_key_without_accents(said: str) -> None:
    assert judged(area=said).good[0][1].area == "miljo"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"case": ""}, "Ärendenumret saknas."),
        ({"case": "x" * 81}, "längre än 80 tecken"),
        ({"area": ""}, "Området saknas."),
        ({"area": "Xyz"}, "Området ’Xyz’ finns inte i enkäten."),
        ({"customer_type": "Robot"}, "Kundtypen ’Robot’ finns inte i enkäten."),
        ({"closed_on": "i mars"}, "Skriv datumet som 2026-03-31, inte ’i mars’."),
        ({"closed_on": "2026-02-30"}, "Skriv datumet som"),
        ({"closed_on": "2025-12-31"}, "Avslutat 2025-12-31, utanför perioden 2026."),
        ({"email": "kim@"}, "E-postadressen ’kim@’"),
        ({"phone": "ring mig"}, "Telefonnumret ’ring mig’"),
        ({"in_insikt": "kanske"}, "Skriv ja eller nej"),
        ({"name": "x" * 201}, "längre än 200 tecken"),
        ({"area": "y" * 900}, "…’ finns inte"),
    ],
)
def test_what_is_wrong_is_said_in_words(said: dict[str, str], reason: str) -> None:
    assert reason in reasons(**said)


def test_a_row_is_told_everything_that_is_wrong_with_it_at_once() -> None:
    assert len(judged(case="", area="x", closed_on="x").bad[0].reasons) == 3


@pytest.mark.parametrize("said", ["ja", "JA", "x", "1", "SANT", "true"])
def test_a_yes_is_a_yes(said: str) -> None:
    assert judged(in_insikt=said).good[0][1].is_in_insikt


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("070-123 45 67", "0701234567"),
        ("+46 70 123 45 67", "0701234567"),
        ("+46 (0)70-1234567", "0701234567"),
        ("0046701234567", "0701234567"),
        ("701234567", "0701234567"),
        ("46701234567", "0701234567"),
        ("0280-181 00", "028018100"),
        ("+47 22 33 44 55", "+4722334455"),
        ("12", None),
        ("", None),
        ("1" * 30, None),
    ],
)
def test_a_phone_number_is_written_one_way(said: str, plain: str | None) -> None:
    assert plain_phone(said) == plain


@given(st.integers(10**9, 10**10 - 1), st.sampled_from(["16", "19", "20", ""]), st.sampled_from(["-", "", " "]))
def test_a_customers_number_is_the_same_with_and_without_century_and_dash(n: int, century: str, sign: str) -> None:
    number = f"{n:010d}"

    assert plain_customer(f"{century}{number[:6]}{sign}{number[6:]}") == number


@pytest.mark.parametrize("said", ["", "-", "–", "0", "000000-0000", "Saknas", "okänd", "N/A"])
def test_nobody_in_particular_is_not_a_customer_with_many_cases(said: str) -> None:
    assert customer_fingerprint("s", 1, said) is None
    assert plain_customer(f"{said} Bygg AB")


def test_a_number_of_twelve_digits_that_has_no_century_is_kept_whole() -> None:
    assert plain_customer("990000000001") != plain_customer("980000000001")


@pytest.mark.parametrize(("said", "day"), [("46112", date(2026, 3, 31)), ("20260331", date(2026, 3, 31)), ("99", None)])
def test_a_date_that_excel_wrote_as_a_number_is_a_date(said: str, day: date | None) -> None:
    assert plain_date(said) == day


def test_a_dash_is_nothing() -> None:
    ((_, case),) = judged(email="-", phone="–", closed_on="-", customer_type="-", customer="-", in_insikt="-").good

    assert (case.email, case.phone, case.customer_type, case.customer, case.can_be_reached) == (None,) * 3 + ("", False)


@given(st.text(max_size=40))
def test_writing_a_case_number_in_capitals_or_with_spaces_makes_no_new_case(text: str) -> None:
    assert plain_case(f" {text} ") == plain_case(text)
    assert plain_case(text.upper().lower()) == plain_case(text.lower()) or not text.isascii()


@given(st.permutations(range(60)), st.sets(st.sampled_from(list(Meaning))))
def test_columns_find_their_way_through_an_address(order: list[int], told: set[Meaning]) -> None:
    needed = {Meaning.CASE, Meaning.AREA}
    columns = Columns({meaning: order[place] for place, meaning in enumerate(Meaning) if meaning in told | needed})

    assert Columns.from_text(columns.as_text(), 60) == columns


def test_columns_are_guessed_by_their_headings_and_then_by_what_was_chosen() -> None:
    headings = ["Datum", "Org.nr", "Dnr", "Verksamhet", "E-postadress", "Anm"]
    guessed = Columns.guessed(headings, {})
    assert guessed.as_remembered(headings) == {
        "case": "Dnr",
        "area": "Verksamhet",
        "closed_on": "Datum",
        "customer": "Org.nr",
        "email": "E-postadress",
    }

    chosen = {"case": "Dnr", "area": "Anm", "name": "borta"}
    assert Columns.guessed(headings, chosen).places == {Meaning.CASE: 2, Meaning.AREA: 5}


def test_folding_keeps_only_plain_letters_and_digits() -> None:
    assert folded(" Åre-Ö 1:2 É ") == "areo12e"


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-K1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-K4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-M02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, first: date, last: date) -> None:
    assert days_of(period) == (first, last)


@pytest.mark.parametrize("period", ["2026-V09", "2026-K5", "2026-K0", "0000", "9999", "2026-vinte"])
def test_a_period_without_known_days_checks_no_date(period: str) -> None:
    assert days_of(period) is None
    assert judged(period, closed_on="2026-03-31").good
