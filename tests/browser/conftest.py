"""One Chromium for all browser tests, and the whole app with the demo on a loopback port of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.browser.people import Person, person
from tests.browser.serving import HOST, Site, serving

# The suggestions under an address field nobody sees: drawn anew for every window, at the cost of half a second each.
_SUGGESTIONS = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
# Playwright's own list, which ours replaces.
_TURNED_OFF_BY_PLAYWRIGHT = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join((*_TURNED_OFF_BY_PLAYWRIGHT, *_SUGGESTIONS))}",
    # No name leads anywhere but to this machine, whatever a page or the browser itself asks for.
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
)

NewPerson = Callable[..., Person]


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What a browser shows does not depend on the database, and the journeys are walked on both without a browser."""
    metafunc.definition.add_marker(pytest.mark.on_sqlite)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Everything in this folder needs Chromium."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser process for all tests; where there is none the tests are left out, which CI takes for a failure."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None:
        pytest.skip("no Chromium: set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def site(demo_app: Flask) -> Iterator[Site]:
    """The app with the demo, as nobody has touched it."""
    with serving(demo_app) as running:
        yield running


@pytest.fixture
def new_person(chromium: Browser, site: Site) -> Iterator[NewPerson]:
    """Makes people, each with a browser of their own; keywords as for ``people.person``."""
    with ExitStack() as everybody:

        def come(**options: Any) -> Person:
            return everybody.enter_context(person(chromium, site, **options))

        yield come


@pytest.fixture
def visitor(new_person: NewPerson) -> Person:
    """Somebody at a desk, new to the site."""
    return new_person()
