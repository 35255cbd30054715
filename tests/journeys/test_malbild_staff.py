"""Staff change the målbild in versions and say of each indicator how it went, and nothing anybody wrote is lost."""

from __future__ import annotations

from copy import deepcopy

from flask import Flask

from core import audit
from core.people.roles import Role
from goals import drafts
from goals.models import MalbildDraft
from tests.browsing import Browser, Page
from tests.builders import on_sqlite, signed_in
from tests.ground import StandingClock, working

START = "/personal/malbild"
DRAFT = f"{START}/utkast"
FOLLOW = f"{START}/uppfoljning"
FORUM = f"{DRAFT}/indikator/forum"
SETTLED = {"decision": "Kommunfullmäktige 14 december 2026", "paragraph": "§ 112"}


def drafting(app: Flask, *roles: Role) -> Browser:
    """The browser of somebody who has begun a draft."""
    browser = signed_in(app, *(roles or (Role.STRATEGIST,)))
    page = browser.send(browser.open(START), to="/utkast")
    assert page.path == DRAFT, page.text
    return browser


def decide(browser: Browser, valid_from: str) -> Page:
    page = browser.open(f"{DRAFT}/faststall")
    read = {"has_read": "1"} if "has_read" in page.form("decision").choices else {}
    return browser.send(page, SETTLED | {"valid_from": valid_from} | read)


def test_what_staff_decide_is_on_the_board_from_its_day_and_not_before(app: Flask, time: StandingClock) -> None:
    browser = drafting(app)

    browser.send(browser.open(f"{DRAFT}/malomrade/3"), {"text": "Alla ska kunna vara med."})
    page = browser.send(
        browser.open(FORUM), {"owner": "Ungdoms- och demokratiberedningen", "target": "Minst tre om året."}
    )
    assert page.path == DRAFT
    assert "3 ändringar hittills" in page.text
    assert "Alla ska kunna vara med" not in Browser(app).open("/malbild").text
    page = decide(browser, "2026-03-10")

    assert page.path == START
    assert "kommande" in page.text
    assert "Alla ska kunna vara med" not in Browser(app).open("/malbild").text
    time.forward(days=8)
    assert "Alla ska kunna vara med" in Browser(app).open("/malbild").text
    browser = signed_in(app, Role.READER)
    page = browser.open(START)
    assert "Kommunfullmäktige 14 december 2026, § 112" in page.text
    page = browser.open(f"{START}/jamfor")
    for words in ("Alla ska kunna vara med", "Ungdoms- och demokratiberedningen", "ej utsedd", "3 saker skiljer"):
        assert words in page.text
    assert "2 saker" not in page.text
    with working(app) as session:
        assert "malbild.decided" in [entry.action for entry in audit.entries(session)]


@on_sqlite
def test_every_part_is_added_changed_moved_and_removed_in_the_browser(app: Flask) -> None:
    browser = drafting(app)

    browser.send(browser.open(f"{DRAFT}/malomrade/ny"), {"text": "Ett fjärde mål."})
    browser.send(browser.open(f"{DRAFT}/strategi/ny?omrade=4"), {"text": "Åka buss på kvällen", "followed_by": ["nki"]})
    figure = {
        "title_sv": "Turer på kvällen",
        "short_sv": "Bussturer efter klockan 18.",
        "unit": "antal",
        "target": "12,5",
    }
    browser.send(browser.open(f"{DRAFT}/matt/ny"), figure)
    page = browser.send(
        browser.open(f"{DRAFT}/indikator/ny?omrade=4"), {"text": "Fler turer", "figures": ["turer-pa-kvallen", "nki"]}
    )
    assert "Fler turer" in page.text
    page = browser.open(f"{DRAFT}/matt/turer-pa-kvallen")
    assert page.value("target") == ["12,5"]
    browser.send(page, {"target": "13", "better": "down"})
    page = browser.send(browser.open(FORUM), button=("steg", "ner"), to="/flytta")
    assert "nummer 2 av 2" in page.text
    page = browser.send(browser.open(f"{DRAFT}/texter/alla"), {"boards": "Kommunstyrelsen\nBussnämnden"})
    page = browser.send(browser.open(f"{DRAFT}/matt/service/ta-bort"), {"is_sure": "1"})
    page = browser.send(browser.open(f"{DRAFT}/malomrade/1/ta-bort"), {"is_sure": "1"})

    assert page.path == DRAFT
    for words in ("Åka buss på kvällen", "Fler turer", "Turer på kvällen", "Bussnämnden"):
        assert words in page.text
    assert "Stabil ekonomi" not in page.text
    page = browser.open(f"{DRAFT}/faststall")
    assert "”Service” räknar Samspel fram" in page.text
    decide(browser, "2026-03-02")
    board = Browser(app).open("/malbild").text
    assert "Ett fjärde mål." in board
    assert "Kommunfullmäktiges fastställda finansiella mål" not in board
    assert browser.open(DRAFT).status == 404


