from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import NotFound

from core.people.roles import Role
from tests import databases
from tests.browser import looking
from tests.browser.people import DESKTOP, HEIGHT, NARROW, PHONE, Person, person
from tests.browser.serving import Site, serving
from tests.browser.states import (
    COLLECTION,
    EMPTY_PUBLIC,
    EMPTY_STAFF,
    NOT_PAGES,
    PUBLIC,
    READER,
    SAFEGUARDING,
    STAFF,
    TRUSTED,
    State,
    prepare,
)
from tests.databases import Copy
from tests.ground import EMAIL, PASSWORD, hire

EVERYWHERE = (*PUBLIC, *STAFF, *SAFEGUARDING, *READER, *EMPTY_PUBLIC, *EMPTY_STAFF)


@pytest.fixture(scope="module")
def full_site(demo_sqlite: Copy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, int]]:
    """The demo and what it lacks, with the id of the round that is answered with codes."""
    with databases.staying(demo_sqlite, tmp_path_factory.mktemp("full")) as app:
        collection_id = prepare(app)
        with serving(app) as site:
            yield site, collection_id


@pytest.fixture(scope="module")
def empty_site(empty_sqlite: Copy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Nothing but somebody to sign in."""
    with databases.staying(empty_sqlite, tmp_path_factory.mktemp("empty-site")) as app:
        hire(app, Role.ADMINISTRATOR, Role.STRATEGIST)
        with serving(app) as site:
            yield site


@contextmanager
def _somebody(chromium: Browser, site: Site) -> Iterator[Person]:
    """A person whose pages are looked at."""
    with person(chromium, site) as somebody:
        looking.bring_axe(somebody.context)
        yield somebody


@pytest.fixture(scope="module")
def anybody(chromium: Browser, full_site: tuple[Site, int]) -> Iterator[Person]:
    """Somebody who meets the public pages."""
    with _somebody(chromium, full_site[0]) as somebody:
        yield somebody


@pytest.fixture(scope="module")
def staff(chromium: Browser, full_site: tuple[Site, int]) -> Iterator[Person]:
    """Somebody signed in who may see everything."""
    with _somebody(chromium, full_site[0]) as somebody:
        somebody.sign_in()
        yield somebody


@pytest.fixture(scope="module")
def trusted(chromium: Browser, full_site: tuple[Site, int]) -> Iterator[Person]:
    """Somebody signed in who reads what worries."""
    with _somebody(chromium, full_site[0]) as somebody:
        somebody.sign_in(TRUSTED, PASSWORD)
        yield somebody


@pytest.fixture(scope="module")
def reader(chromium: Browser, full_site: tuple[Site, int]) -> Iterator[Person]:
    """Somebody signed in who may only read."""
    with _somebody(chromium, full_site[0]) as somebody:
        somebody.sign_in(EMAIL, PASSWORD)
        yield somebody


@pytest.fixture(scope="module")
def first_visitor(chromium: Browser, empty_site: Site) -> Iterator[Person]:
    """Somebody who comes before anything has happened."""
    with _somebody(chromium, empty_site) as somebody:
        yield somebody


@pytest.fixture(scope="module")
def first_staff(chromium: Browser, empty_site: Site) -> Iterator[Person]:
    """Somebody who signs in before anything has happened."""
    with _somebody(chromium, empty_site) as somebody:
        somebody.sign_in(EMAIL, PASSWORD)
        yield somebody


Look = Callable[[Person, State], None]


@pytest.fixture
def look(full_site: tuple[Site, int], request: pytest.FixtureRequest) -> Look:
    """Brings a page into a state and asks of it what is asked of every page."""

    def look_at(somebody: Person, state: State) -> None:
        page = somebody.page
        page.set_viewport_size({"width": DESKTOP, "height": HEIGHT})
        somebody.open(state.path.replace(COLLECTION, str(full_site[1])))
        if state.reach is not None:
            state.reach(somebody)
            page.wait_for_load_state()
        weight = looking.weigh(page)
        # What ``record_property`` does, without its warning about one kind of report.
        request.node.user_properties += [("bytes", weight.plain), ("bytes_compressed", weight.gzipped)]
        found = [*_faults(page, state), *somebody.complaints]
        somebody.complaints.clear()
        if weight.plain > looking.MOST_BYTES:
            found.append(f"the page weighs {weight.plain} bytes")
        assert not found, f"{somebody.path()}\n" + "\n".join(found)

    return look_at


def _faults(page: Page, state: State) -> Iterator[str]:
    title = page.title()
    if "–" not in title:
        yield f"the title is {title!r}"
    if title.startswith("Fel") != state.is_error:
        yield f"the title {title!r} does not say first whether something is wrong"
    levels = looking.headings(page)
    if levels.count(1) != 1 or any(after - before > 1 for before, after in pairwise(levels)):
        yield f"the levels of the headings are {levels}"
    # What is folded away is looked at as well.
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    yield from looking.barriers(page)
    # On a phone it is looked at in the dark, where all colours are others.
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    page.emulate_media(color_scheme="dark")
    yield from (f"on a phone in the dark: {barrier}" for barrier in looking.barriers(page))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    if looking.is_wider_than_its_window(page):
        yield f"the page is wider than {NARROW} pixels"


@pytest.mark.parametrize("state", PUBLIC, ids=str)
def test_a_public_page_shuts_nobody_out_and_weighs_little(state: State, anybody: Person, look: Look) -> None:
    anybody.context.clear_cookies()
    look(anybody, state)


@pytest.mark.parametrize("state", STAFF, ids=str)
def test_a_staff_page_shuts_nobody_out_and_weighs_little(state: State, staff: Person, look: Look) -> None:
    look(staff, state)


@pytest.mark.parametrize("state", SAFEGUARDING, ids=str)
def test_a_page_about_what_worries_shuts_nobody_out_and_weighs_little(
    state: State, trusted: Person, look: Look
) -> None:
    look(trusted, state)


@pytest.mark.parametrize("state", READER, ids=str)
def test_a_page_for_those_who_may_less_shuts_nobody_out_and_weighs_little(
    state: State, reader: Person, look: Look
) -> None:
    look(reader, state)


@pytest.mark.parametrize("state", EMPTY_PUBLIC, ids=str)
def test_an_empty_public_page_shuts_nobody_out_and_weighs_little(
    state: State, first_visitor: Person, look: Look
) -> None:
    look(first_visitor, state)


@pytest.mark.parametrize("state", EMPTY_STAFF, ids=str)
def test_an_empty_staff_page_shuts_nobody_out_and_weighs_little(state: State, first_staff: Person, look: Look) -> None:
    look(first_staff, state)


def test_no_page_of_the_site_is_left_out(full_site: tuple[Site, int]) -> None:
    app = full_site[0].app
    addresses = app.url_map.bind("")
    looked_at = set()
    for state in EVERYWHERE:
        try:
            looked_at.add(addresses.match(state.path.replace(COLLECTION, "1").partition("?")[0])[0])
        except NotFound:
            assert state.is_error, state.path

    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    assert pages - looked_at == set(NOT_PAGES) - looked_at
    assert set(NOT_PAGES) <= pages
