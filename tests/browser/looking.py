"""What is asked of every page, whatever it shows: no barrier, nothing sideways, one heading, and a light load."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Page

MOST_BYTES = 60_000

# The size of targets is part of WCAG 2.2 AA, and axe asks about it only when told to. What it would load first serves
# two rules alone: one that is an experiment, and one about sound that begins by itself, which is never a violation.
_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}, "preload": False}

# The rules that ask how large, where or in which colour something is; the others ask what it is and whether it is seen.
_ABOUT_LOOKS = (
    "bypass",
    "color-contrast",
    "link-in-text-block",
    "region",
    "scrollable-region-focusable",
    "skip-link",
    "target-size",
)

# Remembers in the window what is on the page and which parts of it are seen. Where both are as the time before, only
# the rules about looks are asked once more.
_RUN = """async ([options, looks]) => {
    const box = element => {
        const place = element.getBoundingClientRect();
        const small = place.width < 2 || place.height < 2, away = place.right <= 0 || place.bottom <= 0;
        const seen = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
        return 4 * seen + 2 * small + away;
    };
    const now = document.documentElement.outerHTML + Array.from(document.querySelectorAll("*"), box).join("");
    const same = window.axeSaw === now;
    window.axeSaw = now;
    const asked = same ? {...options, runOnly: {type: "rule", values: looks}} : options;
    return (await axe.run(asked)).violations;
}"""

_sizes: dict[str, int] = {}


def bring_axe(context: BrowserContext) -> None:
    """Have axe on every page from the start: half a megabyte is then not sent over anew for each."""
    context.add_init_script(AXE_SCRIPT)


def barriers(page: Page) -> list[str]:
    """What axe finds on the page as it stands, each with the first elements it was found on.

    Asked again of a page that has only another width or other colours, it gives what those have brought.
    """
    # The package's own report leaves a file open, so the violations are written here.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN, [_OPTIONS, _ABOUT_LOOKS])
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
