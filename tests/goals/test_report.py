"""The report's own parts: what a document can hold, how a chart becomes a picture, and which periods count."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml.ns import qn
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts import interval_chart
from core.documents import ooxml
from core.documents.paper import SWEDISH, Paper
from core.documents.tables import Column, Table
from goals.malbild import load
from goals.points import FigureLine, Point
from goals.report import charts, content
from tests.builders import on_sqlite

pytestmark = on_sqlite
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def opened(paper: Paper) -> docx.document.Document:
    return docx.Document(io.BytesIO(paper.as_bytes()))


def point(period: str) -> Point:
    return Point(period, 70.0, None, None, 20, None, "new", "", "", False, {})


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_whatever_was_written_the_document_opens_and_says_it(text: str) -> None:
    paper = Paper("sv-SE")
    paper.heading(1, text)
    paper.text(f"a{text}")
    paper.facts(("Ansvarig:", text))
    paper.table(Table(text, (Column("A"), Column("B", "number")), ((text, text),)), "Tabell")

    found = opened(paper)

    said = ooxml.legal(text).replace("\r\n", "\n").replace("\r", "\n")
    assert "".join(said.split()) in "".join("".join(each.text for each in found.paragraphs).split())
    assert all(ord(c) >= 32 or c in "\t\n\r" for each in found.paragraphs for c in each.text)


def test_a_long_hostile_comment_is_kept_whole_but_for_what_no_document_can_hold() -> None:
    paper = Paper("sv-SE")
    comment = "Hej\0\x08\x1f\ufffe\ud800 <w:p>&amp;\n\n\n" + "å" * 20_000 + "\r\n\r\nslut"

    paper.text(comment)

    texts = [each.text for each in opened(paper).paragraphs if each.text]
    assert texts == ["Hej <w:p>&amp;", "å" * 20_000, "slut"]


def test_nothing_in_the_document_is_laid_out_by_empty_paragraphs_and_the_contents_lead_somewhere() -> None:
    paper = Paper("sv-SE")
    paper.title("Titel", "Under")
    paper.contents("Innehåll")
    for number in range(3):
        paper.heading(1, f"Kapitel {number}")
        paper.heading(2, f"Del {number}")
        paper.heading(3, "Inte i innehållet")
        paper.text("Text")

    found = opened(paper)

    assert [each for each in found.paragraphs if not each.text.strip()] == []
    body = found.element.body
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(links) == 6
    assert links == marks
    kinds = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_a_table_says_its_headings_again_on_every_page_and_what_it_shows() -> None:
    paper = Paper("sv-SE")
    rows = tuple((str(number), "1") for number in range(90))
    paper.table(Table("Alla år", (Column("Period"), Column("Värde", "number")), rows), "Tabell")

    table = opened(paper).tables[0]

    assert len(table.rows) == 91
    assert len(list(table._tbl.iter(qn("w:tblHeader")))) == 1
    assert [caption.get(qn("w:val")) for caption in table._tbl.iter(qn("w:tblCaption"))] == ["Alla år"]
    assert table.style is not None
    assert table.style.name == ooxml.TABLE_STYLE


@pytest.mark.parametrize("tag", ["sv-SE", "en-GB"])
def test_the_document_says_which_language_it_is_in_and_that_decisions_are_swedish(tag: str) -> None:
    paper = Paper(tag)
    paper.heading(2, "Beslutade ord", tag=SWEDISH)
    paper.describe("Titel", "Ämne", "Kommunen", "ord", NOW)

    found = opened(paper)

    facts = found.core_properties
    assert (facts.title, facts.author, facts.language, facts.comments) == ("Titel", "Kommunen", tag, "")
    defaults = [each.get(qn("w:val")) for each in found.styles.element.iter(qn("w:lang"))]
    assert set(defaults) == {tag}
    told = [each.get(qn("w:val")) for each in found.element.body.iter(qn("w:lang"))]
    assert told == ([] if tag == "sv-SE" else ["sv-SE"])


def test_a_chart_is_a_picture_with_its_words_on_a_machine_without_fonts(app: Flask) -> None:
    points = [("2024", 70.0, 67.0, 73.0), ("2025", 73.4, 71.0, 75.0)]
    chart = interval_chart(points, [("2024", 75.0)], 40, 100, new_series_at=["2025"])
    with app.test_request_context("/"):
        svg = charts.drawing(chart, "Från 70 till 73", "Andra områden")

    png = charts.picture(svg)

    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (charts.WIDTH * charts.ZOOM, 260 * charts.ZOOM)
    assert charts.picture(svg.replace("Andra områden", "Andra omraden")) != png
    without = charts.picture(svg.replace("<text", "<desc").replace("</text>", "</desc>"))
    assert len(png) > len(without) + 2_000
    assert charts.picture(svg) == png


def test_a_figure_stands_as_it_did_then_among_periods_as_long_as_the_reports() -> None:
    line = FigureLine(
        load().figures["nki"], tuple(map(point, ("2023", "2024", "2024-K1", "2024-K3", "2025", "2025-K1")))
    )
    official = FigureLine(load().figures["ranking"], tuple(map(point, ("2023", "2024", "2025"))))

    assert [found.period for found in content.until(line, "2024").points] == ["2023", "2024"]
    assert [found.period for found in content.until(line, "2024-K3").points] == ["2024-K1", "2024-K3"]
    assert [found.period for found in content.until(official, "2024-K3").points] == ["2023", "2024"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Kommunstyrelsen", "kommunstyrelsen"),
        ("Miljö- och stadsbyggnadsnämnden", "miljo-och-stadsbyggnadsnamnden"),
        ('../"; rm -rf å\n', "rm-rf-a"),
        ("", ""),
        ("ж" * 300, ""),
    ],
)
def test_a_files_name_is_plain_whatever_the_namnd_is_called(name: str, plain: str) -> None:
    assert content.plain(name) == plain