@on_sqlite
def test_what_cannot_be_saved_is_refused_in_words_and_stays_typed(app: Flask) -> None:
    browser = drafting(app)
    indicator = browser.send(browser.open(FORUM), {"owner": "Kommunstyrelsen"})
    assert indicator.path == DRAFT
    long = "mycket " * 1000

    for address, typed, field in (
        (FORUM, {"text": " "}, "text"),
        (FORUM, {"text": long}, "text"),
        (f"{DRAFT}/malomrade/ny", {"text": ""}, "text"),
        (f"{DRAFT}/matt/ranking", {"target": "bland de bästa"}, "target"),
        (f"{DRAFT}/matt/ny", {"title_sv": "Ett mått", "short_sv": ""}, "short_sv"),
        (f"{DRAFT}/texter/alla", {"boards": "Bussnämnden"}, "boards"),
        (f"{DRAFT}/texter/alla", {"boards": "Kommunstyrelsen\nKommunstyrelsen"}, "boards"),
        (f"{DRAFT}/texter/alla", {"vision": "Samma\n\nSamma"}, "vision"),
        (f"{DRAFT}/matt/nki/ta-bort", {}, "is_sure"),
        (f"{DRAFT}/kasta", {}, "is_sure"),
        (f"{DRAFT}/faststall", {"decision": "", "valid_from": "i morgon"}, "valid_from"),
        (f"{DRAFT}/faststall", SETTLED | {"valid_from": "2026-03-02"}, "has_read"),
    ):
        to = address.removeprefix("/personal")
        page = browser.open(address)
        page = browser.post(page.url, page.form(field).filled(typed))
        assert page.title.startswith("Fel: "), (address, page.text)
        assert f"#{field}" in page.links, (to, page.links)
        for name, words in typed.items():
            assert page.value(name) == [words], name
    assert browser.open("/malbild").status == 200
    assert "En ändring hittills" in browser.open(DRAFT).text


@on_sqlite
def test_a_version_must_not_begin_before_the_last_one(app: Flask) -> None:
    browser = drafting(app)
    browser.send(browser.open(FORUM), {"owner": "Kommunstyrelsen"})
    assert decide(browser, "2026-06-01").path == START
    browser.send(browser.open(START), to="/utkast")
    assert "Inget är ändrat" in browser.open(f"{DRAFT}/faststall").text
    browser.send(browser.open(FORUM), {"owner": ""})

    page = decide(browser, "2026-05-31")

    assert "2026-06-01" in page.text
    assert page.value("decision") == [SETTLED["decision"]]
    assert decide(browser, "2026-06-01").path == START


@on_sqlite
def test_a_slip_of_the_pen_does_not_stop_every_later_decision(app: Flask) -> None:
    browser = drafting(app)
    browser.send(browser.open(FORUM), {"owner": "Kommunstyrelsen"})

    page = decide(browser, "2206-04-01")

    assert page.title.startswith("Fel: ")
    assert "Välj en dag som inte är senare än" in page.text
    assert page.value("decision") == [SETTLED["decision"]]
    assert decide(browser, "2026-04-01").path == START


@on_sqlite
def test_a_full_list_takes_no_more_and_what_was_typed_stays(app: Flask) -> None:
    browser = drafting(app)
    page = browser.open(f"{DRAFT}/indikator/ny?omrade=1")
    with working(app) as session:
        row = session.get_one(MalbildDraft, drafts.THE_ONE)
        document = deepcopy(row.document)
        document["area"][0]["indicator"] = [{"key": f"i{n}", "text": f"<b>{n}</b>", "figures": []} for n in range(100)]
        row.document = document

    refused = browser.send(page, {"text": "En till", "figures": ["forum-f1"]})
    many = browser.send(browser.open(f"{DRAFT}/texter/alla"), {"vision": "\n\n".join(map(str, range(101)))})

    assert refused.status == 409
    assert "Målbilden rymmer högst 100 delar av samma slag på ett ställe." in refused.text
    assert "En till" in refused.html
    assert "Skriv högst 100 stycken." in many.text
    assert "<b>99</b>" in browser.open(DRAFT).text


