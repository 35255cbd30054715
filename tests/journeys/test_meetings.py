"""A meeting through its pages without JavaScript: from the question to the record, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.people.roles import Role
from dialog.meetings.models import Meeting, MeetingSeat, StepKind
from dialog.meetings.public import TRIES
from dialog.models import Audience, Dialogue, DialogueState, Participant, Source, Statement
from tests.browsing import Browser, Page
from tests.builders import TODAY, on_sqlite, signed_in
from tests.dialogues import open_dialogue
from tests.ground import StandingClock, working
from tests.meetings import go_to, open_meeting, plan_meeting

QUESTION = "Vad ska finnas på fritidsgården?"
NEW = {
    "template": "ungdomsrad",
    "dialogue": "ny",
    "audience": "ungdomar",
    "question": QUESTION,
    "influence": "Öppettiderna går att påverka, inte platsen.",
    "receiver": "Kultur- och fritidsnämnden",
    "feedback_due_on": str(TODAY + timedelta(days=40)),
}


def count(app: Flask, kind: type) -> int:
    with working(app) as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def sit(app: Flask, room: str) -> tuple[Browser, Page]:
    browser = Browser(app)
    page = browser.send(browser.open(room), {"alder": "13-15"}, to="/in")
    assert "Du är inne" in page.text, page.text
    return browser, page


def press(browser: Browser, do: str) -> Page:
    return browser.send(browser.open("/personal/moten/1/led"), to=f"/{do}")


def test_a_meeting_about_a_new_question_opens_its_dialogue_once_the_rest_is_known(app: Flask) -> None:
    staff = signed_in(app, Role.MODERATOR)
    page = staff.send(staff.open("/personal/moten/nytt"), {"template": "kort", "time": "18:00", "question": QUESTION})
    assert page.status == 422
    assert "Skriv vem som tar emot." in page.text
    assert "Välj både dag och klockslag" in page.text
    assert page.value("question") == [QUESTION]

    # The first of its kind: what only a plan can say is left, and the meeting says so.
    page = staff.send(page, NEW | {"time": ""})
    assert page.path == "/personal/moten/1"
    assert "saker är kvar att bestämma" in page.text
    # The next takes what was settled once for all from the one before.
    open_dialogue(app, audience=Audience.UNGDOMAR)
    page = staff.send(staff.open("/personal/moten/nytt"), NEW)

    assert page.path == "/personal/moten/2"
    assert "kvar att bestämma" not in page.text
    with working(app) as session:
        dialogue = session.get_one(Meeting, 2).dialogue
        assert dialogue.state is DialogueState.OPEN
        assert (dialogue.question, dialogue.controller, dialogue.min_age) == (QUESTION, "Kommunstyrelsen", 13)
        assert session.scalars(select(Dialogue.state).where(Dialogue.slug != "hem").limit(1)).one() == "draft"
        assert session.get_one(Meeting, 2).code in page.text
    assert "<svg" in staff.open("/personal/moten/2/affisch").html
    # A step is made longer, moved and taken away.
    staff.send(staff.open("/personal/moten/2/steg/3"), {"minutes": "9"})
    page = staff.post("/personal/moten/2/steg/1", {"csrf_token": page.value("csrf_token")[0], "do": "bort"})
    assert "1. Incheckning" in page.text
    assert "2. Det här vet vi9" in page.text


def test_a_council_of_six_goes_from_the_code_on_the_wall_to_the_record(app: Flask, time: StandingClock) -> None:
    open_dialogue(app, audience=Audience.UNGDOMAR)
    plan_meeting(app, "hem", "KDM7PQ", adults=2)
    staff = signed_in(app, Role.MODERATOR)
    stranger = Browser(app)
    typed = stranger.send(stranger.open("/samtal"), {"moteskod": "kdm 7p"})
    assert (typed.status, typed.value("moteskod")) == (400, ["kdm 7p"])
    room = stranger.send(typed, {"moteskod": "kdm 7pq"}).path
    assert "Mötet har inte öppnat än" in stranger.open(room).text

    assert "Väntrummet är öppet" in press(staff, "vantrum").text
    assert "Mötet pågår" in staff.open("/personal").text
    assert "Det pågår ett möte i dialogen" in stranger.open("/dialog/hem").text
    page = stranger.send(stranger.open(room), {"namn": "Alva"}, to="/in")
    assert (page.status, page.value("namn")) == (400, ["Alva"])
    assert "Välj hur gammal du är" in page.text
    assert count(app, Participant) == 0
    young = [sit(app, room)[0] for _ in range(6)]
    assert "Mötet ska ha minst 2 vuxna på plats, och nu är det 1." in press(staff, "starta").text
    adult = Browser(app)
    page = adult.send(adult.open(f"{room}/vuxen"), {"vuxenkod": "KDM7PQ"})
    assert "inte koden för vuxna" in page.text
    page = adult.send(page, {"vuxenkod": "qp7mdk"})
    assert "Du är på plats" in page.text
    assert "6 inne, 2 vuxna" in adult.send(page, to="/kvar").text
    assert "Välkommen" in press(staff, "starta").text
    # The first press is the step's; a second of the same page changes nothing.
    before = staff.open("/personal/moten/1/led")
    staff.send(before, to="/nasta")
    assert "Incheckning" in staff.send(before, to="/nasta").text
    assert "Ungefär 3 minuter kvar" in young[0].open(room).text

    for one in young:
        assert "ditt svar är sparat" in one.send(one.open(room), {"lage": "4"}, to="/tryck").text
    assert "6 klara" in staff.open("/personal/moten/1/led").text
    go_to(app, 1, StepKind.WRITING)
    texts = ("Öppet på fredagar", "En studio för musik", "Senare bussar hem", "Gratis frukt", "Ett biljardbord")
    for one, text in zip(young, texts, strict=False):
        assert "Ditt inspel är skickat" in one.send(one.open(room), {"text": text}, to="/skriv").text
    late = young[5].open(room)
    advice = young[5].send(late, {"text": "Ring mig på 070-174 06 05 om biljard"}, to="/skriv")
    assert "Läs igenom en gång till" in advice.text
    # The step ends while somebody thinks it over: what they wrote is received all the same.
    press(staff, "nasta")
    sent = young[5].send(advice, to="/skriv")
    assert "Släpp fram inspelen" in sent.text
    with working(app) as session:
        sources = session.scalars(select(Statement.source).order_by(Statement.number)).all()
    assert sources == [Source.SESSION] * 5 + [Source.WEB]

    page = staff.open("/personal/moten/1/led")
    assert "6 inspel att läsa" in page.text
    for _ in range(6):
        form = next(form for form in page.forms if form.action.endswith("/led/inspel"))
        page = staff.post(form.action, form.filled({}, form.buttons[0]))
    assert "Inget väntar på att läsas" in page.text
    press(staff, "nasta")
    for one in young:
        page = one.open(room)
        while "Inspel 1 av" in page.text or page.value("inspel"):
            page = one.send(page, button=("rost", "agree"), to="/rosta")
        assert "Du är klar" in page.text
    press(staff, "nasta")
    assert "håller med" in young[0].open(room).text
    page = young[0].send(young[0].open(room), {"namn": "Alva"}, to="/upp")
    assert "Det är din tur." in page.text
    assert "Alva" in staff.open("/personal/moten/1/led").text
    assert "Ingen har räckt upp handen" in press(staff, "talare").text
    press(staff, "nasta")
    page = young[0].open(room)
    first, second = sorted({name for form in page.forms for name in form.choices if name.startswith("prick-")})[:2]
    page = young[0].send(page, {first: "2", second: "2"}, to="/prickar")
    assert page.status == 400
    assert page.value(first) == ["2"]
    for one in young:
        assert "dina prickar är sparade" in one.send(one.open(room), {first: "2", second: "1"}, to="/prickar").text
    press(staff, "nasta")
    for one in young:
        page = one.open(room)
        while page.value("rad"):
            page = one.send(page, button=("svar", "stammer"), to="/rad")
    press(staff, "nasta")
    for one in young:
        answers = {"utrymme": "5", "rost": "4", "lyssnare": "4", "inflytande": "3"}
        assert "ditt svar är sparat" in one.send(one.open(room), answers, to="/tryck").text
    assert "Avslutat" in press(staff, "nasta").text

    # Whoever was there sees what came of it; others who have the code do not, while the dialogue is open.
    assert "6 av 6 håller med" in young[0].open(room).text or "5 av 5 håller med" in young[0].open(room).text
    assert "Mötet är slut" in stranger.open(room).text
    assert "håller med" not in stranger.open(room).text
    record = staff.open("/personal/moten/1/protokoll").text
    assert "6 deltog" in record
    assert "Stämmer: 6" in record
    assert "Ett biljardbord" in record
    assert count(app, MeetingSeat) == 0


@on_sqlite
def test_what_is_typed_is_there_again_when_the_page_is_old_or_the_meeting_over(app: Flask) -> None:
    open_dialogue(app, "Laga taket")
    open_meeting(app, "hem", "ABC234", StepKind.WRITING)
    room = "/dialog/hem/samtal/ABC234"
    browser = Browser(app)
    page = browser.send(browser.open(room), {}, to="/in")

    # A page so old that its form is nobody's any more, then one whose visitor has no seat.
    stale = browser.post(f"{room}/skriv", {"csrf_token": "gammal", "text": "Fler bänkar vid torget"})
    assert stale.value("text") == ["Fler bänkar vid torget"]
    stranger = Browser(app)
    token = stranger.open(room).value("csrf_token")[0]
    kept = stranger.post(f"{room}/skriv", {"csrf_token": token, "text": "Fler bänkar vid torget"})
    assert (kept.status, "Fler bänkar vid torget" in kept.text) == (409, True)
    go_to(app, 1)
    over = browser.send(page, {"text": "Fler bänkar vid torget"}, to="/skriv")

    assert "Det du skrev finns kvar" in over.text
    assert "Fler bänkar vid torget" in over.text
    # A tap that came too late says so, in words; a deed there is none of is not found.
    tap = stranger.post(f"{room}/tryck", {"csrf_token": token, "lage": "3"})
    assert "Mötet är slut" in tap.text
    assert stranger.post(f"{room}/flyga", {"csrf_token": token}).status == 404


@on_sqlite
def test_where_too_few_have_voted_the_room_talks_about_the_inspel_themselves(app: Flask) -> None:
    open_dialogue(app, "Laga taket")
    meeting_id = open_meeting(app, "hem", "ABC234", StepKind.TALK)
    staff, browser, room = signed_in(app, Role.MODERATOR), Browser(app), "/dialog/hem/samtal/ABC234"
    page = browser.send(browser.open(room), {}, to="/in")
    for shown in (page, staff.open("/personal/moten/1/led")):
        assert "Prata om det ni har skrivit:" in shown.text
        assert "Laga taket" in shown.text

    assert "Pausat, ungefär 14 minuter kvar" in press(staff, "paus").text
    press(staff, "fortsatt")
    go_to(app, meeting_id, StepKind.READ_BACK)

    assert "Säg högt vad ni kom fram till" in browser.open(room).text


@on_sqlite
def test_words_are_kept_in_the_room_when_the_dialogue_is_paused_meanwhile(app: Flask) -> None:
    open_dialogue(app, "Laga taket")
    open_meeting(app, "hem", "ABC234", StepKind.WRITING)
    browser, staff = Browser(app), signed_in(app, Role.MODERATOR)
    page = browser.send(browser.open("/dialog/hem/samtal/ABC234"), {}, to="/in")
    with working(app) as session:
        session.scalars(select(Dialogue).where(Dialogue.slug == "hem")).one().state = DialogueState.PAUSED

    page = browser.send(page, {"text": "Fler bänkar vid torget"}, to="/skriv")

    assert (page.status, page.value("text")) == (409, ["Fler bänkar vid torget"])
    assert "Dialogen är pausad" in page.text
    assert "Dialogen är inte öppen" in staff.open("/personal/moten/1/led").text
    assert count(app, Statement) == 1


@on_sqlite
def test_the_day_begins_with_the_meetings_of_the_day(app: Flask, time: StandingClock) -> None:
    open_dialogue(app)
    staff = signed_in(app, Role.MODERATOR)
    for day in (TODAY + timedelta(days=1), TODAY):
        staff.send(staff.open("/personal/moten/nytt?dialog=hem"), {"day": str(day), "time": "15:00"})

    assert staff.open("/personal").text.count("Möte i dag 15.00") == 1
    listed = staff.open("/personal/moten").text
    assert listed.index("2 mars 2026 15:00") < listed.index("3 mars 2026 15:00")
    assert "Nästa möte i dialogen börjar 2 mars 2026 15:00" in Browser(app).open("/dialog/hem").text


@on_sqlite
def test_a_page_that_asks_hears_nothing_until_something_has_changed(app: Flask, time: StandingClock) -> None:
    open_dialogue(app, "Laga taket")
    open_meeting(app, "hem", "ABC234", StepKind.WRITING)
    staff = signed_in(app, Role.MODERATOR)
    for browser, address in ((Browser(app), "/dialog/hem/samtal/ABC234"), (staff, "/personal/moten/1/led")):
        first = browser.client.get(f"{address}/lage")
        assert first.json is not None
        assert first.json["words"]["inne"] == "5 inne"
        assert first.json["mark"] in browser.open(address).html
        time.forward(seconds=2)
        asked = {"If-None-Match": first.headers["ETag"]}
        assert browser.client.get(f"{address}/lage", headers=asked).status_code == 304
        press(staff, "forlang")

        longer = browser.client.get(f"{address}/lage", headers=asked)

        assert longer.json is not None
        assert longer.json["mark"] == first.json["mark"]
        assert longer.json["seconds"] == first.json["seconds"] + 118


@on_sqlite
def test_codes_are_guessed_slowly(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    open_dialogue(app)
    plan_meeting(app, "hem", "ABC234")
    assert TRIES >= 500
    monkeypatch.setattr("dialog.meetings.public.TRIES", 2)
    browser = Browser(app)

    pages = [browser.send(browser.open("/samtal"), {"moteskod": "222222"}) for _ in range(3)]

    assert [page.status for page in pages] == [400, 400, 429]
