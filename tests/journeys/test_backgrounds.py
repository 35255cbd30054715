"""Telling a little about oneself, freely: after voting, changed and taken back, and never in the way."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from dialog.models import AgeBand, Audience, Participant, Sex, SizeClass
from tests.browsing import Browser
from tests.builders import on_sqlite
from tests.dialogues import close_dialogue, open_dialogue
from tests.ground import working

ASKED = "hjälp oss se vilka vi har hört"
ABOUT_ME = "/dialog/hem/mina/om-mig"


def told(app: Flask) -> list[tuple[AgeBand | None, Sex | None, SizeClass | None]]:
    """What each of those who take part has told."""
    with working(app) as session:
        rows = session.execute(select(Participant.age_band, Participant.sex, Participant.size_class))
        return [(age_band, sex, size_class) for age_band, sex, size_class in rows]


def test_who_has_voted_may_tell_change_it_and_take_it_back_until_the_close(app: Flask, browser: Browser) -> None:
    open_dialogue(app, "Kortet borde vara billigare")
    card = browser.open("/dialog/hem/rosta")
    assert ASKED not in card.text
    end = browser.send(card, button=("rost", "agree"), to="/rosta")
    assert ASKED in end.text

    page = browser.open(ABOUT_ME)
    assert "Du behöver inte svara." in page.text
    assert "/dialog/hem/mina" in page.links
    done = browser.send(page, {"alder": "30-49", "kon": "woman"}, to="/om-mig")
    assert "Dina svar är sparade" in done.text
    assert told(app) == [(AgeBand.FROM_30, Sex.WOMAN, None)]
    assert ASKED not in browser.open("/dialog/hem/rosta").text

    again = browser.open(ABOUT_ME)
    assert again.value("kon") == ["woman"]
    browser.send(again, {"alder": "", "kon": ""}, to="/om-mig")
    assert told(app) == [(None, None, None)]

    kept = browser.open(ABOUT_ME)
    close_dialogue(app)
    late = browser.send(kept, {"kon": "man"}, to="/om-mig")
    assert "Dialogen är stängd" in late.text
    assert browser.open(ABOUT_ME).path == "/dialog/hem/mina"
    assert told(app) == [(None, None, None)]


@on_sqlite
def test_what_cannot_be_answered_is_said_and_the_rest_is_kept(app: Flask, browser: Browser) -> None:
    open_dialogue(app, "Kortet borde vara billigare")
    browser.send(browser.open("/dialog/hem/rosta"), button=("rost", "agree"), to="/rosta")
    token = browser.open(ABOUT_ME).value("csrf_token")[0]

    refused = browser.post(ABOUT_ME, {"csrf_token": token, "alder": "16-19", "kon": "fel"})

    assert refused.status == 400
    assert "Vilket kön har du? – Välj bland svaren" in refused.text
    assert refused.value("alder") == ["16-19"]
    assert told(app) == [(None, None, None)]


@on_sqlite
def test_the_young_are_asked_no_more_than_needed_and_companies_only_of_their_size(app: Flask) -> None:
    open_dialogue(app, "Fler turer", slug="unga", audience=Audience.UNGDOMAR)
    open_dialogue(app, "Fortare bygglov", slug="foretag", audience=Audience.NARINGSLIV)
    said = {"unga": ({"alder": "16-19"}, {"kon": "other"}), "foretag": ({"orgnr": "556000-0001"}, {"storlek": "1-9"})}
    for slug, (first, about) in said.items():
        browser = Browser(app)
        assert browser.open(f"/dialog/{slug}/mina/om-mig").path == f"/dialog/{slug}/mina"
        browser.send(browser.open(f"/dialog/{slug}/borja"), first, to="/borja")
        page = browser.open(f"/dialog/{slug}/mina/om-mig")
        assert set(page.form("kon" if slug == "unga" else "storlek").choices) == set(about)
        browser.send(page, about, to="/om-mig")

    assert set(told(app)) == {(AgeBand.FROM_16, Sex.OTHER, None), (None, None, SizeClass.FROM_1)}


@on_sqlite
def test_two_devices_that_become_one_keep_what_either_has_told(app: Flask) -> None:
    open_dialogue(app, "Kortet borde vara billigare")
    first, second = Browser(app), Browser(app)
    for browser, about in ((first, {"kon": "man"}), (second, {"alder": "65+", "kon": "woman"})):
        browser.send(browser.open("/dialog/hem/rosta"), button=("rost", "agree"), to="/rosta")
        browser.send(browser.open(ABOUT_ME), about, to="/om-mig")
    page = first.send(first.open("/dialog/hem/mina"), to="/mina/kod")
    code = next(word for word in page.text.split() if word.count("-") == 2 and len(word) == 14)

    second.send(second.open("/dialog/hem/koppla"), {"enhetskod": code}, to="/koppla")

    assert told(app) == [(AgeBand.FROM_65, Sex.MAN, None)]
