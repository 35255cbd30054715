"""The pages of the målbild: the board, its drafts and versions, what is followed up, and where values come from."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from playwright.sync_api import FilePayload
from sqlalchemy.orm import Session

from goals import drafting, drafts, follow_ups, malbild, official, sources, versions
from goals.drafting import Kind
from goals.follow_ups import Said
from goals.models import Fulfilment, Origin
from goals.official import Statement
from tests.browser.people import Person
from tests.browser.states.state import Reach, State, choose, fill, press, save_in_another_tab, steps
from tests.builders import TODAY
from tests.ground import NOON, working

_BAD_VALUES = "series;place;period;value;source\nranking;2023;2024;0;SN\nranking;2023;2024;98;SN\nokänt;1;2;3;\n"
_MALBILD = "/personal/malbild"
_FORUM = f"{_MALBILD}/utkast/indikator/forum"
_SAID = f"{_MALBILD}/uppfoljning/forum?period=2025"


def prepare(app: Flask) -> None:
    """Official values of each kind, and a målbild that is decided, drafted anew and followed up."""
    with working(app) as session:
        _state_official_values(session)
        _decide_and_begin_anew(session)


def _state_official_values(session: Session) -> None:
    """A value that stands, one that was taken back, a fetched one of women, and a source whose last try failed."""
    met = Statement("motesplatser", "2023", "2025", 12.0, "Barn- och utbildningsnämnden", "https://example.se/", "Not")
    official.state(session, [met], origin=Origin.FORM, by="Kerstin Ek", now=NOON)
    official.state(session, [replace(met, period="2024")], origin=Origin.FILE, by="Kerstin Ek", now=NOON)
    official.state(session, [replace(met, period="2024", value=None)], origin=Origin.FORM, by="Kerstin Ek", now=NOON)
    women = Statement("N00640", "G37460", "2025", 81.25, "Kolada", gender="K", is_derived=True)
    official.state(session, [women], origin=Origin.KOLADA, by="Kolada", now=NOON)
    sources.done(session, sources.KOLADA, NOON, 1)
    sources.tried(session, sources.SCB, NOON, "SCB svarar inte. Inget har ändrats.")


def _decide_and_begin_anew(session: Session) -> None:
    """A version of the målbild that somebody is in charge in, a draft of the next, and what two have said."""
    document = drafting.changed(malbild.shipped(), Kind.INDICATOR, "forum", {"owner": "Kommunstyrelsen"})
    versions.decide(session, document, "Kommunfullmäktige 2 mars 2026", "§ 12", TODAY, "Kerstin Ek", NOON)
    drafts.begin(session, "Kerstin Ek", NOON)
    part = drafting.own(drafts.get(session).part(Kind.AREA, "3"))
    drafts.change(session, Kind.AREA, "3", {"text": "Nya ord"}, drafting.fingerprint(part), "Kerstin Ek", NOON)
    first = follow_ups.save(session, "forum", "2025", Said(comment="Två av tre."), "Kerstin Ek", NOON, None)
    said = Said(Fulfilment.PARTLY, "Två av tre grupper.", "Fler möten.", "Olle Berg", remind_on=TODAY)
    follow_ups.save(session, "forum", "2025", said, "Olle Berg", NOON, first.id)


def _send_file(content: str) -> Reach:
    def send(person: Person) -> None:
        file: FilePayload = {"name": "fil.csv", "mimeType": "text/csv", "buffer": content.encode()}
        person.page.locator("#fil").set_input_files(file)
        press("Läs in filen")(person)

    return send


PUBLIC = (
    State("board", "/malbild"),
    State("board in English", "/malbild?sprak=en"),
    State("how we count", "/malbild/sa-raknar-vi"),
    State("board of an earlier year", "/malbild?ar=2024"),
    State("board of a year there is nothing of", "/malbild?ar=1066"),
    State("open data", "/oppna-data"),
    State("open data in English", "/oppna-data?sprak=en"),
    State("figure", "/malbild/nki"),
    State("figure beside the nation", "/malbild/nki-insikt"),
    State("figure of a factor", "/malbild/tillganglighet"),
    State("figure not measured", "/malbild/arbetskraft"),
    State("indicator", "/malbild/service-tillganglighet-bemotande"),
    State("indicator beside the nation", "/malbild/ranking-och-nki"),
    State("indicator with its groups", "/malbild/forum"),
    State("indicator with its groups in English", "/malbild/forum?sprak=en"),
    State("figure of the dialogues", "/malbild/forum-f1"),
    State("figure of those who took part", "/malbild/forum-f5"),
    State("figure of how it was", "/malbild/forum-f11?sprak=en"),
    State("error 404 of a figure", "/malbild/finns-inte", is_error=True),
    State("error 404 of open data", "/oppna-data/finns-inte.csv", is_error=True),
)

STAFF = (
    State("sources", "/personal/kallor"),
    State("sources with what was fetched", "/personal/kallor?visa=alla"),
    State("sources, asked for", "/personal/kallor", press("Hämta från SCB nu")),
    State("end of the sources", "/personal/kallor?fore=1"),
    State("a value", "/personal/kallor/varde"),
    State("a value with errors", "/personal/kallor/varde", press("Läs in värdet"), is_error=True),
    State("a file of values", "/personal/kallor/fil"),
    State("a file of values, none chosen", "/personal/kallor/fil", press("Läs in filen"), is_error=True),
    State("a file of values with bad rows", "/personal/kallor/fil", _send_file(_BAD_VALUES), is_error=True),
    State("versions of the målbild", _MALBILD),
    State("version of the målbild", f"{_MALBILD}/version/1"),
    State("two versions", f"{_MALBILD}/jamfor"),
    State("two versions alike", f"{_MALBILD}/jamfor?fran=1&till=1"),
    State("draft", f"{_MALBILD}/utkast"),
    State("draft's texts", f"{_MALBILD}/utkast/texter/alla"),
    State("draft's goal area", f"{_MALBILD}/utkast/malomrade/1"),
    State("draft's indicator", _FORUM),
    State("draft's indicator with errors", _FORUM, steps(fill("text", ""), press("Spara i utkastet")), is_error=True),
    State(
        "draft's indicator changed meanwhile",
        _FORUM,
        steps(save_in_another_tab("target", "Spara i utkastet"), fill("target", "Mitt"), press("Spara i utkastet")),
        is_error=True,
    ),
    State("new strategy", f"{_MALBILD}/utkast/strategi/ny?omrade=1"),
    State("new figure", f"{_MALBILD}/utkast/matt/ny"),
    State("draft's figure that is worked out", f"{_MALBILD}/utkast/matt/nki"),
    State("remove a figure", f"{_MALBILD}/utkast/matt/nki/ta-bort"),
    State("remove with errors", f"{_MALBILD}/utkast/malomrade/1/ta-bort", press("Ta bort"), is_error=True),
    State("decide", f"{_MALBILD}/utkast/faststall"),
    State("decide with errors", f"{_MALBILD}/utkast/faststall", press("Fastställ"), is_error=True),
    State("throw away", f"{_MALBILD}/utkast/kasta"),
    State("throw away with errors", f"{_MALBILD}/utkast/kasta", press("Kasta utkastet"), is_error=True),
    State("error 404 of a draft's part", f"{_MALBILD}/utkast/indikator/finns-inte", is_error=True),
    State("report", f"{_MALBILD}/rapport"),
    State("report for a board", f"{_MALBILD}/rapport?period=2025&namnd=Kommunstyrelsen"),
    State("report for a board in charge of nothing", f"{_MALBILD}/rapport?namnd=Barn-+och+utbildningsnämnden"),
    State("error 404 of a report", f"{_MALBILD}/rapport?period=snart", is_error=True),
    State("following up", f"{_MALBILD}/uppfoljning?period=2025"),
    State("following up for a board", f"{_MALBILD}/uppfoljning?period=2026&namnd=Kommunstyrelsen"),
    State("judgement", _SAID),
    State("judgement of what is measured", f"{_MALBILD}/uppfoljning/service-tillganglighet-bemotande?period=2025"),
    State("judgement with errors", _SAID, steps(fill("comment", ""), choose("is_done"), press("Spara")), is_error=True),
    State(
        "judgement written meanwhile",
        _SAID,
        steps(save_in_another_tab("action", "Spara"), fill("comment", "Mitt"), press("Spara")),
        is_error=True,
    ),
    State("error 404 of a period", f"{_MALBILD}/uppfoljning?period=snart", is_error=True),
)

READER = (State("judgement for a reader", _SAID),)

EMPTY_PUBLIC = (
    State("empty board", "/malbild"),
    State("empty figure", "/malbild/nki"),
    State("empty figure of the dialogues", "/malbild/forum-f6"),
)

EMPTY_STAFF = (
    State("sources before the first fetch", "/personal/kallor"),
    State("nothing decided", _MALBILD),
    State("report of what others publish", f"{_MALBILD}/rapport"),
    State("nothing to follow up", f"{_MALBILD}/uppfoljning"),
    State("judgement of what is not measured", f"{_MALBILD}/uppfoljning/forum"),
)

NOT_PAGES = {
    "staff_sources.template": "a file to save",
    "goals.as_csv": "a file to save",
    "goals.as_json": "for programs",
    "open_data.as_csv": "a file to save",
    "open_data.as_json": "for programs",
    "open_data.as_rdf": "for programs",
    "open_data.as_turtle": "for programs",
    "report.as_word": "a file to save",
    "report.as_csv": "a file to save",
}
