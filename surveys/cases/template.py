"""An Excel file to fill in: headings we know again, and rows that show how a case is written."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.periods import days_of
from surveys.cases.judging import EXAMPLES
from surveys.cases.meanings import Meaning
from surveys.measures import AREA, CUSTOMER_TYPE
from surveys.rounds import Round

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# In Swedish in every language: so are the lists that rows are copied from. Each is one of the usual headings.
HEADINGS: Mapping[Meaning, str] = {
    Meaning.CASE: "Ärendenummer",
    Meaning.AREA: "Område",
    Meaning.CLOSED_ON: "Avslutat",
    Meaning.CUSTOMER_TYPE: "Kundtyp",
    Meaning.CUSTOMER: "Kund-id",
    Meaning.NAME: "Namn",
    Meaning.EMAIL: "E-post",
    Meaning.PHONE: "Telefon",
    Meaning.IN_INSIKT: "Redan i Insikt",
}
# Excel takes a number for an amount and drops the nought in front, unless it is told that it is text.
_TEXT = (Meaning.CASE, Meaning.CUSTOMER, Meaning.PHONE)
_WIDTH = 22

ExampleRow = Mapping[Meaning, str | date]


def as_excel(meanings: Sequence[Meaning], rows: Sequence[ExampleRow]) -> bytes:
    """A workbook with a column for each meaning; what a row does not say is left empty."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for place, meaning in enumerate(meanings, start=1):
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = _WIDTH
        if meaning in _TEXT:
            column.number_format = "@"
        sheet.cell(1, place, HEADINGS[meaning]).font = Font(bold=True)
        for number, row in enumerate(rows, start=2):
            sheet.cell(number, place, row.get(meaning))
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def examples(round_: Round) -> list[ExampleRow]:
    """Two rows to write over; if they are left in the file they are not read in."""
    days = days_of(round_.period)
    first: dict[Meaning, str | date] = {
        Meaning.CASE: EXAMPLES[0],
        Meaning.AREA: words_of(round_, AREA)[0],
        Meaning.CUSTOMER: "K-1001",
        Meaning.NAME: "Kim Exempel",
        Meaning.EMAIL: "kim@foretaget.example",
        Meaning.PHONE: "070-174 06 05",
        Meaning.IN_INSIKT: "nej",
    }
    if days:
        first[Meaning.CLOSED_ON] = days[0]
    for customer_type in words_of(round_, CUSTOMER_TYPE)[:1]:
        first[Meaning.CUSTOMER_TYPE] = customer_type
    second = {
        Meaning.CASE: EXAMPLES[1],
        Meaning.AREA: words_of(round_, AREA)[-1],
        Meaning.CUSTOMER: "K-1002",
        Meaning.NAME: "Robin Exempel",
        Meaning.EMAIL: "robin@foreningen.example",
        Meaning.IN_INSIKT: "ja",
    }
    return [first, first | second]


def words_of(round_: Round, measure: str) -> list[str]:
    """What the options of the questions that measure something are called in the questionnaire's own language."""
    language = round_.questionnaire.languages[0]
    questions = round_.questionnaire.measuring(measure)
    return [option.text.into(language) for question in questions for option in question.options]
