"""Lists that people keep in Excel, read as plain text, and guarded against before anything is parsed."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice

import openpyxl
from openpyxl.utils import get_column_letter

from core.errors import N_
from core.prompts import Refused
from core.tables import plain

MEGABYTE = 1024 * 1024
LARGEST_FILE = 5 * MEGABYTE
LARGEST_UNPACKED = 50 * MEGABYTE
# Ordinary sheets are packed to between a tenth and a fiftieth; what deflate can do at most is about a thousandth.
LARGEST_RATIO, SMALL_PART = 200, MEGABYTE
MOST_PARTS = 500
MOST_SHEETS = 5
# Bounds the time the parser can take: five thousand full rows of sixty columns need fewer.
MOST_TAGS = 1_500_000
MOST_ROWS, MOST_COLUMNS = 5_000, 60
# Empty rows are passed over, but not for ever: a row may claim any number.
LAST_ROW = 100_000
# A text can stand in the file once and in every cell: without a bound, half a megabyte becomes three hundred.
MOST_LETTERS = 5_000_000
LONGEST_CELL, LONGEST_HEADING = 1_000, 100
LEAST_HEADINGS = 2

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CHUNK = 1 << 16
_FORBIDDEN_XML = (b"<!DOCTYPE", b"<!ENTITY")
_UNSTORABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINES_TO_GUESS_BY = 20

_DAMAGED = N_("Filen %(name)s går inte att läsa. Öppna den i Excel, spara den på nytt som .xlsx och försök igen.")
_SUSPICIOUS = N_(
    "Filen %(name)s är byggd på ett sätt som Excel aldrig gör, så den öppnas inte. "
    "Kopiera listan till en ny arbetsbok och försök igen."
)


_NO_HEADINGS = N_("Vi hittar inga rubriker i filen %(name)s. De ska stå på en rad med minst två ifyllda celler.")


class BadSheet(Refused):
    """A file that cannot be used as a list; its words say why and what to do."""


class NoList(BadSheet):
    """A sheet without headings, or without rows under them; another sheet of the file may have both."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the file, counted from one, and as many cells as there are columns."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings, all different and none empty, and the rows under them that hold anything.

    ``title`` is the name of the sheet they stand on, where the file has others that nobody reads; else empty.
    """

    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    title: str = ""


def read(name: str, data: bytes) -> Sheet:
    """The first sheet of an XLSX file, or a CSV file, told apart by what they hold; ``name`` is for the errors.

    The first row with at least two filled cells is the headings. Values are text: dates as ``2026-03-31``, whole
    numbers without decimals, formulas as what Excel last made of them. Raises BadSheet.
    """
    if not data.strip():
        raise BadSheet(N_("Filen %(name)s är tom."), name=name)
    if len(data) > LARGEST_FILE:
        raise BadSheet(
            N_("Filen %(name)s är större än 5 MB. Dela upp listan på flera filer, eller ta bort bilder och annat."),
            name=name,
        )
    if data.startswith(_OLE):
        raise BadSheet(
            N_(
                "Filen %(name)s är i ett gammalt Excelformat eller skyddad med lösenord. "
                "Spara den som .xlsx utan lösenord."
            ),
            name=name,
        )
    if data.startswith(_ZIP):
        _guard(name, data)
        return _read_xlsx(name, data)
    return _sheet(name, _csv_rows(name, _decoded(name, data)))


def _guard(name: str, data: bytes) -> None:
    """Refuse what would fill the memory or the time when unpacked and parsed; unpacks a little at a time."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise BadSheet(N_("Filen %(name)s är ingen Excelfil. Spara listan som .xlsx eller .csv."), name=name)
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise BadSheet(_SUSPICIOUS, name=name)
            if any(map(_is_suspicious, parts)):
                raise BadSheet(_SUSPICIOUS, name=name)
            tags = 0
            for part in parts:
                if not part.filename.startswith("xl/media/"):
                    tags += _count_tags(name, archive, part)
                if tags > MOST_TAGS:
                    raise _too_many_rows(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise BadSheet(_DAMAGED, name=name) from error


def _is_suspicious(part: zipfile.ZipInfo) -> bool:
    is_bomb = part.file_size > SMALL_PART and part.file_size > LARGEST_RATIO * max(part.compress_size, 1)
    is_encrypted = bool(part.flag_bits & 1)
    return is_bomb or is_encrypted or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _count_tags(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many tags a part has; raises BadSheet for one that declares a document type or an entity."""
    tags, tail = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            # Without its NULs, text of two bytes a letter reads like text of one.
            seen = tail + chunk.replace(b"\0", b"")
            tags += chunk.count(b"<")
            if any(mark in seen for mark in _FORBIDDEN_XML):
                raise BadSheet(_SUSPICIOUS, name=name)
            tail = seen[-len(_FORBIDDEN_XML[0]) :]
    return tags


def _read_xlsx(name: str, data: bytes) -> Sheet:
    """The first visible sheet that has headings with rows under them; a cover or a legend before it is passed over."""
    refused = None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
            for sheet in visible:
                # What a sheet says about its own size is often wrong.
                sheet.reset_dimensions()
                try:
                    # One column wider than may be used, to see that there are more.
                    found = _sheet(name, sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True))
                except NoList as error:
                    refused = refused or error
                else:
                    return replace(found, title=sheet.title if len(visible) > 1 else "")
        finally:
            book.close()
    except BadSheet:
        raise
    # The library meets files made by anybody and raises whatever it stumbles over.
    except Exception as error:
        raise BadSheet(_DAMAGED, name=name) from error
    raise refused or NoList(_NO_HEADINGS, name=name)


def _decoded(name: str, data: bytes) -> str:
    """UTF-8 as most write it, else UTF-16 with its mark, else what Swedish Excel calls CSV."""
    encodings = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadSheet(N_("Filen %(name)s är varken en Excelfil eller en CSV-fil."), name=name)


def _csv_rows(name: str, text: str) -> Iterator[Sequence[object]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            yield [plain(cell.strip()) for cell in row]
    except csv.Error as error:
        raise BadSheet(
            N_("Rad %(row)s i filen %(name)s går inte att läsa. Kontrollera citattecknen på raden."),
            name=name,
            row=reader.line_num,
        ) from error


def _delimiter(text: str) -> str:
    """The sign that parts most of the first lines into as many cells, and into more where two do it as often.

    Counting signs is not enough: there can be more commas in names and addresses than there are columns.
    """

    def alike(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        with contextlib.suppress(csv.Error):
            for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _LINES_TO_GUESS_BY):
                widths[len(row)] += len(row) > 1
        return max(((times, width) for width, times in widths.items()), default=(0, 0))

    return max(";,\t", key=alike)


def _sheet(name: str, rows: Iterable[Sequence[object]]) -> Sheet:
    """Headings and rows from a table that may have titles above and empty rows within."""
    headings: list[str] = []
    found: list[tuple[int, list[str]]] = []
    letters = 0
    for number, row in enumerate(rows, 1):
        filled = max((place for place, value in enumerate(row, 1) if value not in (None, "")), default=0)
        cells = [_text(value) for value in row[:filled]]
        if len(cells) > MOST_COLUMNS:
            raise BadSheet(
                N_("Filen %(name)s har fler än %(most)s kolumner. Ta bort dem som inte behövs."),
                name=name,
                most=MOST_COLUMNS,
            )
        if not headings:
            headings = cells if sum(map(bool, cells)) >= LEAST_HEADINGS else []
        elif cells:
            found.append((number, cells))
        letters += sum(map(len, cells))
        if letters > MOST_LETTERS:
            raise BadSheet(
                N_("Filen %(name)s har för mycket text. Ta bort kolumner som inte behövs, eller dela upp listan."),
                name=name,
            )
        if len(found) > MOST_ROWS:
            raise _too_many_rows(name)
        if number > LAST_ROW:
            raise BadSheet(
                N_(
                    "Filen %(name)s har tiotusentals tomma rader. "
                    "Markera raderna som har innehåll, kopiera dem till en ny arbetsbok och försök igen."
                ),
                name=name,
            )
    if not headings:
        raise NoList(_NO_HEADINGS, name=name)
    if not found:
        raise NoList(N_("Det finns inga rader under rubrikerna i filen %(name)s."), name=name)
    return _trimmed(headings, found)


def _too_many_rows(name: str) -> BadSheet:
    return BadSheet(
        N_("Filen %(name)s har fler än %(most)s rader. Dela upp listan på flera filer."), name=name, most=MOST_ROWS
    )


def _trimmed(headings: list[str], rows: list[tuple[int, list[str]]]) -> Sheet:
    """Every row as wide as the widest; columns that have neither heading nor content are left out."""
    width = max(len(headings), *(len(cells) for _, cells in rows))
    headings = headings + [""] * (width - len(headings))
    filled = [cells + [""] * (width - len(cells)) for _, cells in rows]
    kept = [column for column in range(width) if headings[column] or any(cells[column] for cells in filled)]
    return Sheet(
        _named([headings[column] for column in kept], kept),
        tuple(
            SheetRow(number, tuple(cells[column] for column in kept))
            for (number, _), cells in zip(rows, filled, strict=True)
        ),
    )


def _named(headings: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    """Headings that can be told apart: one without a name is called by its letter, a second one gets a number."""
    names: list[str] = []
    for heading, place in zip(headings, places, strict=True):
        wanted = " ".join(heading.split())[:LONGEST_HEADING] or f"({get_column_letter(place + 1)})"
        name, number = wanted, 1
        while name in names:
            number += 1
            name = f"{wanted} ({number})"
        names.append(name)
    return tuple(names)


def _text(value: object) -> str:
    """A cell as a person would have typed it."""
    match value:
        case None:
            return ""
        case bool():
            return "SANT" if value else "FALSKT"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
    return _UNSTORABLE.sub(" ", str(value)).strip()[:LONGEST_CELL]
