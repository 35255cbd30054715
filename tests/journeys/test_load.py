"""Pages cost the same however many have answered: each has a number of queries, and it does not grow."""

from __future__ import annotations

import itertools

import pytest
from flask import Flask

from core.chat import ChatChannel, ChatUse, Heard
from core.people.roles import Role
from dialog import hosting
from dialog.analysing import keeping
from dialog.meetings.models import StepKind
from integrations.conversations.arrival import Arrival, Surface
from integrations.conversations.receiving import receive
from surveys import rounds
from surveys.answering import Answers
from tests.browsing import Browser
from tests.builders import OWN, TODAY, drain, on_sqlite, open_round, signed_in, small_survey, store
from tests.dialogues import close_dialogue, more_votes, open_dialogue
from tests.ground import NOON, statements, working
from tests.meetings import open_meeting
from tests.published import LINES, approved, published

# Transactions are begun and ended beside these; what is counted is what is asked of the database.
PUBLIC = {
    "/": 4,
    "/dialog": 5,
    "/dialog/hem": 6,
    "/dialog/hem/rosta": 5,
    "/dialog/hem/skriv": 1,
    "/dialog/hem/folj": 1,
    "/dialog/hem/mina": 2,
    "/dialog/hem/oro/1": 2,
    "/samtal": 0,
    "/dialog/hem/samtal/ABC234": 8,
    "/dialog/hem/samtal/ABC234/lage": 5,
    "/dialog/slut": 11,
    "/dialog/slut/sammanfattning": 11,
    "/dialog/slut/sammanfattning/1?visa=unites": 8,
    "/dialog/slut/sammanfattning/1/word": 6,
    "/dialog/slut/resultat": 7,
    "/dialog/slut/resultat?visa=forenar": 6,
    "/dialog/slut/resultat.csv": 4,
    "/dialog/slut/resultat.json": 4,
    "/om": 0,
    "/integritet": 0,
    "/malbild": 4,
    "/malbild/nki": 4,
    "/malbild/nki.csv": 3,
    "/malbild/nki.json": 3,
    "/oppna-data": 8,
    "/oppna-data/malbild.csv": 4,
    "/oppna-data/indikatorer.json": 8,
    "/oppna-data/dcat.rdf": 4,
    f"/enkat/{OWN}": 1,
    "/enkat/prov": 1,
    "/healthz": 0,
    "/personal/logga-in": 0,
}
# One of these is the gate's: whose the cookie is.
STAFF = {
    "/personal": 18,
    "/personal/utskick": 2,
    "/personal/anslutningar/mejl": 2,
    "/personal/dialoger": 4,
    "/personal/dialoger/hem": 9,
    "/personal/dialoger/hem/analys": 6,
    "/personal/dialoger/slut/hjalp": 5,
    "/personal/dialoger/slut/sammanfattning": 7,
    "/personal/dialoger/slut/sammanfattning/kontroller": 9,
    "/personal/dialoger/slut/sammanfattning/godkann/2": 13,
    "/personal/sammanfattningar": 2,
    "/personal/dialoger/slut/sammanfattning/publicera": 10,
    "/personal/moten": 2,
    "/personal/moten/1": 5,
    "/personal/moten/1/led": 9,
    "/personal/moten/1/led/lage": 8,
    "/personal/enkater": 4,
    "/personal/enkater/prov": 7,
    "/personal/enkater/prov/kanaler": 4,
    "/personal/enkater/prov/forhandsvisning/slack": 3,
    "/personal/enkater/prov/kommentarer": 5,
    "/personal/enkater/prov/kommentarer/varfor": 9,
    "/personal/sprakanalys": 3,
    "/personal/gick-inte-fram": 2,
    "/personal/oro": 2,
}


# The most that each thing sent in a chat may cost; savepoints are counted as well.
CHATS = {"hej": 8, "dialog.visa": 12, "dialog.rosta": 22, "mote.visa": 15}
VOTE = {"d": "1", "c": "dialog-1", "v": "agree"}


def queries(browser: Browser, address: str) -> int:
    """How many statements an address costs once it has been opened before."""
    browser.client.get(address)
    with statements(browser.app) as seen:
        assert browser.client.get(address).status_code == 200
    return len([statement for statement in seen if not statement.startswith(("PRAGMA", "BEGIN"))])