@on_sqlite
def test_an_indicator_without_a_figure_stops_the_decision(app: Flask) -> None:
    browser = drafting(app)
    page = browser.open(FORUM)
    browser.send(page, {"figures": []})

    page = browser.open(f"{DRAFT}/faststall")

    assert "har inget mått" in page.text
    assert not any("decision" in form.names() for form in page.forms)


def test_two_who_change_the_same_part_both_see_what_the_other_wrote(app: Flask) -> None:
    kerstin = drafting(app)
    olle = kerstin.twin()
    both = [browser.open(FORUM) for browser in (kerstin, olle)]
    elsewhere = olle.open(f"{DRAFT}/indikator/arbetskraft")
    deciding, removing = olle.open(f"{DRAFT}/faststall"), olle.open(f"{FORUM}/ta-bort")
    assert deciding.status == 200

    kerstin.send(both[0], {"text": "Kerstins ord"})
    assert olle.send(elsewhere, {"text": "En annan del"}).path == DRAFT
    page = olle.send(both[1], {"text": "Olles ord"})

    assert page.status == 409
    assert page.value("text") == ["Olles ord"]
    assert "Kerstins ord" in page.text
    assert olle.send(removing, {"is_sure": "1"}).status == 409
    page = olle.send(page, {"text": "Olles och Kerstins ord"})
    assert page.path == DRAFT
    assert "Olles och Kerstins ord" in page.text


@on_sqlite
def test_a_decision_about_a_draft_that_has_changed_meanwhile_is_not_made(app: Flask) -> None:
    browser = drafting(app)
    browser.send(browser.open(FORUM), {"owner": "Kommunstyrelsen"})
    page = browser.open(f"{DRAFT}/faststall")
    browser.send(browser.open(f"{DRAFT}/malomrade/3"), {"text": "Någon annans ord"})

    page = browser.send(page, SETTLED | {"valid_from": "2026-03-02", "has_read": "1"})

    assert page.status == 409
    assert "Någon annans ord" in page.text
    assert page.value("decision") == [SETTLED["decision"]]
    assert browser.open(DRAFT).status == 200


@on_sqlite
def test_a_stale_form_saves_nothing_and_keeps_what_was_typed(app: Flask) -> None:
    browser = drafting(app)
    for address, name in ((FORUM, "text"), (f"{FOLLOW}/forum?period=2025", "comment")):
        page = browser.open(address)
        form = page.form(name)
        form.kept = [(known, "gammal" if known == "csrf_token" else value) for known, value in form.kept]

        page = browser.post(form.action or page.url, form.filled({name: "Mina ord"}))

        assert "öppen för länge" in page.text
        assert page.value(name) == ["Mina ord"]
    assert "Mina ord" not in browser.open(DRAFT).text
    page = browser.send(page, to="/forum?period=2025")
    assert "Bedömningen är sparad" in page.text


@on_sqlite
def test_a_draft_can_be_thrown_away_and_one_who_still_types_in_it_keeps_the_words(app: Flask) -> None:
    browser = drafting(app)
    page = browser.open(FORUM)
    browser.send(browser.open(f"{DRAFT}/kasta"), {"is_sure": "1"})

    page = browser.send(page, {"text": "Mina ord"})

    assert page.status == 404
    assert "Mina ord" in page.text
    assert "Det finns inget utkast" in page.text


@on_sqlite
def test_whoever_may_only_look_reads_and_finds_no_button(app: Flask) -> None:
    drafting(app)
    reader = signed_in(app, Role.READER)

    for address in (START, f"{START}/version/0", f"{START}/jamfor?fran=0&till=0", FOLLOW, f"{FOLLOW}/forum"):
        page = reader.open(address)
        assert page.status == 200, address
        assert all(form.action.endswith("/logga-ut") for form in page.forms if form.method == "post"), address
    assert reader.open(DRAFT).status == 403


# Following up


def test_a_judgement_is_written_saved_again_and_never_written_over(app: Flask, time: StandingClock) -> None:
    browser = signed_in(app, Role.STRATEGIST)
    address = f"{FOLLOW}/forum?period=2025"
    first, second = browser.open(address), browser.open(address)

    page = browser.send(first, {"fulfilment": "partly", "comment": "Två av tre\ngrupper.", "responsible": "Anna"})
    assert page.url == address
    assert "Bedömningen är sparad" in page.text
    time.forward(hours=1)
    page = browser.send(second, {"fulfilment": "met", "comment": "Alla tre grupper.", "is_done": "1"})

    assert page.status == 409
    assert page.title.startswith("Fel: ")
    assert "Två av tre grupper." in page.text
    assert page.value("comment") == ["Alla tre grupper."]
    page = browser.send(page, to="/forum?period=2025")
    assert "Bedömningen är sparad" in page.text
    assert page.value("comment") == ["Alla tre grupper."]
    assert "Ändrat: måluppfyllelse, analyskommentar, ansvarig, klar." in page.text
    assert "Två av tre" in page.text
    assert "1 av 10" in browser.open(f"{FOLLOW}?period=2025").text
    assert "0 av 10" in browser.open(f"{FOLLOW}?period=2024").text


