"""Lists out of Excel: what people really send is read as they see it, and what is sent to do harm is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import spreadsheets
from core.spreadsheets import BadSheet, Sheet, SheetRow

BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"""


def xlsx(*rows: list[Any], sheets: tuple[str, ...] = ()) -> bytes:
    """A workbook as Excel saves it; ``sheets`` are empty ones in front."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for place, title in enumerate(sheets):
        book.create_sheet(title, place)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The same workbook with some parts in place of its own; ``sheet`` is the first sheet, ``strings`` its texts."""
    places = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "more": "xl/more.bin"}
    changed = {places[name]: content for name, content in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return file.getvalue()


def read_or_refused(name: str, data: bytes) -> tuple[Sheet, str]:
    """The sheet, or an empty one and the words it was refused with."""
    try:
        return spreadsheets.read(name, data), ""
    except BadSheet as refused:
        return Sheet((), ()), refused.message % refused.values


def test_cells_are_read_as_people_see_them() -> None:
    seen = [12.0, 0.5, 5566778899, date(2026, 3, 31), datetime.fromisoformat("2026-03-31 08:30"), True, None, " Åsa "]

    sheet = spreadsheets.read("lista.xlsx", xlsx([f"k{i}" for i in range(8)], seen))

    assert sheet.rows[0].cells == ("12", "0.5", "5566778899", "2026-03-31", "2026-03-31 08:30", "SANT", "", "Åsa")


def test_titles_above_and_empty_rows_within_are_passed_over_and_rows_keep_their_numbers() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx(["Avslutade ärenden"], [], ["Ärende", "Namn"], ["1", "A"], [], ["2", "B"]))
    )
    assert book.active is not None
    book.active.merge_cells("A1:F1")
    file = io.BytesIO()
    book.save(file)

    sheet = spreadsheets.read("lista.xlsx", file.getvalue())

    assert sheet == Sheet(("Ärende", "Namn"), (SheetRow(4, ("1", "A")), SheetRow(6, ("2", "B"))))


def test_headings_can_always_be_told_apart() -> None:
    sheet = spreadsheets.read("lista.xlsx", xlsx(["Namn", "Namn", None, None], ["a", "b", None, "d"]))

    assert sheet.columns == ("Namn", "Namn (2)", "(D)")
    assert sheet.rows[0].cells == ("a", "b", "d")


def test_a_formula_gives_what_it_last_came_to_and_the_first_sheet_with_content_is_read() -> None:
    plain = xlsx(["a", "b"], [1, 2], sheets=("Tom",))
    formula = b'<c r="B2"><f>1+1</f><v>2</v></c>'
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        own = archive.read("xl/worksheets/sheet2.xml").replace(b'<c r="B2" t="n"><v>2</v></c>', formula)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, own if name.endswith("sheet2.xml") else old.read(name))
    assert formula in own

    assert spreadsheets.read("lista.xlsx", file.getvalue()).rows[0].cells == ("1", "2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_file_is_read_in_every_way_excel_writes_it(encoding: str, mark: str) -> None:
    text = f"Månadens ärenden\r\nÄrende{mark}Område\r\nÅ1{mark}'-kök\r\n"

    sheet = spreadsheets.read("lista.csv", text.encode(encoding))

    assert sheet == Sheet(("Ärende", "Område"), (SheetRow(3, ("Å1", "-kök")),))


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=2, max_size=4), max_size=6))
def test_whatever_the_cells_hold_a_file_is_read_or_refused_in_words(rows: list[list[str]]) -> None:
    text = "\r\n".join(";".join(row) for row in [["a", "b"], *rows])

    sheet, words = read_or_refused("lista.csv", text.encode())

    assert all(len(row.cells) == len(sheet.columns) == len(set(sheet.columns)) for row in sheet.rows)
    assert bool(sheet.rows) != bool(words)


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused_in_words(data: bytes, is_zip: bool) -> None:
    sheet, words = read_or_refused("lista", b"PK\x03\x04" + data if is_zip else data)

    assert sheet.rows or "lista" in words


def _zip_bomb() -> bytes:
    return repacked(xlsx(["a", "b"], [1, 2]), more=b"\0" * (49 * 1024 * 1024))


def _large_in_all() -> bytes:
    return repacked(xlsx(["a", "b"], [1, 2]), more=bytes(range(256)) * 4 * 1024 * 52)


def _with_entities() -> bytes:
    return repacked(xlsx(["a", "b"], ["x", "y"]), strings=BILLION_LAUGHS + b"<sst><si><t>&c;</t></si></sst>")


def _with_entities_in_sixteen_bits() -> bytes:
    text = (BILLION_LAUGHS + b"<sst/>").decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"')
    return repacked(xlsx(["a", "b"], ["x", "y"]), strings=b"\0" * 70_000 + text.encode("utf-16"))


