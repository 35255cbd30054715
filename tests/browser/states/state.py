"""What a state of a page is, and what people do to bring a page into one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.people import Person

COLLECTION = "<omgang>"
"""Stands in an address for the round that is answered with codes."""

Reach = Callable[[Person], None]


@dataclass(frozen=True, slots=True)
class State:
    """A page's address, and what somebody does there to bring it into the state; of an error, the title says so."""

    name: str
    path: str
    reach: Reach | None = None
    is_error: bool = False

    def __str__(self) -> str:
        """Its name, by which the tests are told apart."""
        return self.name


def press(name: str) -> Reach:
    """Press the button of that name."""
    return lambda person: person.page.get_by_role("button", name=name, exact=True).click()


def fill(field: str, text: str) -> Reach:
    """Write in a field, named by its id."""
    return lambda person: person.page.locator(f"#{field}").fill(text)


def pick(field: str, value: str) -> Reach:
    """Take a value from a list."""

    def select(person: Person) -> None:
        person.page.locator(f"#{field}").select_option(value)

    return select


def choose(field: str) -> Reach:
    """Tick a box or choose an answer."""
    return lambda person: person.page.locator(f"#{field}").check()


def follow(selector: str) -> Reach:
    """Go where the first such link leads."""

    def follow(person: Person) -> None:
        with person.page.expect_navigation():
            person.page.locator(selector).first.click()

    return follow


def wait_for(selector: str) -> Reach:
    """Wait until such an element is there."""
    return lambda person: person.page.locator(selector).wait_for()


def lose_cookies(person: Person) -> None:
    """Come back as somebody the site has never seen."""
    person.context.clear_cookies()


def go(path: str) -> Reach:
    """Go to another page of the site."""

    def walk(person: Person) -> None:
        person.open(path)

    return walk


def steps(*steps: Reach) -> Reach:
    """Do one thing after the other."""

    def walk(person: Person) -> None:
        for step in steps:
            step(person)

    return walk


def save_in_another_tab(field: str, button: str) -> Reach:
    """Somebody else writes in a field of the same page and saves it."""

    def save(person: Person) -> None:
        tab = person.new_tab()
        tab.goto(person.page.url)
        tab.locator(f"#{field}").fill("Någon annans ord")
        with tab.expect_navigation():
            tab.get_by_role("button", name=button, exact=True).click()

    return save


def press_in_another_tab(button: str) -> Reach:
    """Somebody else presses a button of the same page."""

    def press(person: Person) -> None:
        tab = person.new_tab()
        tab.goto(person.page.url)
        with tab.expect_navigation():
            tab.get_by_role("button", name=button, exact=True).click()

    return press
