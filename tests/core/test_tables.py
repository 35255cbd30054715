"""Tables in and out: what Excel, R and people make is read, and what we write runs nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables import FORMULA_STARTS, LONGEST_CELL, BadTable, Row, read_rows, safe, write_rows

words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\u0085"), min_size=1, max_size=20
).map(str.strip)


def read(folder: Path, content: str | bytes, needed: tuple[str, ...] = ("a",)) -> list[Row]:
    path = folder / "tabell.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_rows(path, needed))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_mark_between_cells_is_found_in_the_header(tmp_path: Path, mark: str) -> None:
    rows = read(tmp_path, f"a{mark}b\r\n1{mark} x \r\n\r\n2{mark}\r\n")

    assert rows == [Row(2, {"a": "1", "b": "x"}), Row(4, {"a": "2", "b": ""})]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfa\n1\n") == [Row(2, {"a": "1"})]


def test_a_cell_may_hold_line_breaks_and_marks(tmp_path: Path) -> None:
    (row,) = read(tmp_path, 'a,b\n"två\nrader","x,""y"""\n')

    assert row.cells == {"a": "två\nrader", "b": 'x,"y"'}


def test_a_row_with_too_many_or_too_few_cells_is_told_by_its_line(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,b\n1\n1,2\n1,2,3\n")

    assert [(row.line, bool(row.wrong)) for row in rows] == [(2, True), (3, False), (4, True)]
    assert "1 cells where the header has 2" in rows[0].wrong


def test_a_cell_that_cannot_be_stored_is_told_by_its_line(tmp_path: Path) -> None:
    rows = read(tmp_path, f"a\n{'x' * (LONGEST_CELL + 1)}\nb\n")

    assert [bool(row.wrong) for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"b\n1\n", "the column a is missing"),
        (b"", "the column a is missing"),
        (b"a,b,b\n", "the column b stands twice"),
        ("a\nå\n".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(BadTable, match=reason):
        read(tmp_path, content)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="No such file"):
        list(read_rows(tmp_path / "finns-inte.csv", ("a",)))


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_looks_like_a_formula_gets_a_mark_in_front(start: str) -> None:
    assert safe(start + "1") == "'" + start + "1"


@pytest.mark.parametrize("value", [-5, -1.5, 0, None, True, "a=1", ""])
def test_numbers_and_other_text_are_left_alone(value: object) -> None:
    assert safe(value) is value


def test_a_header_is_no_safer_than_a_cell() -> None:
    file = io.StringIO()

    write_rows(file, ["=a", "b"], [["@x", -1]])

    assert file.getvalue() == "'=a,b\r\n'@x,-1\r\n"


@given(st.lists(st.tuples(words, words), max_size=5), st.sampled_from(",;"))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], mark: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "fram-och-tillbaka.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_rows(file, ["a", "b"], rows, delimiter=mark)

    found = [tuple(row.cells.values()) for row in read_rows(path, ("a", "b"))]

    assert found == [row for row in rows if any(row)]


def test_a_reader_of_csv_files_sees_one_cell_for_each_of_ours() -> None:
    file = io.StringIO()

    write_rows(file, ["a"], [['x"; =1\n,y']], delimiter=";")

    assert list(csv.reader(io.StringIO(file.getvalue()), delimiter=";")) == [["a"], ['x"; =1\n,y']]
