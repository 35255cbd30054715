"""The pages of the dialogues: to take part in one, to hold one, its queue and answers, and what came of it."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from core.audit import Actor
from dialog import joining
from dialog.feedback import answering
from dialog.feedback.answering import Written
from dialog.feedback.models import AnswerKind, Decision
from dialog.joining import Entry
from dialog.models import Audience, Channel, Source, Statement, StatementState
from dialog.moderating import appeals, deciding
from dialog.moderating.models import Reason
from tests.browser.people import Person
from tests.browser.states.state import (
    Reach,
    State,
    choose,
    fill,
    follow,
    go,
    press,
    press_in_another_tab,
    save_in_another_tab,
    steps,
)
from tests.builders import TODAY
from tests.dialogues import add_inspel, dialogues_in_every_state, open_dialogue
from tests.ground import NOON, working

_A_COMPANY = "556000-0001"
_ABOUT_ME = "/dialog/delta/mina/om-mig"
_DIALOGUES = "/personal/dialoger"
_DRAFT = f"{_DIALOGUES}/utkast"
_OPEN = f"{_DIALOGUES}/oppen"
_QUEUE = f"{_DIALOGUES}/ko"
_ANALYSED = f"{_DIALOGUES}/trygg-vag-till-ungarde"


def prepare(app: Flask) -> None:
    """Dialogues in every state, one with a queue, and some to take part in."""
    dialogues_in_every_state(app)
    _fill_a_queue(app)
    _let_people_take_part(app)


def _fill_a_queue(app: Flask) -> None:
    """A dialogue with inspel in every part of the queue, something to remark on in some, and answers of each kind."""
    dialogue = open_dialogue(app, "Kör fler bussar på kvällen", "Öppna fritidsgården", "Laga vägen", slug="ko")
    by = Actor(None, "Bo Ås")
    with working(app) as session:
        seeds = list(
            session.scalars(select(Statement).where(Statement.dialogue_id == dialogue.id).order_by(Statement.number))
        )
        texts = ("Ni borde köra fler bussar på kvällen!", "Ring mig på 070-123 45 67", "Jag orkar inte leva längre")
        came = {"source": Source.WEB, "state": StatementState.SUBMITTED}
        for text in (*texts, "Bygg en bro. Dessutom borde skolan målas om.", "Jag är 15 år", *["Tak vid bussen"] * 25):
            add_inspel(session, dialogue.id, text, **came)
        held, refused, hidden, merged = (add_inspel(session, dialogue.id, f"Nummer {n}", **came) for n in range(4))
        deciding.hold(session, held, by, NOON)
        deciding.reject(session, refused, Reason.OFF_TOPIC, by, NOON, note="Hör av dig om det.")
        appeals.appeal(session, refused, "Det handlar visst om bussen.", NOON)
        deciding.approve(session, hidden, by, NOON)
        deciding.hide(session, hidden, Reason.HATE, by, NOON)
        deciding.merge(session, merged, seeds[0], by, NOON)
        will = Written("Vi frågar Dalatrafik.", "Kommunstyrelsen", Decision.INVESTIGATING, TODAY, "KS 7")
        sent_on = Written("Vägen är statlig.", "Trafikverket", link="https://example.se/")
        late = TODAY + timedelta(days=66)
        for kind, said, day in ((AnswerKind.ANSWER, will, TODAY), (AnswerKind.REFERRAL, sent_on, late)):
            answering.save(session, seeds[0], kind, said, "Bo Ås", day, publish=True)
        answering.save(session, seeds[1], AnswerKind.ANSWER, will, "Bo Ås", TODAY, publish=False)


def _let_people_take_part(app: Flask) -> None:
    """Dialogues to vote and write in: for everybody, with nothing said yet, and for companies, one of which is in."""
    open_dialogue(app, "Kortet borde vara billigare", "Hallen är för kall", slug="delta", is_demo=True)
    open_dialogue(app, slug="tyst")
    companies = open_dialogue(app, slug="foretag", audience=Audience.NARINGSLIV)
    with working(app) as session:
        joining.join(session, companies, Entry(Channel.WEB, "0" * 64, organisation_number=_A_COMPANY), TODAY)


def _say(text: str, then: str = "") -> Reach:
    """Send an inspel to the dialogue, and go on to a page about it."""

    def say(person: Person) -> None:
        page = person.open("/dialog/delta/skriv")
        page.locator("#text").fill(text)
        with page.expect_navigation():
            press("Skicka inspelet")(person)
        if then:
            person.open(then.replace("<nr>", page.url.rpartition("/")[2]))

    return say


def _be_refused(person: Person) -> None:
    """The inspel that was just sent is refused by staff."""
    with working(person.site.app) as session:
        inspel = session.scalars(select(Statement).order_by(Statement.id.desc()).limit(1)).one()
        deciding.reject(session, inspel, Reason.UNCLEAR, Actor(None, "Bo Ås"), NOON, note="Vilket torg?")


def _go_to_objection(person: Person) -> None:
    person.open(person.path().replace("dra-tillbaka", "invand"))


def _send_without_an_answer(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.locator(".vote-card").evaluate("form => form.requestSubmit()")


def _answer_otherwise(person: Person) -> None:
    """As nobody can but by hand."""
    person.page.locator("#kon-woman").evaluate("radio => { radio.value = 'fel'; radio.checked = true; }")


PUBLIC = (
    State("what came of a dialogue", "/dialog/ko/svar"),
    State("what came of a dialogue in English", "/dialog/ko/svar?sprak=en"),
    State("what came of a dialogue, no more", "/dialog/ko/svar?sida=99"),
    State("dialogues", "/dialog"),
    State("older dialogues, none", "/dialog?sida=9"),
    State("dialogue", "/dialog/oppen"),
    State("dialogue in English", "/dialog/oppen?sprak=en"),
    State("dialogue that is paused", "/dialog/pausad"),
    State("dialogue that is over and answered", "/dialog/hur-kommer-vi-hem"),
    State("dialogue that is over and not answered", "/dialog/stangd"),
    State("dialogue that is withdrawn", "/dialog/aterkallad"),
    State("results of a dialogue of eleven", "/dialog/hur-kommer-vi-hem/resultat"),
    State("results with groups of opinion", "/dialog/trygg-vag-till-ungarde/resultat"),
    State("results with groups of opinion in English", "/dialog/trygg-vag-till-ungarde/resultat?sprak=en"),
    State("one part of the results", "/dialog/trygg-vag-till-ungarde/resultat?visa=forenar"),
    State("one part of the results, no more", "/dialog/trygg-vag-till-ungarde/resultat?visa=forenar&sida=9"),
    State("results of a dialogue that is open", "/dialog/oppen/resultat"),
    State("results of a dialogue few took part in", "/dialog/stangd/resultat"),
    State("error 404 of a part of the results", "/dialog/hur-kommer-vi-hem/resultat?visa=fel", is_error=True),
    State("error 404 of a dialogue", "/dialog/finns-inte", is_error=True),
    State("card to vote on", "/dialog/delta/rosta"),
    State("card to vote on in English", "/dialog/delta/rosta?sprak=en"),
    State("card whose inspel has left", "/dialog/delta/rosta?borta=7"),
    State("card without an answer", "/dialog/delta/rosta", _send_without_an_answer, is_error=True),
    State("nothing to vote on", "/dialog/tyst/rosta"),
    State("age asked", "/dialog/oppen/borja", press("Fortsätt"), is_error=True),
    State("of another age", "/dialog/oppen/borja", steps(choose("alder-under_13"), press("Fortsätt"))),
    State("company asked", "/dialog/foretag/borja", press("Fortsätt"), is_error=True),
    State("company with a voice", "/dialog/foretag/borja", steps(fill("orgnr", _A_COMPANY), press("Fortsätt"))),
    State("code of another device", "/dialog/delta/koppla", press("Koppla ihop"), is_error=True),
    State("write an inspel", "/dialog/delta/skriv"),
    State("write an inspel too short", "/dialog/delta/skriv", _say("Nej"), is_error=True),
    State("advice about an inspel", "/dialog/delta/skriv", _say("Kortet borde vara billigare. Ring 070-174 06 05!")),
    State("inspel like another", "/dialog/delta/skriv", _say("Kortet borde vara mycket billigare")),
    State("thanks for an inspel", "/dialog/delta/skriv/tack/99", _say("Fler bänkar vid torget")),
    State("nothing of mine", "/dialog/delta/mina"),
    State(
        "mine with a refusal",
        "/dialog/delta/mina",
        steps(_say("Fler bänkar vid torget"), _be_refused, go("/dialog/delta/mina")),
    ),
    State(
        "object to a refusal",
        "/dialog/delta/mina/invand/99",
        steps(
            _say("Fler bänkar vid torget", "/dialog/delta/mina/dra-tillbaka/<nr>"),
            _be_refused,
            _go_to_objection,
            press("Skicka invändningen"),
        ),
        is_error=True,
    ),
    State(
        "take an inspel back",
        "/dialog/delta/mina/dra-tillbaka/99",
        _say("Fler bänkar vid torget", "/dialog/delta/mina/dra-tillbaka/<nr>"),
    ),
    State("leave a dialogue", "/dialog/delta/mina/lamna", _say("Fler bänkar", "/dialog/delta/mina/lamna")),
    State("tell of oneself", _ABOUT_ME, _say("Fler bänkar", _ABOUT_ME)),
    State(
        "tell of oneself what cannot be",
        _ABOUT_ME,
        steps(_say("Fler bänkar", _ABOUT_ME), _answer_otherwise, press("Spara")),
        is_error=True,
    ),
    State(
        "mine with what was told",
        "/dialog/delta/mina",
        steps(_say("Fler bänkar", _ABOUT_ME), choose("kon-woman"), press("Spara")),
    ),
    State("report a worry", "/dialog/delta/oro/1"),
    State("report a worry in English", "/dialog/delta/oro/1?sprak=en"),
    State("report a worry without a reason", "/dialog/delta/oro/1", press("Skicka anmälan"), is_error=True),
    State("thanks for a report", "/dialog/delta/oro/tack"),
    State(
        "thanks for a report of an inspel that stays",
        "/dialog/delta/oro/1",
        steps(choose("orsak-other"), press("Skicka anmälan")),
    ),
    State(
        "code for another device",
        "/dialog/delta/mina",
        steps(_say("Fler bänkar", "/dialog/delta/mina"), press("Ta fram en kod")),
    ),
)

STAFF = (
    State("an inspel to correct", f"{_DIALOGUES}/hur-kommer-vi-hem/analys/1"),
    State("an inspel not read yet", f"{_DIALOGUES}/ko/analys/1"),
    State("staff's dialogues", _DIALOGUES),
    State("draft of a dialogue", _DRAFT),
    State("draft of a dialogue that is ready", f"{_DIALOGUES}/klar"),
    State("open dialogue", _OPEN),
    State("dialogue people have taken part in", f"{_DIALOGUES}/bygglov-fore-hogsasong"),
    State("paused dialogue", f"{_DIALOGUES}/pausad"),
    State("closed dialogue", f"{_DIALOGUES}/hur-kommer-vi-hem"),
    State("withdrawn dialogue", f"{_DIALOGUES}/aterkallad"),
    State("files of a dialogue", f"{_DIALOGUES}/hur-kommer-vi-hem/filer"),
    State("files of a dialogue few took part in", f"{_DIALOGUES}/stangd/filer"),
    State("files of an open dialogue", f"{_OPEN}/filer", is_error=True),
    State("plan a dialogue", f"{_DIALOGUES}/ny"),
    State("plan a dialogue with errors", f"{_DIALOGUES}/ny", press("Spara utkastet"), is_error=True),
    State("plan: what can be influenced", f"{_DRAFT}/plan/paverkan"),
    State("plan: who receives it", f"{_DRAFT}/plan/mottagare"),
    State("plan: in which chats", f"{_DRAFT}/plan/kanaler"),
    State("plan with errors", f"{_DRAFT}/plan/fragan", steps(fill("title", ""), press("Spara")), is_error=True),
    State(
        "plan changed meanwhile",
        f"{_DRAFT}/plan/mottagare",
        steps(save_in_another_tab("receiver", "Spara"), fill("receiver", "Min nämnd"), press("Spara")),
        is_error=True,
    ),
    State("plan that may not change", f"{_DIALOGUES}/bygglov-fore-hogsasong/plan/fragan"),
    State("address that is taken", f"{_DRAFT}/adress", steps(fill("slug", "oppen"), press("Spara")), is_error=True),
    State("inspel to begin with", f"{_OPEN}/startinspel"),
    State("inspel to begin with, none", f"{_DRAFT}/startinspel", press("Lägg till"), is_error=True),
    State("seed without words", f"{_OPEN}/startinspel/1", steps(fill("text", ""), press("Spara")), is_error=True),
    State("before a dialogue opens", f"{_DIALOGUES}/klar/oppna"),
    State("another day promised", f"{_OPEN}/loftesdag", press("Flytta dagen"), is_error=True),
    State("withdraw a dialogue", f"{_OPEN}/aterkalla", press("Återkalla"), is_error=True),
    State("queue", f"{_QUEUE}/inspel"),
    State("queue with ticks", f"{_QUEUE}/inspel?alla=1&efter=8"),
    State("queue with errors", f"{_QUEUE}/inspel", press("Neka valda"), is_error=True),
    State("queue of what waits", f"{_QUEUE}/inspel?visa=vantar"),
    State("queue of objections", f"{_QUEUE}/inspel?visa=invandningar"),
    State("queue with nothing left", f"{_QUEUE}/inspel?visa=att-lasa&efter=99"),
    State("inspel to decide about", f"{_QUEUE}/inspel/5"),
    State("inspel with errors", f"{_QUEUE}/inspel/6", press("Neka inspelet"), is_error=True),
    State(
        "inspel decided about meanwhile",
        f"{_QUEUE}/inspel/7",
        steps(press_in_another_tab("Vänta"), fill("into", "1"), press("Slå ihop")),
        is_error=True,
    ),
    State("inspel with an objection", f"{_QUEUE}/inspel/35"),
    State("inspel that was merged", f"{_QUEUE}/inspel/37"),
    State("answers to write", f"{_QUEUE}/svar"),
    State("answers written", f"{_QUEUE}/svar?visa=alla"),
    State("answer", f"{_QUEUE}/inspel/1/svara"),
    State("answer with errors", f"{_QUEUE}/inspel/3/svara", press("Publicera svaret"), is_error=True),
    State(
        "answer written meanwhile",
        f"{_QUEUE}/inspel/2/svara",
        steps(save_in_another_tab("words", "Spara utkast"), fill("words", "Mitt"), press("Publicera svaret")),
        is_error=True,
    ),
    State("referral", f"{_QUEUE}/inspel/3/hanvisa"),
    State("analysis with groups", f"{_ANALYSED}/analys"),
    State("analysis of what divides", f"{_ANALYSED}/analys?visa=isar"),
    State("analysis of few people", f"{_DIALOGUES}/hur-kommer-vi-hem/analys"),
    State("analysis before there are votes", f"{_DRAFT}/analys"),
    State("theme", f"{_ANALYSED}/analys", follow("#teman ~ ul a")),
    State("no such theme", f"{_ANALYSED}/analys/teman/finns-inte", is_error=True),
    State(
        "theme without a name",
        f"{_ANALYSED}/analys",
        steps(follow("#teman ~ ul a"), fill("label", ""), press("Spara namnet")),
        is_error=True,
    ),
    State("own themes", f"{_ANALYSED}/analys/egna-teman"),
    State("own themes with errors", f"{_ANALYSED}/analys/egna-teman", press("Spara"), is_error=True),
    State("sheet of paper", f"{_OPEN}/papper"),
    State("sheet of paper that is empty", f"{_OPEN}/papper", press("Lägg in blanketten"), is_error=True),
    State("sheet to print", f"{_OPEN}/papper/blankett"),
    State("take back a sheet", f"{_OPEN}/papper/ta-tillbaka", press("Ta bort blanketten"), is_error=True),
)

EMPTY_PUBLIC = (State("no dialogues", "/dialog"),)

EMPTY_STAFF = (State("no dialogues to plan from", _DIALOGUES),)

NOT_PAGES = {
    "dialogue_results.as_csv": "a file to save",
    "dialogue_results.as_json": "for programs",
}
