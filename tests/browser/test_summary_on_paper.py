"""A summary on paper: nobody can open anything there, so what each sentence rests on stands below it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests import databases
from tests.browser.people import person
from tests.browser.serving import serving
from tests.databases import Copy
from tests.published import over, published


def test_on_paper_every_source_stands_below_its_sentence(chromium: Browser, empty_sqlite: Copy, tmp_path: Path) -> None:
    with databases.staying(empty_sqlite, tmp_path) as app:
        over(app)
        published(app)
        with serving(app) as site, person(chromium, site) as reader:
            page = reader.open("/dialog/hem/sammanfattning")
            source, back = page.get_by_text("10 håller med", exact=True), page.get_by_text("Tillbaka till dialogen")
            expect(source).to_be_hidden()
            expect(back).to_be_visible()

            page.emulate_media(media="print")

            expect(source).to_be_visible()
            expect(back).to_be_hidden()
            expect(page.get_by_text("Hämta som Word")).to_be_hidden()