@on_sqlite
def test_following_up_can_be_seen_for_one_board_and_one_period(app: Flask) -> None:
    browser = drafting(app)
    for key in ("forum", "arbetskraft"):
        browser.send(browser.open(f"{DRAFT}/indikator/{key}"), {"owner": "Kommunstyrelsen"})
    decide(browser, "2026-03-02")
    page = browser.open(f"{FOLLOW}/forum?period=2025")
    assert page.value("responsible") == ["Kommunstyrelsen"]
    browser.send(page, {"fulfilment": "not_met", "comment": "Inga möten.", "is_done": "1"})

    page = browser.open(f"{FOLLOW}?period=2025&namnd=Kommunstyrelsen")

    assert "1 av 2" in page.text
    assert "Ej uppfyllt" in page.text
    assert "Årlig ökning" not in page.text
    assert "0 av 8" in browser.open(f"{FOLLOW}?period=2025&namnd=-").text
    assert "1 av 10" in browser.open(f"{FOLLOW}?period=2025&namnd=Finns+inte").text


@on_sqlite
def test_bad_input_in_a_judgement_is_refused_in_words(app: Flask) -> None:
    browser = signed_in(app, Role.STRATEGIST)

    for typed, field in (
        ({"is_done": "1", "fulfilment": "", "comment": "Klart"}, "is_done"),
        ({"is_done": "1", "fulfilment": "met", "comment": ""}, "is_done"),
        ({"remind_on": "i morgon"}, "remind_on"),
        ({"comment": "x" * 5001}, "comment"),
        ({"responsible": "x" * 121}, "responsible"),
    ):
        page = browser.send(browser.open(f"{FOLLOW}/forum?period=2025"), typed)
        assert page.title.startswith("Fel: "), typed
        assert f"#{field}" in page.links
        for name, words in typed.items():
            assert page.value(name) == [words]
    for period in ("snart", "1899", "2999", "2025-K3-"):
        assert browser.open(f"{FOLLOW}/forum?period={period}").status == 404
    assert browser.open(f"{FOLLOW}/finns-inte").status == 404


@on_sqlite
def test_what_was_said_of_an_indicator_that_is_gone_can_still_be_read(app: Flask) -> None:
    browser = drafting(app)
    page = browser.open(f"{FOLLOW}/forum?period=2025")
    browser.send(page, {"comment": "Skrivet medan den fanns"})
    typing = browser.open(f"{FOLLOW}/forum?period=2025")
    browser.send(browser.open(f"{FORUM}/ta-bort"), {"is_sure": "1"})
    decide(browser, "2026-03-02")

    page = browser.open(f"{FOLLOW}/forum?period=2025")

    assert "Skrivet medan den fanns" in page.text
    assert "gäller inte längre" in page.text
    assert not any("comment" in form.names() for form in page.forms)
    page = browser.send(typing, {"comment": "Skrivet efteråt"})
    assert (page.status, "Skrivet efteråt" in page.text) == (404, True)


def test_what_is_due_waits_on_the_first_page_until_it_is_done(app: Flask, time: StandingClock) -> None:
    browser = signed_in(app, Role.STRATEGIST)
    assert "Inget väntar" in browser.open("/personal").text
    page = browser.open(f"{FOLLOW}/forum?period=2025")
    page = browser.send(page, {"comment": "Börjat", "responsible": "Anna", "remind_on": "2026-03-03"})
    # Once somebody has begun on the year, the rest of it waits too.
    today = browser.open("/personal")
    assert "Bedöm 9 indikatorer för 2025" in today.text
    assert "Kommentera" not in today.text

    time.forward(days=1)
    browser = signed_in(app, Role.STRATEGIST, Role.COMMUNICATOR)
    today = browser.open("/personal")

    assert "Kommentera ”Forum för strukturerade dialoger" in today.text
    assert f"{FOLLOW}/forum?period=2025" in today.links
    browser.send(browser.open(f"{FOLLOW}/forum?period=2025"), {"fulfilment": "met", "is_done": "1"})
    assert "Kommentera" not in browser.open("/personal").text
    assert "Bedöm" not in signed_in(app, Role.READER).open("/personal").text
