"""Whoever reads English reads all of it: every text of the code and the pages has a translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

from core.errors import PersonMet
from core.settings import ROOT
from tests.builders import on_sqlite

FILE = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PARTS = ("core", "surveys", "dialog", "goals", "integrations", "templates")
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "later": None, "Refused": None}
PLACE = re.compile(r"%\((\w+)\)")


@pytest.fixture(scope="module")
def english() -> Catalog:
    with FILE.open("rb") as file:
        return read_po(file, locale="en")


def extracted() -> set[str]:
    """The source texts in calls that mark them."""
    found: set[str] = set()
    for part in PARTS:
        methods = [("**.py", "python"), ("**.html", "jinja2")]
        for _, _, message, _, _ in extract_from_dir(ROOT / part, methods, keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


def met(parent: type[PersonMet] = PersonMet) -> Iterator[str]:
    """The words of every error a person can meet, which are translated where they are shown."""
    for kind in parent.__subclasses__():
        if kind.__module__.startswith("tests."):
            continue
        yield from (words for words in (kind.title, kind.message, kind.advice) if words)
        yield from met(kind)


def untranslated(english: Catalog, texts: set[str]) -> list[str]:
    translated = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in english
        if message.id
        and not message.fuzzy
        and all([message.string] if isinstance(message.string, str) else message.string or [""])
    }
    return sorted(texts - translated)


def test_every_text_of_the_code_and_the_pages_is_translated(english: Catalog) -> None:
    assert untranslated(english, extracted()) == []


@on_sqlite
def test_every_error_a_person_can_meet_is_translated(english: Catalog, app: Flask) -> None:
    assert untranslated(english, set(met())) == []


def test_a_translation_has_the_same_places_to_fill_as_its_source(english: Catalog) -> None:
    for message in english:
        if isinstance(message.id, str) and isinstance(message.string, str) and message.string:
            assert set(PLACE.findall(message.id)) == set(PLACE.findall(message.string)), message.id


@on_sqlite
@pytest.mark.parametrize("address", ["/", "/om", "/tillganglighet", "/malbild", "/personal/logga-in", "/finns-inte"])
def test_a_page_asked_for_in_english_is_in_english(demo_app: Flask, address: str) -> None:
    page = demo_app.test_client().get(f"{address}?sprak=en").get_data(as_text=True)

    assert '<html lang="en">' in page
    assert "Hoppa till innehållet" not in page
    assert "Skip to" in page
