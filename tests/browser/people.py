"""Somebody with a real browser, who notices whatever a page should never do: ask elsewhere, complain, or fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError

from core.commands import DEMO_EMAIL, DEMO_PASSWORD
from tests.browser.serving import Site

DESKTOP, PHONE, NARROW = 1280, 390, 320
HEIGHT = 800
# The browser's own note about a page that is an error page.
_STATUS_NOTE = "Failed to load resource: the server responded with a status of"

# All of a page at once: a mouse that is moved to one answer after the other takes longer than the page.
_ANSWER = """score => {
    for (const question of document.querySelectorAll("fieldset.question")) {
        const answer = question.querySelector(`input[value='${score}']`) || question.querySelector("input");
        answer.scrollIntoView({block: "center"});
        const place = answer.getBoundingClientRect();
        const hit = document.elementFromPoint(place.x + place.width / 2, place.y + place.height / 2);
        if (hit !== answer && (!hit || !hit.closest("label") || hit.closest("label").control !== answer)) {
            throw new Error(`${answer.id} cannot be clicked`);
        }
        if (!answer.checked) {
            answer.click();
        }
    }
}"""


@dataclass
class Person:
    """A browser window with cookies of its own."""

    context: BrowserContext
    site: Site
    page: Page
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self.site.url + path)
        return self.page

    def new_tab(self) -> Page:
        """One more tab with the same cookies."""
        return self.context.new_page()

    def sign_in(self, email: str = DEMO_EMAIL, password: str = DEMO_PASSWORD) -> None:
        """Sign in as staff, the way staff do."""
        page = self.open("/personal/logga-in")
        page.locator("#email").fill(email)
        page.locator("#password").fill(password)
        page.locator("#password").press("Enter")
        page.wait_for_url("**/personal")

    def path(self) -> str:
        """Where the tab is, as the site names it."""
        return self.page.url.removeprefix(self.site.url)

    def note_request(self, request: Request) -> None:
        """A page asks nobody but its own site."""
        if not request.url.startswith((f"{self.site.url}/", "data:", "blob:")):
            self.complaints.append(f"a request to {request.url}")

    def note_console(self, message: ConsoleMessage) -> None:
        """Errors in the console, broken content security policy among them."""
        if message.type in ("error", "warning") and not message.text.startswith(_STATUS_NOTE):
            self.complaints.append(f"console {message.type} on {message.page and message.page.url}: {message.text}")

    def note_failure(self, failure: WebError) -> None:
        """A script that failed."""
        self.complaints.append(f"script: {failure.error}")


@contextmanager
def person(chromium: Browser, site: Site, *, width: int = DESKTOP, **options: Any) -> Iterator[Person]:
    """Somebody new to the site; fails at the end if a page did what no page should."""
    context = chromium.new_context(
        viewport={"width": width, "height": HEIGHT}, locale="sv-SE", reduced_motion="reduce", **options
    )
    context.set_default_timeout(20_000)
    try:
        somebody = Person(context, site, context.new_page())
        context.on("request", somebody.note_request)
        context.on("console", somebody.note_console)
        context.on("weberror", somebody.note_failure)
        yield somebody
        assert not somebody.complaints, "\n".join(somebody.complaints)
    finally:
        context.close()


def answer_everything(page: Page, score: int) -> None:
    """Answer every question on a page that is answered by choosing: the score where there is one, else the first.

    Fails if something lies over what is to be clicked.
    """
    page.evaluate(_ANSWER, score)
