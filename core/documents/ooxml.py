"""What Word can do and python-docx has no word for: fields, repeated header rows, languages and text for pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# What XML 1.0 has no place for: a file with one of these in it cannot be opened.
_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

TABLE_STYLE = "Samspel tabell"
_TABLE_STYLE_XML = """
<w:style {ns} w:type="table" w:customStyle="1" w:styleId="SamspelTabell">
  <w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:tblPr><w:tblBorders>
    <w:top w:val="single" w:sz="8" w:color="1F5136"/><w:bottom w:val="single" w:sz="8" w:color="1F5136"/>
    <w:insideH w:val="single" w:sz="4" w:color="D9DDD4"/>
  </w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="1F5136"/></w:tcBorders>
      <w:shd w:val="clear" w:color="auto" w:fill="E6EFE9"/></w:tcPr></w:tblStylePr>
</w:style>"""


def legal(text: str) -> str:
    """The text without the characters a document cannot hold."""
    return _ILLEGAL.sub("", text)


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that Word works out, such as PAGE, with what stands there until it has."""
    _mark(paragraph, "begin")
    run = paragraph.add_run()
    told = OxmlElement("w:instrText")
    told.set(qn("xml:space"), "preserve")
    told.text = f" {instruction} "
    run._r.append(told)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def add_contents(first: Paragraph, entries: Sequence[tuple[Paragraph, str, str]], instruction: str) -> None:
    """A table of contents as a field, filled in already: each entry is its paragraph, its bookmark and its text.

    ``first`` is the paragraph of the first entry. Word can make it anew, and nobody has to ask it to.
    """
    _mark(first, "begin")
    told = OxmlElement("w:instrText")
    told.set(qn("xml:space"), "preserve")
    told.text = f" {instruction} "
    first.add_run()._r.append(told)
    _mark(first, "separate")
    for paragraph, bookmark, text in entries:
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark)
        link.set(qn("w:history"), "1")
        run = paragraph.add_run(text)
        link.append(run._r)
        paragraph._p.append(link)
    _mark(entries[-1][0] if entries else first, "end")


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """A place that contents can lead to."""
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(kind)
        mark.set(qn("w:id"), str(number))
        if kind == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
            paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, mark)
        else:
            paragraph._p.append(mark)


def add_table_style(styles: Any) -> None:
    """Lines between rows and a header row that stands out; in the document's styles, so that people can change it."""
    styles.element.append(parse_xml(_TABLE_STYLE_XML.format(ns=nsdecls("w"), name=TABLE_STYLE)))


def describe_table(table: Table, caption: str) -> None:
    """Say what a table shows to those who hear it, and say its first row again on every page."""
    told = OxmlElement("w:tblCaption")
    told.set(qn("w:val"), caption)
    table._tbl.tblPr.append(told)
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def describe_picture(run: Run, name: str, text: str) -> None:
    """What a picture shows, for those who do not see it."""
    for properties in run._r.iter(qn("wp:docPr")):
        properties.set("name", name)
        properties.set("descr", text)


def set_language(element: Any, tag: str) -> None:
    """The language of a run or of a style's text, for spelling and for reading aloud."""
    properties = element.get_or_add_rPr()
    for known in properties.findall(qn("w:lang")):
        properties.remove(known)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), tag)
    language.set(qn("w:eastAsia"), tag)
    properties.append(language)


def set_default_language(styles: Any, tag: str) -> None:
    """The language of everything that does not say another."""
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), tag)


def set_font(style: ParagraphStyle, name: str) -> None:
    """One typeface for every script, in place of the theme's."""
    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if "Theme" in attribute:
            del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), name)


def shade(style: ParagraphStyle, fill: str, edge: str) -> None:
    """A coloured ground with a line to the left, for what must not be missed."""
    properties = style.element.get_or_add_pPr()
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{edge}"/></w:pBdr>'
    )
    ground = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    # The schema wants these two before the spacing that may be there already.
    properties.insert(0, ground)
    properties.insert(0, border)


def _mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
