"""Every page that can be opened: it asks no other host for anything, runs nothing inline and is small enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask

from core.people.roles import Role
from tests import databases
from tests.browsing import Browser, Page
from tests.builders import signed_in
from tests.databases import Copy

# What a page makes a browser fetch or send by itself; a link is only followed by a person.
FETCHED = re.compile(
    r"""<(?:img|script|link|iframe|source|video|audio|object|embed|form|use|image)\b[^>]*?
                         \b(?:src|href|action|data|srcset)\s*=\s*["']([^"']+)["']""",
    re.VERBOSE | re.IGNORECASE,
)
LARGEST_PAGE = 60_000


def everything(browser: Browser, *starts: str) -> list[Page]:
    """Every page that links lead to from some addresses, each once."""
    found: dict[str, Page] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        page = browser.open(address)
        found[address] = page
        for link in page.links:
            target = urlsplit(link)
            if not target.scheme and not target.netloc and target.path.startswith("/"):
                query = f"?{target.query}" if target.query else ""
                if "sprak=" not in query and "next=" not in query:
                    waiting.append(target.path + query)
    return list(found.values())


@pytest.fixture(scope="module")
def site(demo_sqlite: Copy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo, which all tests here only look at."""
    with databases.staying(demo_sqlite, tmp_path_factory.mktemp("pages")) as app:
        yield app


@pytest.fixture(scope="module")
def pages(site: Flask) -> list[Page]:
    """Every page of the demo, as a stranger and as staff with every role."""
    public = everything(Browser(site), "/", "/malbild", "/enkat/besokare-vecka-9", "/finns-inte")
    return public + everything(signed_in(site, *Role), "/personal", "/personal/enkater/receptionen")


def test_every_page_can_be_reached_from_the_first_and_none_fails(pages: list[Page]) -> None:
    paths = {page.path for page in pages}

    assert {"/", "/om", "/integritet", "/tillganglighet", "/malbild", "/malbild/nki", "/personal/logga-in"} <= paths
    assert {"/personal", "/personal/enkater", "/personal/gick-inte-fram", "/personal/logg"} <= paths
    assert {page.url: page.status for page in pages if page.status != 200} == {"/finns-inte": 404}


def test_no_page_asks_another_host_for_anything(pages: list[Page]) -> None:
    elsewhere = {
        (page.url, address)
        for page in pages
        for address in FETCHED.findall(page.html)
        if urlsplit(address).scheme or urlsplit(address).netloc
    }

    assert elsewhere == set()


def test_no_page_holds_anything_inline_that_could_run(pages: list[Page]) -> None:
    for page in pages:
        policy = page.headers["Content-Security-Policy"]

        assert "unsafe" not in policy
        assert not re.search(r"<[^>]+\s(on[a-z]+|style)\s*=", page.html), page.url
        for attributes in re.findall(r"<script([^>]*)>", page.html):
            nonce = re.search(r'nonce="([^"]+)"', attributes)
            assert nonce, page.url
            assert f"'nonce-{nonce[1]}'" in policy
        assert "<style" not in page.html


def test_every_page_has_a_language_a_title_and_one_first_heading(pages: list[Page]) -> None:
    for page in (page for page in pages if page.html):
        assert '<html lang="sv"' in page.html
        assert page.title
        assert page.html.count("<h1") == 1, page.url


def test_no_id_stands_twice_on_a_page(pages: list[Page]) -> None:
    for page in pages:
        ids = re.findall(r'\sid="([^"]+)"', page.html)
        assert sorted(ids) == sorted(set(ids)), page.url


def test_every_page_with_what_it_brings_is_under_sixty_kilobytes(site: Flask, pages: list[Page]) -> None:
    browser = Browser(site)
    fetched = {address for page in pages for address in FETCHED.findall(page.html) if address.startswith("/static/")}
    brought = {address: len(browser.open(address).body) for address in fetched}

    for page in pages:
        own = {address for address in FETCHED.findall(page.html) if address in brought}
        size = len(page.html.encode()) + sum(brought[address] for address in own)
        assert size < LARGEST_PAGE, (page.url, size)


def test_no_proxy_keeps_a_page_and_no_computer_a_staff_page_and_none_tells_the_next_site(pages: list[Page]) -> None:
    for page in pages:
        is_staff = page.path.startswith("/personal") and page.path != "/personal/logga-in"
        assert page.headers["Cache-Control"] in (("no-store",) if is_staff else ("no-store", "private, no-cache"))
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_looking_at_public_pages_leaves_no_cookie(site: Flask) -> None:
    browser = Browser(site)

    for address in ("/", "/om", "/malbild", "/malbild/nki"):
        browser.open(address)

    assert browser.cookie() == ""