def _of_tags_alone() -> bytes:
    return repacked(xlsx(["a", "b"], ["x", "y"]), strings=b"".join(b"<si><t>%07d</t></si>" % n for n in range(400_000)))


def _said_over_and_over() -> bytes:
    """A long text that the file holds once and every cell shows."""
    plain, long = xlsx(["a", "b"], [1, 2]), b"x" * 1000
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    cells = b'<c t="s"><v>0</v></c>' * 60
    rows = b"".join(b"<row>%s</row>" % cells for _ in range(1000))
    space = b"xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            types = old.read(name).replace(b"</Types>", part + b'spreadsheetml.sharedStrings+xml"/></Types>')
            sheet = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (space, rows)
            new.writestr(name, sheet if name.endswith("sheet1.xml") else types)
        new.writestr("xl/sharedStrings.xml", b"<sst %s><si><t>%s</t></si></sst>" % (space, long))
    return file.getvalue()


def _formatted_to_the_end() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(["a", "b"], [1, 2])))
    assert book.active is not None
    book.active.cell(1_048_576, 1).number_format = "@"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cut_short() -> bytes:
    return xlsx(["a", "b"], [1, 2])[:-200]


def _scrambled() -> bytes:
    return repacked(xlsx(["a", "b"], [1, 2]), sheet=b"<worksheet><sheetData><row r='x'><c r='?'/></row>")


def _document() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: b"", "är tom"),
        (lambda: b" \r\n", "är tom"),
        (lambda: b"x" * (spreadsheets.LARGEST_FILE + 1), "större än 5 MB"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "gammalt Excelformat"),
        (lambda: b"%PDF-1.7\n\0\x81\x8d\xff" * 9, "varken en Excelfil eller en CSV-fil"),
        (_document, "ingen Excelfil"),
        (_zip_bomb, "som Excel aldrig gör"),
        (_large_in_all, "som Excel aldrig gör"),
        (_with_entities, "som Excel aldrig gör"),
        (_with_entities_in_sixteen_bits, "som Excel aldrig gör"),
        (_of_tags_alone, "fler än 5000 rader"),
        (_said_over_and_over, "för mycket text"),
        (_formatted_to_the_end, "tomma rader"),
        (_cut_short, "går inte att läsa"),
        (_scrambled, "går inte att läsa"),
        (lambda: xlsx(["ensam"], ["ensam"]), "inga rubriker"),
        (lambda: xlsx(["a", "b"]), "inga rader under"),
        (lambda: xlsx(["a"] * 61, ["b"]), "fler än 60 kolumner"),
        (lambda: ("a;b\n" + "1;2\n" * 5_001).encode(), "fler än 5000 rader"),
        (lambda: b'a;b\n1;"2\n', "Rad 2"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_says_why(data: Any, reason: str) -> None:
    made: bytes = data()

    with pytest.raises(BadSheet) as refused:
        spreadsheets.read("lista.xls", made)

    assert reason in refused.value.message % refused.value.values


def test_a_cover_and_a_hidden_sheet_are_passed_over_and_rows_are_numbered_as_on_the_sheet_that_is_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(["Ärende", "Område"], ["1", "A"], sheets=("Läs mig", "Gammalt"))))
    book["Läs mig"].append(["Fyll i listan."])
    book["Läs mig"].append(["Tack!"])
    book["Gammalt"].append(["Ärende", "Område"])
    book["Gammalt"].append(["0", "Z"])
    book["Gammalt"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)

    sheet = spreadsheets.read("lista.xlsx", file.getvalue())

    assert sheet == Sheet(("Ärende", "Område"), (SheetRow(2, ("1", "A")),), "Sheet")


def test_more_commas_in_the_cells_than_there_are_columns_do_not_part_them() -> None:
    text = 'Ärende;Sökande\n1;"Ek, Åsa, Mora, Sverige"\n2;Al, Bo, Rot, Sverige\n3;"Två\nrader"\n'

    sheet = spreadsheets.read("lista.csv", text.encode("cp1252"))

    assert [row.cells[1] for row in sheet.rows] == ["Ek, Åsa, Mora, Sverige", "Al, Bo, Rot, Sverige", "Två\nrader"]


def test_a_row_that_claims_to_stand_at_the_end_of_the_world_does_not_fill_the_memory() -> None:
    sheet = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
    row = b"<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c></row>"
    far = b"<row r='999999999'><c r='ZZZZZZ999999999'><v>2</v></c></row></sheetData></worksheet>"

    with pytest.raises(BadSheet):
        spreadsheets.read("lista.xlsx", repacked(xlsx(["a", "b"], [1, 2]), sheet=sheet + row + far))
