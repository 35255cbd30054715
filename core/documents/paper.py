"""A document being written: headings, text, tables and pictures in one set of styles, with nothing laid out by hand."""

from __future__ import annotations

import io
from datetime import datetime

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from core.documents import ooxml
from core.documents.tables import Table

FONT = "Calibri"
PINE = RGBColor(0x1F, 0x51, 0x36)
INK = RGBColor(0x1C, 0x23, 0x21)
MUTED = RGBColor(0x55, 0x60, 0x5B)
MARGIN, PAPER_WIDTH, PAPER_HEIGHT = 2.5, 21.0, 29.7
TEXT_WIDTH = PAPER_WIDTH - 2 * MARGIN
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SWEDISH = "sv-SE"
_TAGS = {"sv": SWEDISH, "en": "en-GB"}
OWN_STYLES = ("Samspel svar", "Samspel notis", "Samspel bild", "Samspel not", "Samspel cell", "Samspel kolumn")
_CONTENTS = r'TOC \o "1-2" \n \h \z \u'


def tag_of(language: str) -> str:
    """The tag of one of our languages, with the country whose spelling is meant."""
    return _TAGS.get(language, language)


class Paper:
    """Write from top to bottom, then ask for the bytes."""

    def __init__(self, language: str) -> None:
        """``language`` is a tag such as "sv-SE"; words in another language are said to be where they are written."""
        self._document = docx.Document()
        self._language = language
        self._headings: list[tuple[int, str, str]] = []
        self._contents: Paragraph | None = None
        self._numbers: dict[str, int] = {}
        _prepare(self._document, language)

    def title(self, text: str, under: str) -> None:
        """The name of the document, and what it is about."""
        self._paragraph("Title", text)
        self._paragraph("Subtitle", under)

    def contents(self, heading: str) -> None:
        """Where the table of contents goes."""
        self._paragraph("TOC Heading", heading)
        self._contents = self._document.add_paragraph(style="toc 1")

    def heading(self, level: int, text: str, *, tag: str = "", on_new_page: bool = False) -> None:
        """A heading of level 1 to 3; the first two are in the contents. ``tag`` is the language of the words."""
        paragraph = self._paragraph(f"Heading {level}", text, tag=tag)
        if on_new_page:
            paragraph.paragraph_format.page_break_before = True
        if level < 3:
            name = f"_Toc{len(self._headings) + 1:06}"
            ooxml.add_bookmark(paragraph, name, len(self._headings) + 1)
            self._headings.append((level, name, ooxml.legal(text)))

    def text(self, text: str, style: str = "Normal", *, label: str = "", tag: str = "") -> None:
        """Paragraphs, parted by empty lines in the text; ``label`` stands before the first in bold.

        ``tag`` is the language of the text, where it is not the document's.
        """
        for number, part in enumerate(_paragraphs(text)):
            paragraph = self._document.add_paragraph(style=style)
            if label and number == 0:
                paragraph.add_run(f"{label} ").bold = True
            run = paragraph.add_run(part)
            self._say_language(run, tag)

    def facts(self, *pairs: tuple[str, str]) -> None:
        """Labels in bold with what they are, in one paragraph; a pair with nothing to say is left out."""
        paragraph = self._document.add_paragraph(style="Normal")
        for number, (label, text) in enumerate(pair for pair in pairs if pair[1].strip()):
            paragraph.add_run(f"{' · ' if number else ''}{label} ").bold = True
            paragraph.add_run(ooxml.legal(text))

    def table(self, table: Table, kind: str) -> None:
        """A table under its caption; ``kind`` is what captions call it, such as "Tabell"."""
        self._caption(kind, table.caption, is_above=True)
        made = self._document.add_table(rows=1, cols=len(table.columns), style=ooxml.TABLE_STYLE)
        made.autofit = False
        whole = sum(column.width for column in table.columns)
        widths = [Cm(TEXT_WIDTH * column.width / whole) for column in table.columns]
        for made_column, width in zip(made.columns, widths, strict=True):
            made_column.width = width
        for number, cells in enumerate((tuple(column.heading for column in table.columns), *table.rows)):
            row = made.add_row() if number else made.rows[0]
            for cell, width, column, text in zip(row.cells, widths, table.columns, cells, strict=True):
                cell.width = width
                style = "Samspel cell" if number else "Samspel kolumn"
                _write(cell.paragraphs[0], text, self._document.styles[style], is_number=column.kind == "number")
        ooxml.describe_table(made, ooxml.legal(table.caption))

    def picture(self, png: bytes, kind: str, caption: str, told: str) -> None:
        """A picture as wide as the text, and its caption; ``told`` is for those who do not see it."""
        paragraph = self._document.add_paragraph(style="Samspel bild")
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(png), width=Cm(TEXT_WIDTH))
        self._caption(kind, caption, is_above=False)
        ooxml.describe_picture(run, f"{kind} {self._numbers[kind]}", ooxml.legal(told))

    def footer(self, text: str, page: str, of: str) -> None:
        """The same at the foot of every page: what this is, and which page of how many."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.style = self._document.styles["Footer"]
        paragraph.add_run(f"{ooxml.legal(text)}\t{page} ")
        ooxml.add_field(paragraph, "PAGE", "1")
        paragraph.add_run(f" {of} ")
        ooxml.add_field(paragraph, "NUMPAGES", "1")

    def describe(self, title: str, subject: str, author: str, keywords: str, now: datetime) -> None:
        """What the file says of itself."""
        facts = self._document.core_properties
        facts.title, facts.subject, facts.author = (ooxml.legal(text)[:255] for text in (title, subject, author))
        facts.keywords, facts.language, facts.comments = ooxml.legal(keywords)[:255], self._language, ""
        facts.last_modified_by = facts.author
        facts.created = facts.modified = now

    def as_bytes(self) -> bytes:
        """The document, its contents filled in."""
        if self._contents is not None:
            self._fill(self._contents)
        file = io.BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _fill(self, first: Paragraph) -> None:
        entries: list[tuple[Paragraph, str, str]] = []
        for level, bookmark, text in self._headings:
            paragraph = first
            if entries:
                paragraph = self._document.add_paragraph()
                entries[-1][0]._p.addnext(paragraph._p)
            paragraph.style = self._document.styles[f"toc {level}"]
            entries.append((paragraph, bookmark, text))
        ooxml.add_contents(first, entries, _CONTENTS)

    def _paragraph(self, style: str, text: str, *, tag: str = "") -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        run = paragraph.add_run(ooxml.legal(text))
        self._say_language(run, tag)
        return paragraph

    def _say_language(self, run: Run, tag: str) -> None:
        """Mark words that are not in the language of the document."""
        if tag and tag != self._language:
            ooxml.set_language(run._r, tag)

    def _caption(self, kind: str, text: str, *, is_above: bool) -> None:
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        paragraph = self._document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = is_above
        if not is_above:
            paragraph.paragraph_format.space_before = Pt(0)
        paragraph.add_run(f"{kind} ")
        ooxml.add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(self._numbers[kind]))
        paragraph.add_run(f". {ooxml.legal(text)}")


def _paragraphs(text: str) -> list[str]:
    whole = ooxml.legal(text).replace("\r\n", "\n").replace("\r", "\n")
    return [part.strip("\n") for part in whole.split("\n\n") if part.strip()]


def _write(paragraph: Paragraph, text: str, style: BaseStyle, *, is_number: bool) -> None:
    paragraph.style = style  # type: ignore[assignment]
    paragraph.add_run(ooxml.legal(text))
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _prepare(document: docx.document.Document, language: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(PAPER_WIDTH), Cm(PAPER_HEIGHT)
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.3)
    styles = document.styles
    ooxml.set_default_language(styles, language)
    ooxml.add_table_style(styles)
    for name in ("toc 1", "toc 2", *OWN_STYLES):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
        styles[name].base_style = styles["Normal"]
    sizes = {
        "Normal": (11, 0, 6, INK, False),
        "Title": (30, 0, 2, PINE, True),
        "Subtitle": (14, 0, 12, MUTED, False),
        "TOC Heading": (15, 16, 6, PINE, True),
        "Heading 1": (20, 26, 8, PINE, True),
        "Heading 2": (14, 20, 4, INK, True),
        "Heading 3": (11.5, 12, 3, PINE, True),
        "Quote": (12, 2, 10, MUTED, False),
        "Caption": (9.5, 8, 4, MUTED, False),
        "List Bullet": (11, 0, 3, INK, False),
        "Footer": (9, 0, 0, MUTED, False),
        "toc 1": (11, 6, 2, INK, True),
        "toc 2": (11, 0, 2, INK, False),
        "Samspel svar": (12, 2, 6, INK, False),
        "Samspel notis": (11, 4, 10, INK, False),
        "Samspel bild": (11, 6, 2, INK, False),
        "Samspel not": (9.5, 2, 6, MUTED, False),
        "Samspel cell": (9.5, 2, 2, INK, False),
        "Samspel kolumn": (9.5, 2, 2, INK, True),
    }
    for name, (size, before, after, colour, is_bold) in sizes.items():
        style = styles[name]
        assert isinstance(style, ParagraphStyle)
        ooxml.set_font(style, FONT)
        style.font.size, style.font.color.rgb, style.font.bold = Pt(size), colour, is_bold
        style.font.italic = name == "Quote"
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = name.startswith(("Heading", "TOC", "Samspel bild", "Samspel svar"))
    _finish(document)


def _finish(document: docx.document.Document) -> None:
    styles = {style.name: style for style in document.styles if isinstance(style, ParagraphStyle)}
    styles["toc 2"].paragraph_format.left_indent = Cm(0.6)
    styles["Normal"].paragraph_format.line_spacing = 1.12
    for name in ("Samspel bild", "Samspel cell", "Samspel kolumn"):
        styles[name].paragraph_format.line_spacing = 1.0
    ooxml.shade(styles["Samspel notis"], "FCF3DF", "8A5A00")
    stops = styles["Footer"].paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    for name in ("Title", "Subtitle"):
        for border in styles[name].element.xpath("./w:pPr/w:pBdr"):
            border.getparent().remove(border)
