"""What is asked of every page, whatever it shows: no barrier, nothing sideways, one heading, and a light load."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Page

MOST_BYTES = 60_000

# The size of targets is part of WCAG 2.2 AA, and axe asks about it only when told to.
_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

_sizes: dict[str, int] = {}


def bring_axe(context: BrowserContext) -> None:
    """Have axe on every page from the start: half a megabyte is then not sent over anew for each."""
    context.add_init_script(AXE_SCRIPT)


def barriers(page: Page) -> list[str]:
    """What axe finds on the page as it stands, each with the first elements it was found on."""
    # The package's own report leaves a file open, so the violations are written here.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", _OPTIONS)
    return [
        f"{violation['id']} ({violation['impact']}): "
        + "; ".join(f"{node['target']} {node['html'][:120]}" for node in violation["nodes"][:3])
        for violation in found
    ]


def is_wider_than_its_window(page: Page) -> bool:
    """Whether anything sticks out so that the whole page scrolls sideways."""
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))


def headings(page: Page) -> list[int]:
    """The levels of the headings, in order."""
    return [int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(e => e.tagName)")]


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of a page with everything it needs, as they are and as a server that compresses sends them."""

    plain: int
    gzipped: int


def weigh(page: Page) -> Weight:
    """Add up the document and everything it asked for."""
    plain, names, document = page.evaluate(
        """() => {
            const loaded = ["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind));
            const plain = loaded.reduce((sum, entry) => sum + entry.decodedBodySize, 0);
            const names = new Set(performance.getEntriesByType("resource").map(entry => entry.name));
            return [plain, [...names], document.documentElement.outerHTML];
        }"""
    )
    # The document itself is taken as it stands now: asking for it once more could be one form too many.
    return Weight(plain, _compressed(document) + sum(_compressed_file(page, name) for name in names))


def _compressed_file(page: Page, address: str) -> int:
    """The compressed size of a file; every page asks for the same few, so each is fetched once from a site."""
    if address not in _sizes:
        _sizes[address] = _compressed(page.evaluate("name => fetch(name).then(answer => answer.text())", address))
    return _sizes[address]


def _compressed(text: str) -> int:
    return len(gzip.compress(text.encode()))