@pytest.fixture
def filled(app: Flask) -> Flask:
    open_round(app, OWN)
    open_round(app, small_survey(layout="one_page"))
    open_dialogue(app, "Sista bussen går före träningen slutar")
    open_dialogue(app, "Fler hållplatser med väderskydd", slug="slut")
    close_dialogue(app, "slut")
    published(app, LINES[:3], slug="slut")
    approved(app, LINES[:3], slug="slut", version=2)
    open_meeting(app, "hem", "ABC234", StepKind.TALK)
    return app


def more_answers(app: Flask, times: int) -> None:
    with working(app) as session:
        small, own = rounds.current(session, "prov", TODAY), rounds.current(session, OWN, TODAY)
    in_words: Answers = {"roll": "boende", "nojd": 1, "varfor": "Ord"}
    in_steps: Answers = {"omrade": "bygglov", "kundtyp": "foretag", "nki_helhet": 8}
    store(app, small, *[in_words] * times)
    store(app, own, *[in_steps] * times)
    more_votes(app, "hem", times)
    more_votes(app, "slut", times)
    with working(app) as session:
        for slug in ("hem", "slut"):
            keeping.ask_for(session, hosting.find(session, slug).id, NOON, at_once=True)
    drain(app)


@on_sqlite
def test_no_page_asks_the_database_more_when_there_are_more_answers(filled: Flask) -> None:
    public, staff = Browser(filled), signed_in(filled, *Role)
    more_answers(filled, 10)
    few = {address: queries(public, address) for address in PUBLIC} | {
        address: queries(staff, address) for address in STAFF
    }

    more_answers(filled, 290)

    for address, count in few.items():
        assert queries(staff if address in STAFF else public, address) == count, address


def test_each_page_asks_the_database_as_often_as_is_written_here(filled: Flask) -> None:
    public, staff = Browser(filled), signed_in(filled, *Role)
    more_answers(filled, 10)

    found = {address: queries(public, address) for address in PUBLIC}
    found |= {address: queries(staff, address) for address in STAFF}

    assert found == PUBLIC | STAFF


def chat_queries(app: Flask, person: str) -> dict[str, int]:
    """How many statements each thing costs that somebody does in a chat, whichever chat it is."""
    found, deeds = {}, itertools.count()
    said = {
        "hej": None,
        "dialog.visa": Heard("dialog.visa", {"d": "1"}),
        "dialog.rosta": Heard("dialog.rosta", {**VOTE, "n": "2"}),
        "mote.visa": Heard("mote.visa", {"k": "ABC234"}),
    }

    def hear(heard: Heard | None) -> None:
        surface = Surface.MODAL if heard else Surface.MESSAGE
        delivery = f"{person}:{next(deeds)}"
        with working(app) as session:
            receive(session, Arrival(ChatChannel.SLACK, "T1", person, delivery, surface, heard, "" if heard else "hej"))

    # The first of a person, and of a workspace, costs more.
    hear(Heard("dialog.rosta", {**VOTE, "n": "1"}))
    for name, heard in said.items():
        with statements(app) as seen:
            hear(heard)
        found[name] = len([statement for statement in seen if not statement.startswith(("PRAGMA", "BEGIN"))])
    return found


@on_sqlite
def test_what_is_done_in_a_chat_costs_the_same_however_many_have_answered(app: Flask) -> None:
    open_dialogue(app, *(f"Inspel {n} om något eget" for n in range(4)), slack=ChatUse.FULL)
    open_meeting(app, "hem", "ABC234", StepKind.TALK)
    few = chat_queries(app, "U1")
    more_votes(app, "hem", 300)

    assert chat_queries(app, "U2") == few
    assert {name: max(count, few[name]) for name, count in CHATS.items()} == CHATS


def test_an_answer_on_one_page_costs_a_handful_of_statements(filled: Flask) -> None:
    browser = Browser(filled)
    browser.send(browser.open("/enkat/prov"), {"roll": "boende", "nojd": "4"})
    page = browser.open("/enkat/prov")

    with statements(filled) as seen:
        browser.send(page, {"roll": "boende", "nojd": "4"}, follow=False)

    assert len([statement for statement in seen if not statement.startswith("PRAGMA")]) <= 6, seen
