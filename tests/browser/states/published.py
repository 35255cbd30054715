"""The pages of summaries that have been published: each version as it is read, and what staff do with it."""

from __future__ import annotations

from flask import Flask

from core.summaries.sentences import Section
from dialog import hosting
from dialog.summarising import publishing, results
from tests.browser.states.state import State, press
from tests.builders import TODAY
from tests.ground import working
from tests.published import AGREED, LINES, Line, approved, over, published

_HERE, _GONE = "/dialog/sammanfattad/sammanfattning", "/dialog/borta/sammanfattning"
_STAFF = "/personal/dialoger/sammanfattad/sammanfattning"
# As long as a summary of five hundred inspel becomes.
_LONG = 46


def prepare(app: Flask) -> None:
    """One superseded, one that counts, and one to publish; one that is withdrawn; and a long one."""
    over(app, slug="sammanfattad", case_number="KS 2026-17")
    published(app, slug="sammanfattad")
    published(app, slug="sammanfattad", version=2, reason="Ett antal var fel i den första.")
    approved(app, slug="sammanfattad", version=3, short="Bussen kommer först.")
    over(app, slug="borta")
    published(app, slug="borta")
    with working(app) as session:
        dialogue = hosting.find(session, "borta")
        summary = results.version(session, dialogue.id, 1)
        reason = "Ett namn stod i den."
        publishing.withdraw(session, dialogue, summary, "Kerstin Ek", reason, TODAY, seen=summary.revision)
    over(app, *(f"Ett inspel om sträckan {n}, {'mycket ' * 34}långt" for n in range(1, _LONG + 1)), slug="lang")
    published(app, [*LINES[:2], *map(_line, range(1, _LONG + 1))], slug="lang")


def _line(number: int) -> Line:
    section = list(Section)[3 + number % 4]
    refs = tuple(f"i{cited}" for cited in range(number, min(number + 6, _LONG + 1)))
    return section, f"10 av 11 håller med om {{i{number}}}.", refs, {f"c{ref[1:]}": AGREED for ref in refs}


PUBLIC = (
    State("summary", _HERE),
    State("summary in English", f"{_HERE}?sprak=en"),
    State("summary that is long", "/dialog/lang/sammanfattning"),
    State("part of a summary", "/dialog/lang/sammanfattning/1?visa=unites"),
    State("part of a summary, no more", f"{_HERE}/2?visa=unites&sida=9"),
    State("sources of a sentence", "/dialog/lang/sammanfattning/1?mening=m3"),
    State("summary that is superseded", f"{_HERE}/1"),
    State("summary that is withdrawn", _GONE),
    State("summary that is not there yet", "/dialog/stangd/sammanfattning"),
    State("summary of a dialogue that is open", "/dialog/oppen/sammanfattning"),
    State("dialogue with a summary", "/dialog/sammanfattad"),
    State("error 404 of a version of a summary", f"{_HERE}/99", is_error=True),
)

STAFF = (
    State("publish a summary", f"{_STAFF}/publicera", press("Publicera"), is_error=True),
    State("summary in Slack", f"{_STAFF}/forhandsvisning/slack"),
    State("summary in Teams", f"{_STAFF}/forhandsvisning/teams"),
    State("nothing to publish", "/personal/dialoger/stangd/sammanfattning/publicera"),
    State("published versions", "/personal/dialoger/borta/sammanfattning/publicera"),
    State("withdraw a summary", f"{_STAFF}/2/dra-tillbaka", press("Återkalla"), is_error=True),
)

NOT_PAGES = {"summaries.as_word": "a file to save"}
