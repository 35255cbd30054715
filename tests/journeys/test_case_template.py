"""The file to fill in with cases: its own headings are known again, and its examples are never taken for cases."""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask import Flask

from core.people.roles import Role
from surveys.cases.meanings import Columns, Meaning
from surveys.cases.template import HEADINGS
from tests.browsing import Browser, Page
from tests.builders import case_survey, code_round, on_sqlite, signed_in, small_survey

pytestmark = on_sqlite

PLACE = "/personal/enkater/arenden/arenden/1"


def cells(page: Page) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(page.body), read_only=True)
    sheet = book.active
    assert sheet is not None
    return list(sheet.values)


def upload(staff: Browser, data: bytes) -> Page:
    token = staff.open(PLACE).value("csrf_token")[0]
    sent = {"csrf_token": token, "file": (io.BytesIO(data), "mall.xlsx")}
    return Page(staff.client.post(PLACE, data=sent, follow_redirects=True))


def test_every_heading_of_the_template_is_known_again() -> None:
    guessed = Columns.guessed(list(HEADINGS.values()), {})

    assert guessed.places == {meaning: place for place, meaning in enumerate(Meaning)}


@pytest.mark.parametrize("period", ["2026-K1", "2026", "2026-V09"])
def test_a_template_sent_back_as_it_is_reads_nothing_in(app: Flask, period: str) -> None:
    code_round(app, case_survey(), period=period)
    staff = signed_in(app, Role.STRATEGIST)

    template = staff.open(f"{PLACE}/mall.xlsx")
    assert template.headers["Content-Disposition"] == 'attachment; filename="arenden-mall.xlsx"'
    page = upload(staff, template.body)
    page = staff.send(page, to=page.path)

    assert "2 rader, 0 ok, 2 med orsak" in page.text
    assert page.text.count("Raden är mallens exempel. Skriv era egna ärenden i stället.") == 2
    assert "Avslutat 2" not in page.text


def test_a_template_written_over_is_read_in(app: Flask) -> None:
    code_round(app, case_survey(), period="2026-K1")
    staff = signed_in(app, Role.STRATEGIST)
    book = openpyxl.load_workbook(io.BytesIO(staff.open(f"{PLACE}/mall.xlsx").body))
    sheet = book.active
    assert sheet is not None
    for row, case in ((2, 20261), (3, 20262)):
        sheet.cell(row, 1, case)
    file = io.BytesIO()
    book.save(file)

    page = upload(staff, file.getvalue())
    page = staff.send(page, to=page.path)
    assert "2 rader, 2 ok, 0 med orsak" in page.text
    page = staff.send(page, to=page.url)

    assert "2 ärenden är inlästa." in page.text
    # The second example is a customer who is asked in Insikt already.
    assert "0 av 1 har svarat" in page.text


def test_a_survey_that_does_not_ask_what_type_a_customer_is_has_no_column_for_it(app: Flask) -> None:
    survey = case_survey()
    questions = survey["section"][0]["question"]
    survey["section"][0]["question"] = [asked for asked in questions if asked["key"] != "kundtyp"]
    code_round(app, survey)

    rows = cells(signed_in(app, Role.STRATEGIST).open(f"{PLACE}/mall.xlsx"))

    assert rows[0] == tuple(heading for meaning, heading in HEADINGS.items() if meaning is not Meaning.CUSTOMER_TYPE)
    assert [row[:2] for row in rows[1:]] == [("Exempel 1", "Bygglov"), ("Exempel 2", "Livsmedelskontroll")]


def test_a_survey_that_cases_cannot_be_read_into_has_no_template(app: Flask) -> None:
    code_round(app, small_survey())

    page = signed_in(app, Role.STRATEGIST).open("/personal/enkater/prov/arenden/1/mall.xlsx")

    assert page.status == 404
