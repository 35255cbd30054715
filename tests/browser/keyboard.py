"""What somebody does who has no mouse, and what they can see of where they are."""

from __future__ import annotations

from playwright.sync_api import Page

MOST_STOPS = 60


def focused(page: Page) -> dict[str, str]:
    """What has the focus: its tag, id, name, words, and whether a person can see that it has it."""
    found: dict[str, str] = page.evaluate(
        """() => {
            const at = document.activeElement;
            // A radio inside a scale shows its focus on the step it stands for.
            const shown = at.matches(".ticks input") ? at.nextElementSibling : at;
            const look = getComputedStyle(shown);
            const place = shown.getBoundingClientRect();
            const isSeen = place.bottom > 0 && place.top < innerHeight && place.width > 0;
            return {
                tag: at.tagName, id: at.id, name: at.name || "", words: at.innerText || "",
                ring: isSeen && look.outlineStyle != "none" && parseFloat(look.outlineWidth) >= 2 ? "seen" : "unseen",
            };
        }"""
    )
    return found


def tab_to(page: Page, *, id: str = "", words: str = "") -> list[dict[str, str]]:  # noqa: A002  As HTML names it.
    """Press Tab until the wanted control has the focus; gives every stop on the way."""
    stops = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stops.append(focused(page))
        assert stops[-1]["ring"] == "seen", f"the focus cannot be seen: {stops[-1]}"
        if (id and stops[-1]["id"] == id) or (words and stops[-1]["words"].strip() == words):
            return stops
    raise AssertionError(f"Tab does not lead to {id or words}, only to {stops}")


def press_on(page: Page, words: str) -> None:
    """Tab to a link or a button with these words, and press Enter, which leads to another page."""
    tab_to(page, words=words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
