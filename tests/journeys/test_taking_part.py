"""Taking part in a dialogue without JavaScript, and fifty people who vote at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.concerns.models import Concern
from core.ids import new_token
from dialog import hosting
from dialog.feedback import answering
from dialog.feedback.answering import Written
from dialog.feedback.models import AnswerKind, Decision
from dialog.models import (
    Audience,
    Choice,
    Dialogue,
    DialogueState,
    Door,
    ModerationMode,
    Participant,
    Statement,
    StatementState,
    Vote,
)
from dialog.moderating.models import Action, Appeal, Moderation, Reason
from tests.browsing import Browser, Page
from tests.builders import on_sqlite
from tests.dialog.taking_part import counters, recount
from tests.dialogues import close_dialogue, more_votes, open_dialogue
from tests.ground import NOON, statements, working

BUS = "Fler turer på kvällen så att vi kommer hem efter träningen"
SEEDS = ("Kortet borde vara billigare", "Hallen är för kall", "Fler bänkar vid torget")


def stored(app: Flask, kind: type) -> int:
    with working(app) as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def vote(browser: Browser, page: Page, choice: Choice = Choice.AGREE, important: bool = False) -> Page:
    return browser.send(page, {"viktigt": "1"} if important else {}, button=("rost", choice.value), to="/rosta")


def write(browser: Browser, text: str, slug: str = "hem") -> Page:
    return browser.send(browser.open(f"/dialog/{slug}/skriv"), {"text": text}, to="/skriv")


def test_somebody_votes_card_by_card_changes_their_mind_and_comes_to_the_end(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS)
    page = browser.open("/dialog/hem/rosta")
    assert "Du har röstat på 0 av 3 inspel" in page.text
    # Looking makes nobody a participant.
    assert stored(app, Participant) == stored(app, Door) == 0
    first = page.value("inspel")[0]

    voted = vote(browser, page, Choice.AGREE, important=True)
    assert f"Din röst på inspel {first} är sparad: Håller med" in voted.text
    assert "Du har röstat på 1 av 3 inspel" in voted.text
    # The same card once more, as with the back button or an impatient finger: the same one vote.
    again = vote(browser, page, Choice.DISAGREE)
    assert "Du har röstat på 1 av 3 inspel" in again.text
    back = browser.send(again, to="/angra")
    assert "är borttagen" in back.text
    assert "Du har röstat på 0 av 3 inspel" in back.text
    page = back
    for _ in SEEDS:
        page = vote(browser, page, Choice.PASS)

    assert "Du har röstat på alla inspel" in page.text
    assert "Senast 1 maj 2026 får du veta vad dialogen ledde till" in page.text
    assert stored(app, Participant) == 1
    assert stored(app, Vote) == 3
    mine = browser.open("/dialog/hem/mina")
    assert mine.text.count("Vet inte") == 3
    change = next(link for link in mine.links if f"inspel={first}" in link)
    page = browser.open(change)
    assert "Du har röstat: Vet inte" in page.text
    vote(browser, page, Choice.DISAGREE)
    assert browser.open("/dialog/hem/mina").text.count("Håller inte med") == 1
    with working(app) as session:
        dialogue = session.scalars(select(Dialogue)).one()
        assert counters(session, dialogue) == recount(session, dialogue)  # type: ignore[arg-type]


@on_sqlite
def test_with_htmx_only_the_next_card_comes_and_what_is_said_is_announced(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS)
    page = browser.open("/dialog/hem/rosta")
    sent = {"csrf_token": page.value("csrf_token")[0], "inspel": page.value("inspel")[0], "rost": "agree"}

    answer = browser.client.post("/dialog/hem/rosta", data=sent, headers={"HX-Request": "true"})

    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<html" not in body
    assert 'hx-swap-oob="innerHTML"' in body
    assert "Du har röstat på 1 av 3 inspel" in body
    assert stored(app, Vote) == 1


@on_sqlite
def test_a_card_without_an_answer_or_whose_inspel_has_left_is_explained(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS)
    page = browser.open("/dialog/hem/rosta")
    number = page.value("inspel")[0]

    unanswered = browser.send(page, {"viktigt": "1"}, to="/rosta")
    assert (unanswered.status, unanswered.value("inspel")[0]) == (400, number)
    assert unanswered.title.startswith("Fel:")
    with working(app) as session:
        session.scalars(select(Statement).where(Statement.number == int(number))).one().state = StatementState.HIDDEN
    gone = vote(browser, page)

    assert f"Inspel {number} går inte längre att rösta på" in gone.text
    assert "Du har röstat på 0 av 2 inspel" in gone.text
    assert stored(app, Vote) == stored(app, Participant) == 0
    for odd in ("0", "-1", "x", "9" * 20, "²"):
        assert browser.open(f"/dialog/hem/rosta?inspel={odd}&efter={odd}&borta={odd}&angrad={odd}").status == 200
        sent = {"csrf_token": page.value("csrf_token")[0], "inspel": odd, "rost": "agree"}
        assert browser.post("/dialog/hem/rosta", sent).status == 404


def test_an_inspel_is_written_looked_through_and_followed_to_its_fate(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS)
    risky = "Ring mig på 070-174 06 05 om bussen"

    advice = write(browser, risky)
    assert "Kan någon kännas igen?" in advice.text
    assert "070-174 06 05" in advice.text
    assert advice.value("text") == [risky]
    assert stored(app, Participant) == 0
    # Written anew after all, and sent twice.
    thanks = browser.send(advice, {"text": BUS}, to="/skriv")
    assert thanks.path == "/dialog/hem/skriv/tack/4"
    assert browser.send(advice, {"text": BUS}, to="/skriv").path == thanks.path
    assert stored(app, Statement) == 4
    assert "Väntar på att läsas" in browser.open("/dialog/hem/mina").text
    # Nobody else finds it.
    assert Browser(app).open(thanks.path).status == 404

    with working(app) as session:
        one = session.scalars(select(Statement).where(Statement.number == 4)).one()
        one.state = StatementState.REJECTED
        refusal = {"action": Action.REJECT, "reason": Reason.UNCLEAR, "note": "Vilken linje?", "actor_name": "K"}
        session.add(Moderation(statement_id=one.id, decided_at=NOON, told_at=NOON, **refusal))
    mine = browser.open("/dialog/hem/mina")
    assert "Inte publicerat. Vi är inte säkra på att andra förstår inspelet" in mine.text
    assert "Vilken linje?" in mine.text
    page = browser.open("/dialog/hem/mina/invand/4")
    assert browser.send(page, {"varfor": " "}, to="/invand/4").status == 400
    assert "Din invändning är skickad" in browser.send(page, {"varfor": "Linje 4!"}, to="/invand/4").text
    assert "Du har invänt" in browser.open("/dialog/hem/mina").text
    assert stored(app, Appeal) == 1

    taken_back = browser.send(browser.open("/dialog/hem/mina/dra-tillbaka/4"), to="/dra-tillbaka/4")
    assert "Inspelet är borttaget" in taken_back.text
    # Its number is nobody else's: who had it before them would otherwise publish the next one unread.
    assert write(browser, "Fler cyklar vid skolan").path == "/dialog/hem/skriv/tack/5"
    with working(app) as session:
        left = session.scalars(select(Statement).where(Statement.number == 4)).one()
        assert (left.state, left.text) == (StatementState.WITHDRAWN, "")


@on_sqlite
def test_who_says_what_has_been_said_may_vote_on_it_and_keeps_their_words(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS, moderation=ModerationMode.POST)
    own = "Kortet borde vara mycket billigare"
    page = write(browser, own)
    assert "Det finns ett liknande inspel" in page.text

    voted = browser.send(page, {}, button=("rosta", "agree-1"), to="/skriv")
    assert "Din röst på inspel 1 är sparad" in voted.text
    assert voted.value("text") == [own]
    assert stored(app, Vote) == 1
    thanks = browser.send(voted, {}, to="/skriv")

    assert "Det är inspel 4 och syns redan för andra" in thanks.text
    page = browser.open("/dialog/hem/skriv")
    assert browser.send(page, {"text": "Nej"}, to="/skriv").value("text") == ["Nej"]
    trapped = browser.send(page, {"text": BUS, "webbplats": "x"}, to="/skriv")
    assert (trapped.status, trapped.value("text")) == (400, [BUS])
    stale = browser.post("/dialog/hem/skriv", {"csrf_token": "gammal", "text": BUS})
    assert "Inget är förlorat" in stale.text
    assert stale.value("text") == [BUS]
    assert stored(app, Statement) == 4


@on_sqlite
def test_who_is_in_need_is_met_with_help_and_their_words_are_on_no_page(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS, moderation=ModerationMode.POST)

    thanks = write(browser, "Pappa slår mig varje kväll")

    assert "läses av en trygghetsansvarig" in thanks.text
    assert "slår" not in thanks.text
    assert stored(app, Concern) == 1
    for page in ("mina", "rosta", "skriv"):
        assert "slår" not in browser.open(f"/dialog/hem/{page}").text


@on_sqlite
def test_the_young_are_asked_how_old_they_are_and_nothing_is_kept_of_the_youngest(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS, audience=Audience.UNGDOMAR)
    asked = browser.open("/dialog/hem/skriv")
    assert asked.path == "/dialog/hem/borja"
    assert "Välj hur gammal du är" in browser.send(asked, {}, to="sedan=skriv").text

    too_young = browser.send(asked, {"alder": "under_13"}, to="sedan=skriv")
    assert "för dig som har fyllt 13 år" in too_young.text
    grown_up = browser.send(asked, {"alder": "30-49"}, to="sedan=skriv")
    assert "till för unga, så att deras röster hörs" in grown_up.text
    assert stored(app, Participant) == 0
    assert browser.send(asked, {"alder": "13-15"}, to="sedan=skriv").path == "/dialog/hem/skriv"
    # Nobody of 13 comes in among those of 15, whose group they share.
    open_dialogue(app, slug="gymnasiet", audience=Audience.UNGDOMAR, min_age=14)
    ages = Browser(app).open("/dialog/gymnasiet/rosta").text
    assert "Under 14 år" in ages
    assert "14–15 år" in ages
    assert "13–15 år" not in ages

    assert vote(browser, browser.open("/dialog/hem/rosta")).status == 200
    assert stored(app, Participant) == 1


@on_sqlite
def test_what_was_sent_before_the_question_is_kept_through_it(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS, audience=Audience.UNGDOMAR)
    open_dialogue(app, *SEEDS, slug="foretag", audience=Audience.NARINGSLIV)
    browser.send(browser.open("/dialog/hem/skriv"), {"alder": "13-15"}, to="sedan=skriv")
    form, card = browser.open("/dialog/hem/skriv"), browser.open("/dialog/hem/rosta")
    browser.send(browser.open("/dialog/hem/mina/lamna"), to="/lamna")

    # Left in another tab: this one knows nothing of it.
    asked = browser.send(form, {"text": BUS}, to="/skriv")
    assert (asked.path, asked.value("text")) == ("/dialog/hem/borja", [BUS])
    assert browser.send(asked, {"alder": "13-15"}, to="sedan=skriv").path.startswith("/dialog/hem/skriv/tack/")
    browser.send(browser.open("/dialog/hem/mina/lamna"), to="/lamna")
    browser.send(vote(browser, card), {"alder": "13-15"}, to="sedan=rosta")

    assert (stored(app, Participant), stored(app, Vote)) == (1, 1)
    live = app.test_client()
    sent = {"inspel": "1", "rost": "agree", "csrf_token": live_token(live)}
    answer = live.post("/dialog/foretag/rosta", data=sent, headers={"HX-Request": "true"})
    assert (answer.text, answer.headers["HX-Redirect"]) == ("", "/dialog/foretag/borja?sedan=rosta")


def live_token(client: FlaskClient) -> str:
    return Page(client.get("/dialog/hem/borja")).value("csrf_token")[0]


@on_sqlite
def test_the_way_back_to_a_voice_lasts_a_year_fits_the_cookie_and_leads_to_the_answer(
    app: Flask, browser: Browser
) -> None:
    dialogue = open_dialogue(app, *SEEDS, moderation=ModerationMode.POST)
    number = int(write(browser, BUS).path.rsplit("/", 1)[1])
    vote(browser, browser.open("/dialog/hem/rosta"))
    with working(app) as session:
        statement = session.scalars(select(Statement).where(Statement.number == number)).one()
        yes = Written("Vi gör det.", "Kommunstyrelsen", Decision.WILL_DO, NOON.date(), "KS 2026-7")
        answering.save(session, statement, AnswerKind.ANSWER, yes, "Anna Ek", NOON.date(), publish=True)

    mine = browser.open(f"/dialog/hem/mina?sida=0001{'9' * 40}")
    assert "Kommunen har svarat" in mine.text
    assert f"/dialog/hem/svar?inspel={number}#inspel-{number}" in mine.links
    with browser.client.session_transaction() as cookie:
        cookie["passes"] = {str(10_000 + n): new_token() for n in range(29)} | cookie["passes"]
    answer = browser.client.get("/dialog/hem/mina")
    assert len(answer.headers["Set-Cookie"]) < 4_000 / 2
    until = parsedate_to_datetime(answer.headers["Set-Cookie"].split("Expires=")[1].split(";")[0])
    assert until - datetime.now(UTC) > timedelta(days=364)

    with working(app) as session:
        hosting.withdraw(session, session.get_one(Dialogue, dialogue.id), "Regionen tar över.", NOON.date())
    mine = browser.open("/dialog/hem/mina")
    assert BUS in mine.text
    assert not any(seed in mine.text for seed in SEEDS)


def test_a_company_has_one_voice_on_two_devices_by_a_code(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS, audience=Audience.NARINGSLIV)
    asked = browser.open("/dialog/hem/rosta")
    wrong = browser.send(asked, {"orgnr": "556000-0002"}, to="sedan=rosta")
    assert "ska ha tio siffror" in wrong.text
    assert wrong.value("orgnr") == ["556000-0002"]
    vote(browser, browser.send(wrong, {"orgnr": "556000-0001"}, to="sedan=rosta"))
    phone = Browser(app)
    refused = phone.send(phone.open("/dialog/hem/rosta"), {"orgnr": "5560000001"}, to="sedan=rosta")
    assert "Ert företag har redan en röst" in refused.text

    code = re.search(
        r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", browser.send(browser.open("/dialog/hem/mina"), to="/kod").text
    )
    assert code
    page = phone.open("/dialog/hem/koppla")
    assert phone.send(page, {"enhetskod": "2222-2222-2222"}, to="/koppla").title.startswith("Fel:")
    linked = phone.send(page, {"enhetskod": code[0].lower()}, to="/koppla")

    assert "Enheterna är ihopkopplade" in linked.text
    assert "Håller med" in linked.text
    assert (stored(app, Participant), stored(app, Door)) == (1, 2)


@on_sqlite
def test_whoever_leaves_is_told_what_goes_and_what_stays(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS, moderation=ModerationMode.POST)
    open_dialogue(app, *SEEDS, slug="annan")
    vote(browser, browser.open("/dialog/hem/rosta"))
    write(browser, BUS)
    vote(browser, browser.open("/dialog/annan/rosta"))

    page = browser.open("/dialog/hem/mina/lamna")
    assert "Alla dina röster. De räknas inte längre." in page.text
    assert "Du har lämnat dialogen" in browser.send(page, to="/lamna").text
    assert "Du har inte deltagit" in browser.open("/dialog/hem/mina").text
    assert (stored(app, Participant), stored(app, Vote)) == (1, 1)

    write(browser, "Fler cyklar vid skolan", "annan")
    close_dialogue(app, "annan")
    # One person alone is shown no figures, and nothing that was not read is published any more.
    over = browser.open("/dialog/annan/mina").text
    assert "Hann inte bli publicerat" in over
    assert "har röstat på det" not in over
    page = browser.open("/dialog/annan/mina/lamna")
    assert "Dina röster, som siffror" in page.text
    browser.send(page, to="/lamna")
    assert (stored(app, Door), stored(app, Vote)) == (0, 1)


@on_sqlite
def test_a_vote_and_the_own_page_cost_the_same_however_many_take_part(app: Flask, browser: Browser) -> None:
    open_dialogue(app, *SEEDS)
    page = vote(browser, browser.open("/dialog/hem/rosta"))

    def costs() -> list[int]:
        found = []
        vote(browser, page, Choice.DISAGREE)
        deeds: tuple[Callable[[], object], ...] = (
            lambda: vote(browser, page),
            lambda: browser.open("/dialog/hem/mina"),
        )
        for deed in deeds:
            with statements(app) as seen:
                deed()
            found.append(len([one for one in seen if not one.startswith(("PRAGMA", "BEGIN"))]))
        return found

    few = costs()
    more_votes(app, "hem", 60)

    assert costs() == few
    # Receiving a vote, and then showing the next card with what is said about the one before.
    assert few[0] <= 18
    assert few[1] <= 7


@on_sqlite
def test_nothing_is_received_when_the_dialogue_has_a_break_or_is_over_and_nothing_typed_is_lost(
    app: Flask, browser: Browser
) -> None:
    open_dialogue(app, *SEEDS)
    card, form = browser.open("/dialog/hem/rosta"), browser.open("/dialog/hem/skriv")
    for state, words in ((DialogueState.PAUSED, "Dialogen är pausad"), (DialogueState.CLOSED, "Dialogen är stängd")):
        with working(app) as session:
            session.scalars(select(Dialogue)).one().state = state
        assert words in vote(browser, card).text
        refused = browser.send(form, {"text": BUS}, to="/skriv")
        assert words in refused.text
        assert BUS in refused.text
        for address in ("rosta", "skriv", "borja", "koppla"):
            assert browser.open(f"/dialog/hem/{address}").path == "/dialog/hem"
    assert stored(app, Participant) == 0


PEOPLE, CARDS = 50, 6


def deeds_of(who: int) -> list[dict[str, str]]:
    """What somebody sends, in order: a vote on each inspel, and every third person another one before it."""
    deeds = []
    for step in range(CARDS):
        number = (who + step) % CARDS + 1
        deed = {"inspel": str(number), "rost": list(Choice)[(who * number) % 3].value}
        first = [{**deed, "rost": Choice.PASS.value, "viktigt": "1"}] if who % 3 == 0 else []
        deeds += [*first, {**deed, "viktigt": "1"} if number % 2 else deed]
    return deeds


def test_fifty_people_who_vote_at_once_lose_and_double_no_vote(app: Flask) -> None:
    dialogue = open_dialogue(app, *(f"Inspel om sak nummer {n}" for n in range(CARDS)))
    start, refused = threading.Barrier(PEOPLE), []

    def press(cookie: str, deed: dict[str, str]) -> None:
        client = app.test_client(use_cookies=False)
        answer = client.post("/dialog/hem/rosta", data=deed, headers={"Cookie": cookie})
        if answer.status_code != 303:
            refused.append(answer.get_data(as_text=True))

    def take_part(who: int) -> None:
        browser = Browser(app)
        token = browser.open("/dialog/hem/rosta").value("csrf_token")[0]
        cookie = f"samspel={browser.cookie()}"
        start.wait()
        for deed in deeds_of(who):
            # Every fifth person presses twice: the first time, that is also how they become a participant.
            taps = [
                threading.Thread(target=press, args=[cookie, deed | {"csrf_token": token}])
                for _ in range(2 if who % 5 == 0 else 1)
            ]
            for tap in taps:
                tap.start()
            for tap in taps:
                tap.join()

    people = [threading.Thread(target=take_part, args=[who]) for who in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert refused == []
    assert (stored(app, Participant), stored(app, Door)) == (PEOPLE, PEOPLE)
    assert stored(app, Vote) == PEOPLE * CARDS
    latest = [{int(deed["inspel"]): deed for deed in deeds_of(who)} for who in range(PEOPLE)]
    expected = {
        number: (
            *(sum(deeds[number]["rost"] == choice for deeds in latest) for choice in Choice),
            sum("viktigt" in deeds[number] for deeds in latest),
        )
        for number in range(1, CARDS + 1)
    }
    with working(app) as session:
        assert counters(session, dialogue) == expected == recount(session, dialogue)
