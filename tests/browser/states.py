"""Every page of the site in every state a person can meet it in: filled, empty, with errors, and the error pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask
from playwright.sync_api import FilePayload, expect
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core import clock, limits
from core.audit import Actor
from core.concerns import handling
from core.concerns.models import Raiser
from core.concerns.raising import raise_
from core.outbox.models import MessageState, OutboxMessage
from core.people import signin
from core.people.access import public
from core.people.roles import Role
from core.spreadsheets import Sheet, SheetRow
from dialog import joining
from dialog.feedback import answering as feedback
from dialog.feedback.answering import Written
from dialog.feedback.models import AnswerKind, Decision
from dialog.joining import Entry
from dialog.meetings import results as meetings
from dialog.meetings import running
from dialog.meetings.models import StepKind
from dialog.models import Audience, Source, StatementState
from dialog.models import Channel as DoorKind
from dialog.models import Statement as Inspel
from dialog.moderating import appeals, deciding
from dialog.moderating.models import Reason
from goals import drafting, drafts, follow_ups, malbild, official, sources, versions
from goals.drafting import Kind
from goals.follow_ups import Said
from goals.models import Fulfilment, Origin
from goals.official import Statement
from surveys import answering, authoring
from surveys.answering import Answers
from surveys.cases import admitting, uploading
from surveys.cases.meanings import Columns, Meaning
from surveys.cases.models import Contact
from surveys.comments import analysing as comment_analysing
from surveys.comments import summing
from surveys.letters.letterhead import Letterhead
from surveys.letters.models import Letter, LetterKind, Mail
from surveys.models import Channel, Comment, Response, ResponseState
from surveys.questionnaire import Questionnaire
from surveys.rounds import Round
from surveys.topics import RESPONSE_SUBMITTED
from tests.browser.people import Person, answer_everything
from tests.builders import OWN, TODAY, case_survey, code_round, open_round, small_survey, store
from tests.databases import SECRET
from tests.dialogues import add_inspel, dialogues_in_every_state, more_votes, open_dialogue
from tests.ground import NOON, hire, working
from tests.meetings import LEADER, go_to, open_meeting, plan_meeting

TRUSTED = "trygghet@example.se"
"""Who reads what worries, and nothing else."""
LOCKED_OUT = "utestangd@example.se"
_BAD_VALUES = "series;place;period;value;source\nranking;2023;2024;0;SN\nranking;2023;2024;98;SN\nokänt;1;2;3;\n"
A_REASON = "OperationalError in readings.py:80"
A_MAIL, ANOTHER_MAIL = uuid.UUID(int=7), uuid.UUID(int=8)
A_COMMENT = uuid.UUID(int=9)
WAY_OUT = Letterhead("", "", SECRET).unsubscribe_link(ANOTHER_MAIL)
A_COMPANY = "556000-0001"
COLLECTION = "<omgang>"
"""Stands in an address for the round that is answered with codes."""

# A meeting in each kind of step, by its code; the first is having a break.
MEETINGS = {
    "DDDD22": StepKind.WRITING,
    "WWWW22": StepKind.WELCOME,
    "SSSS22": StepKind.WRITING,
    "RRRR22": StepKind.RELEASE,
    "XXXX22": StepKind.VOTING,
    "TTTT22": StepKind.TALK,
    "PPPP22": StepKind.PRIORITISE,
    "KKKK22": StepKind.READ_BACK,
    "NNNN22": StepKind.CHECK_OUT,
}

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


def prepare(app: Flask) -> int:
    """Add what the demo lacks: other kinds of rounds, work given up, a lock-out, and two views that fail.

    Gives the id of the round that is answered with codes.
    """
    with_code = code_round(app, case_survey("med-kod", "section_pages"))
    open_round(app, small_survey("en-sida", "one_page"))
    open_round(app, small_survey("kommer"), opens_on=TODAY + timedelta(days=5))
    open_round(app, small_survey("namngiven", anonymous=False), is_anonymous=False)
    open_round(app, small_survey("konfidentiell"), is_anonymous=False, is_cut_at_close=True)
    open_round(app, small_survey("konfidentiell-en-sida", "one_page"), is_anonymous=False, is_cut_at_close=True)
    unopened = small_survey("utan-omgang")
    with working(app) as session:
        authoring.publish(session, Questionnaire.from_data(unopened), unopened, NOON)
        session.add(_given_up())
        for _ in range(signin.ATTEMPTS_ON_AN_ACCOUNT):
            limits.spend(
                session, "sign-in account", LOCKED_OUT, signin.ATTEMPTS_ON_AN_ACCOUNT, signin.WINDOW, clock.now()
            )
        _write_to_the_invited(session, with_code.collection_id)
        _state_official_values(session)
        _decide_and_begin_anew(session)
        _raise_concerns(session)
    dialogues_in_every_state(app)
    _read_in_cases(app, with_code, hire(app, Role.READER))
    hire(app, Role.SAFEGUARDING, email=TRUSTED)
    _fill_a_queue(app)
    _read_comments(app)
    _let_people_take_part(app)
    _hold_meetings(app)
    app.view_functions |= {"home.alive": _fails, "home.ready": _finds_no_database}
    return with_code.collection_id


def _raise_concerns(session: Session) -> None:
    """A text nobody has read, one that is read, one handed over with its text left, and one that is erased."""
    by = Actor(None, "Lena Trygg")
    kinds = ("self_harm", "harmed_by_others", "threat", "other")
    about, words = "En dialog, inspel nr 4", "Det är inte bra här"
    more = {"lead_id": None, "deputy_id": None, "now": NOON, "unmasked": "Kim är inte bra", "note": "Jag såg det."}
    first, read, handed_over, erased = (
        raise_(session, f"prov:{kind}", about, kind, Raiser.STAFF, words, **more)  # type: ignore[arg-type]
        for kind in kinds
    )
    assert first.id == 1
    for concern in (read, handed_over, erased):
        handling.see(session, concern, by, NOON)
    for concern in (handed_over, erased):
        handling.hand_over(session, concern, by, NOON)
    handling.erase(session, erased, by)


def _read_comments(app: Flask) -> None:
    """A round whose comments are read, one of them with a key that is known and a tone that nobody can judge."""
    round_ = open_round(app, small_survey("kommenterad", "one_page"))
    words = ("Väntetiden var lång och ingen svarade i telefon", "Snabbt och vänligt bemötande", "Plogningen av vägen")
    answers: list[Answers] = [{"roll": "boende", "nojd": 1, "varfor": f"{words[i % 3]}, {i}"} for i in range(60)]
    store(app, round_, *answers)
    with working(app) as session:
        session.add(
            Response(
                id=A_COMMENT,
                collection_id=round_.collection_id,
                version_id=round_.version_id,
                state=ResponseState.SUBMITTED,
                is_anonymous=True,
                is_tallied=True,
                channel=Channel.WEB,
                language="sv",
                answers={},
                submitted_on=TODAY,
            )
        )
        session.flush()
        mine = {"response_id": A_COMMENT, "question_key": "varfor"}
        session.add(Comment(**mine, collection_id=round_.collection_id, words="Dålig service från början till slut"))
    with working(app) as session:
        batch = comment_analysing.next_batch(session, round_.collection_id)
        comment_analysing.keep(session, batch)
        session.commit()
        summed = summing.make(session, round_.collection_id)
        summing.keep(session, round_.collection_id, batch.analyser, summed, NOON)


def _read_in_cases(app: Flask, round_: Round, staff_id: int) -> None:
    """Cases that were invited or not, each for its own reason, and a file with bad rows that waits to be read in."""
    columns = Columns({Meaning.CASE: 0, Meaning.AREA: 1, Meaning.CUSTOMER: 2, Meaning.NAME: 3, Meaning.PHONE: 4})
    headings = ("Dnr", "Område", "Orgnr", "Namn", "Telefon")
    rows = [
        SheetRow(n, (f"SBN {n}", "Bygglov" if n % 3 else "miljo", f"55600000{n // 2}", f"Kim {n}", "0701234567"))
        for n in range(2, 20)
    ]
    with working(app) as session:
        plan = admitting.plan(session, round_, Sheet(headings, tuple(rows)), columns, SECRET)
        admitting.admit(session, round_, plan, SECRET)
        more = (SheetRow(20, ("SBN 20", "bygglov", "", "", "")), SheetRow(21, ("", "Simhallen", "", "", "tel")))
        uploading.keep(session, round_.collection_id, staff_id, "fler.xlsx", Sheet(headings, (*rows, *more)), NOON)


def _write_to_the_invited(session: Session, collection_id: int) -> None:
    """A letter whose mails wait, one that has its day to come, and somebody who can still be written to."""
    begun, planned = (
        Letter(
            collection_id=collection_id,
            kind=kind,
            subject="En liten enkät",
            body="Hej {namn}!\n\n{länk}",
            send_on=TODAY + timedelta(days=day),
            begun_at=None if day else NOON,
            created_at=NOON,
        )
        for kind, day in ((LetterKind.INVITATION, 0), (LetterKind.REMINDER, 10))
    )
    session.add_all([begun, planned])
    for name, mail_id in (("Anna Ek", A_MAIL), ("Bo Ås", ANOTHER_MAIL), ("Cia Lund", None)):
        invitation = answering.invite_known(session, SECRET, collection_id)
        session.flush()
        email = f"{name[:2].lower()}@example.se"
        session.add(Contact(invitation_id=invitation.id, name=name, email=email, phone=None, case_ref="1"))
        if mail_id:
            session.add(Mail(id=mail_id, letter_id=begun.id, invitation_id=invitation.id))


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


def _fill_a_queue(app: Flask) -> None:
    """A dialogue with inspel in every part of the queue, something to remark on in some, and answers of each kind."""
    dialogue = open_dialogue(app, "Kör fler bussar på kvällen", "Öppna fritidsgården", "Laga vägen", slug="ko")
    by = Actor(None, "Bo Ås")
    with working(app) as session:
        seeds = list(session.scalars(select(Inspel).where(Inspel.dialogue_id == dialogue.id).order_by(Inspel.number)))
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
            feedback.save(session, seeds[0], kind, said, "Bo Ås", day, publish=True)
        feedback.save(session, seeds[1], AnswerKind.ANSWER, will, "Bo Ås", TODAY, publish=False)


def _let_people_take_part(app: Flask) -> None:
    """Dialogues to vote and write in: for everybody, with nothing said yet, and for companies, one of which is in."""
    open_dialogue(app, "Kortet borde vara billigare", "Hallen är för kall", slug="delta", is_demo=True)
    open_dialogue(app, slug="tyst")
    companies = open_dialogue(app, slug="foretag", audience=Audience.NARINGSLIV)
    with working(app) as session:
        joining.join(session, companies, Entry(DoorKind.WEB, "0" * 64, organisation_number=A_COMPANY), TODAY)


def _hold_meetings(app: Flask) -> None:
    """One meeting not begun, whose ids are 1 and on, one for the young in its väntrum, one in each kind of step."""
    plan_meeting(app, "utkast", "AAAA22")
    open_dialogue(app, "Laga taket", "Fler böcker", slug="mote")
    more_votes(app, "mote", 6)
    open_meeting(app, "oppen", "BBBB22", adults=2)
    for code, kind in MEETINGS.items():
        open_meeting(app, "mote", code, kind)
    go_to(app, open_meeting(app, "mote", "CCCC22", StepKind.WELCOME))
    with working(app) as session:
        running.pause(session, meetings.by_code(session, "DDDD22"), LEADER, clock.now())
        dialogue = meetings.by_code(session, "RRRR22").dialogue
        for text in ("Ring mig på 070-174 06 05", "Jag orkar inte leva längre", "Ännu fler böcker"):
            add_inspel(session, dialogue.id, text, source=Source.SESSION, state=StatementState.SUBMITTED)


def _given_up() -> OutboxMessage:
    return OutboxMessage(
        topic=RESPONSE_SUBMITTED,
        payload={},
        state=MessageState.DEAD,
        attempts=12,
        due_at=NOON,
        last_error=A_REASON,
        dead_at=NOON,
        created_at=NOON,
    )


@public
def _fails() -> str:
    raise RuntimeError


@public
def _finds_no_database() -> str:
    raise OperationalError("SELECT 1", {}, Exception("the database has gone"))


def _press(name: str) -> Reach:
    return lambda person: person.page.get_by_role("button", name=name, exact=True).click()


def _type(field: str, text: str) -> Reach:
    return lambda person: person.page.locator(f"#{field}").fill(text)


def _send_file(content: str) -> Reach:
    def send(person: Person) -> None:
        file: FilePayload = {"name": "fil.csv", "mimeType": "text/csv", "buffer": content.encode()}
        person.page.locator("#fil").set_input_files(file)
        _press("Läs in filen")(person)

    return send


def _select(field: str, value: str) -> Reach:
    def select(person: Person) -> None:
        person.page.locator(f"#{field}").select_option(value)

    return select


def _choose(field: str) -> Reach:
    return lambda person: person.page.locator(f"#{field}").check()


def _answer(person: Person) -> None:
    answer_everything(person.page, 3)


def _follow(selector: str) -> Reach:
    def follow(person: Person) -> None:
        with person.page.expect_navigation():
            person.page.locator(selector).first.click()

    return follow


def _wait_for(selector: str) -> Reach:
    return lambda person: person.page.locator(selector).wait_for()


def _lose_cookies(person: Person) -> None:
    person.context.clear_cookies()


def _go(path: str) -> Reach:
    def walk(person: Person) -> None:
        person.open(path)

    return walk


def _steps(*steps: Reach) -> Reach:
    def walk(person: Person) -> None:
        for step in steps:
            step(person)

    return walk


def _send_in_another_tab(person: Person) -> None:
    tab = person.new_tab()
    tab.goto(f"{person.site.url}/enkat/bygglov-kontakt/granska")
    tab.get_by_role("button", name="Skicka svaren").click()
    # The tab stays open: closing one that is still on its way somewhere can stop the browser for good.
    tab.wait_for_url("**/tack")


def _take_back(person: Person) -> None:
    receipt = person.page.locator("p.code").inner_text()
    person.page.get_by_role("link", name="Ta tillbaka ditt svar").click()
    person.page.locator("#kvittokod").fill(receipt)
    person.page.get_by_role("button", name="Ta bort mitt svar").click()


def _answer_in_another_tab(person: Person) -> None:
    tab = person.new_tab()
    tab.goto(f"{person.site.url}/enkat/receptionen")
    tab.locator("#bemott-2").check()
    tab.get_by_role("button", name="Skicka svaren").click()
    # The tab stays open: closing one that is still on its way somewhere can stop the browser for good.
    tab.wait_for_url("**/tack")


def _go_back(person: Person) -> None:
    # Asked of the page and not of the browser: the browser refuses while it is still swapping the page before it.
    person.page.wait_for_url("**/tack")
    with person.page.expect_navigation():
        person.page.evaluate("() => { history.back(); }")


def _save_in_another_tab(field: str, button: str) -> Reach:
    def save(person: Person) -> None:
        tab = person.new_tab()
        tab.goto(person.page.url)
        tab.locator(f"#{field}").fill("Någon annans ord")
        with tab.expect_navigation():
            tab.get_by_role("button", name=button, exact=True).click()

    return save


def _press_in_another_tab(button: str) -> Reach:
    def press(person: Person) -> None:
        tab = person.new_tab()
        tab.goto(person.page.url)
        with tab.expect_navigation():
            tab.get_by_role("button", name=button, exact=True).click()

    return press


def _say(text: str, then: str = "") -> Reach:
    """Send an inspel to the dialogue, and go on to a page about it."""

    def say(person: Person) -> None:
        page = person.open("/dialog/delta/skriv")
        page.locator("#text").fill(text)
        with page.expect_navigation():
            _press("Skicka inspelet")(person)
        if then:
            person.open(then.replace("<nr>", page.url.rpartition("/")[2]))

    return say


def _be_refused(person: Person) -> None:
    """The inspel that was just sent is refused by staff."""
    with working(person.site.app) as session:
        inspel = session.scalars(select(Inspel).order_by(Inspel.id.desc()).limit(1)).one()
        deciding.reject(session, inspel, Reason.UNCLEAR, Actor(None, "Bo Ås"), NOON, note="Vilket torg?")


def _go_to_objection(person: Person) -> None:
    person.open(person.path().replace("dra-tillbaka", "invand"))


def _send_without_an_answer(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.locator(".vote-card").evaluate("form => form.requestSubmit()")


def _go_in(code: str) -> State:
    """The room of a meeting, from inside."""
    return State(f"meeting {code} in {MEETINGS[code].value}", f"/dialog/mote/samtal/{code}", _SIT_DOWN)


def _sit_down(person: Person) -> None:
    # The page that comes takes the place of the one before it, without a navigation.
    _press("Jag är med")(person)
    expect(person.page.get_by_role("button", name="Jag är med")).to_have_count(0)


def _lead(number: int) -> State:
    return State(f"lead meeting {number}", f"/personal/moten/{number}/led")


_SIT_DOWN = _sit_down
_BEGIN, _ON, _SEND = _press("Börja svara"), _press("Fortsätt"), _press("Skicka svaren")
_SIGN_IN = "/personal/logga-in"
_QUEUE = "/personal/dialoger/ko"
_CONCERNS = "/personal/oro"
_LONG = "mycket " * 200

PUBLIC = (
    State("home", "/"),
    State("about", "/om"),
    State("privacy", "/integritet"),
    State("accessibility", "/tillganglighet"),
    State("in English", "/?sprak=en"),
    State("what came of a dialogue", "/dialog/ko/svar"),
    State("what came of a dialogue in English", "/dialog/ko/svar?sprak=en"),
    State("what came of a dialogue, no more", "/dialog/ko/svar?efter=99"),
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
    State("start", f"/enkat/{OWN}"),
    State("start with a draft", "/enkat/bygglov-kontakt", _steps(_BEGIN, _go("/enkat/bygglov-kontakt"))),
    State("start of one that is not anonymous", "/enkat/namngiven"),
    State("start of one that is confidential", "/enkat/konfidentiell"),
    State("one page that is confidential", "/enkat/konfidentiell-en-sida"),
    State("page", "/enkat/bygglov-kontakt/1", _steps(_BEGIN, _ON)),
    State("page of scales, answered", f"/enkat/{OWN}", _steps(_BEGIN, _answer, _ON, _answer, _ON, _answer)),
    State("page with errors", f"/enkat/{OWN}", _steps(_BEGIN, _ON), is_error=True),
    State(
        "page with a number that is none",
        "/enkat/bygglov-kontakt",
        _steps(_BEGIN, _ON, _ON, _type("veckor", "åtta"), _ON),
        is_error=True,
    ),
    State("stale page", f"/enkat/{OWN}", _steps(_BEGIN, _answer, _lose_cookies, _ON)),
    State(
        "review",
        "/enkat/bygglov-kontakt/granska",
        _steps(_BEGIN, _answer, _ON, _go("/enkat/bygglov-kontakt/granska")),
    ),
    State("review with errors", f"/enkat/{OWN}", _steps(_BEGIN, _go(f"/enkat/{OWN}/granska"), _SEND), is_error=True),
    State("saved", f"/enkat/{OWN}", _steps(_BEGIN, _answer, _press("Spara och fortsätt senare"))),
    State("resume", "/enkat/bygglov-kontakt/fortsatt"),
    State(
        "resume with an error",
        "/enkat/bygglov-kontakt/fortsatt",
        _steps(_type("sparkod", "AAAA-BBBB"), _ON),
        is_error=True,
    ),
    State("thanks", "/enkat/receptionen/tack", _steps(_answer, _SEND)),
    State("thanks after pages", f"/enkat/{OWN}", _steps(_BEGIN, _answer, _ON, _go(f"/enkat/{OWN}/granska"), _SEND)),
    State("one page", "/enkat/receptionen"),
    State("one page in English", "/enkat/receptionen?sprak=en"),
    State("one page with conditions", "/enkat/en-sida", _steps(_choose("roll-foretag"), _choose("nojd-1"))),
    State(
        "one page with errors",
        "/enkat/en-sida",
        _steps(_choose("roll-foretag"), _type("antal", "många"), _type("ord", _LONG), _SEND),
        is_error=True,
    ),
    State("stale one page", "/enkat/receptionen", _steps(_answer, _lose_cookies, _SEND)),
    State(
        "one page sent before",
        "/enkat/receptionen",
        _steps(_answer, _answer_in_another_tab, _SEND),
    ),
    State("one page once more", "/enkat/receptionen", _steps(_answer, _SEND, _go_back)),
    State("code", "/enkat/med-kod/kod"),
    State(
        "code with an error",
        "/enkat/med-kod",
        _steps(_type("inbjudan", "AAAA-BBBB"), _press("Öppna enkäten")),
        is_error=True,
    ),
    State("take back", "/enkat/receptionen/ta-tillbaka"),
    State(
        "take back with an error",
        "/enkat/receptionen/ta-tillbaka",
        _steps(_type("kvittokod", "AAAA-BBBB"), _press("Ta bort mitt svar")),
        is_error=True,
    ),
    State("taken back", "/enkat/receptionen", _steps(_answer, _SEND, _take_back)),
    State("closed", "/enkat/besokare-vecka-9"),
    State("not yet open", "/enkat/kommer"),
    State("sign in", _SIGN_IN),
    State("sign in with errors", _SIGN_IN, _press("Logga in"), is_error=True),
    State(
        "sign in refused",
        _SIGN_IN,
        _steps(_type("email", "okand@example.se"), _type("password", "fel"), _press("Logga in")),
        is_error=True,
    ),
    State("stale sign in", _SIGN_IN, _steps(_type("email", "okand@example.se"), _lose_cookies, _press("Logga in"))),
    State("error 400", "/om?x=%01", is_error=True),
    State("error 404", "/finns-inte", is_error=True),
    State("error 404 of a survey", "/enkat/finns-inte", is_error=True),
    State("error 404 of a figure", "/malbild/finns-inte", is_error=True),
    State("error 404 of open data", "/oppna-data/finns-inte.csv", is_error=True),
    State("error 404 of a code", "/i/AAAA-BBBB", is_error=True),
    State(
        "error 409",
        "/enkat/bygglov-kontakt",
        _steps(_BEGIN, _answer, _ON, _answer, _send_in_another_tab, _ON),
        is_error=True,
    ),
    State(
        "error 429",
        _SIGN_IN,
        _steps(_type("email", LOCKED_OUT), _type("password", "fel"), _press("Logga in")),
        is_error=True,
    ),
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
    State("age asked", "/dialog/oppen/borja", _press("Fortsätt"), is_error=True),
    State("of another age", "/dialog/oppen/borja", _steps(_choose("alder-under_13"), _press("Fortsätt"))),
    State("company asked", "/dialog/foretag/borja", _press("Fortsätt"), is_error=True),
    State("company with a voice", "/dialog/foretag/borja", _steps(_type("orgnr", A_COMPANY), _press("Fortsätt"))),
    State("code of another device", "/dialog/delta/koppla", _press("Koppla ihop"), is_error=True),
    State("write an inspel", "/dialog/delta/skriv"),
    State("write an inspel too short", "/dialog/delta/skriv", _say("Nej"), is_error=True),
    State("advice about an inspel", "/dialog/delta/skriv", _say("Kortet borde vara billigare. Ring 070-174 06 05!")),
    State("inspel like another", "/dialog/delta/skriv", _say("Kortet borde vara mycket billigare")),
    State("thanks for an inspel", "/dialog/delta/skriv/tack/99", _say("Fler bänkar vid torget")),
    State("nothing of mine", "/dialog/delta/mina"),
    State(
        "mine with a refusal",
        "/dialog/delta/mina",
        _steps(_say("Fler bänkar vid torget"), _be_refused, _go("/dialog/delta/mina")),
    ),
    State(
        "object to a refusal",
        "/dialog/delta/mina/invand/99",
        _steps(
            _say("Fler bänkar vid torget", "/dialog/delta/mina/dra-tillbaka/<nr>"),
            _be_refused,
            _go_to_objection,
            _press("Skicka invändningen"),
        ),
        is_error=True,
    ),
    State(
        "take an inspel back",
        "/dialog/delta/mina/dra-tillbaka/99",
        _say("Fler bänkar vid torget", "/dialog/delta/mina/dra-tillbaka/<nr>"),
    ),
    State("leave a dialogue", "/dialog/delta/mina/lamna", _say("Fler bänkar", "/dialog/delta/mina/lamna")),
    State("report a worry", "/dialog/delta/oro/1"),
    State("report a worry in English", "/dialog/delta/oro/1?sprak=en"),
    State("report a worry without a reason", "/dialog/delta/oro/1", _press("Skicka anmälan"), is_error=True),
    State("thanks for a report", "/dialog/delta/oro/tack"),
    State(
        "thanks for a report of an inspel that stays",
        "/dialog/delta/oro/1",
        _steps(_choose("orsak-other"), _press("Skicka anmälan")),
    ),
    State(
        "code for another device",
        "/dialog/delta/mina",
        _steps(_say("Fler bänkar", "/dialog/delta/mina"), _press("Ta fram en kod")),
    ),
    State(
        "code of no meeting",
        "/samtal",
        _steps(_type("moteskod", "222222"), _press("Gå till mötet")),
        is_error=True,
    ),
    State("error 404 of a meeting", "/dialog/mote/samtal/222222", is_error=True),
    State("door of a meeting for the young", "/dialog/oppen/samtal/BBBB22"),
    State(
        "door for adults with another code",
        "/dialog/oppen/samtal/BBBB22/vuxen",
        _steps(_type("vuxenkod", "222222"), _press("Jag är på plats"), _wait_for("#vuxenkod-error")),
        is_error=True,
    ),
    State(
        "an adult in the room",
        "/dialog/oppen/samtal/BBBB22/vuxen",
        _steps(_type("vuxenkod", "22bbbb"), _press("Jag är på plats"), _wait_for("#vuxna")),
    ),
    State(
        "väntrum",
        "/dialog/oppen/samtal/BBBB22",
        _steps(_choose("alder-13-15"), _SIT_DOWN),
    ),
    State("meeting that is over", "/dialog/mote/samtal/CCCC22"),
    # Writing is seen below, with advice.
    *(_go_in(code) for code in MEETINGS if code != "SSSS22"),
    State(
        "advice in a meeting",
        "/dialog/mote/samtal/SSSS22",
        _steps(
            _SIT_DOWN,
            _go("/dialog/mote/samtal/SSSS22"),
            _type("text", "Laga taket nu. Ring 070-174 06 05!"),
            _press("Skicka inspelet"),
            _wait_for("#rad"),
        ),
    ),
    State("way out of mail", WAY_OUT),
    State("unsubscribed and back", WAY_OUT, _steps(_press("Avanmäl mig"), _press("Ångra, jag vill ha mejl"))),
    State("unsubscribed", WAY_OUT, _press("Avanmäl mig")),
    State("way out that leads nowhere", "/avanmal/finns-inte", is_error=True),
    State("error 500", "/healthz", is_error=True),
    State("error 503", "/readyz", is_error=True),
)

_SURVEYS = "/personal/enkater"
_COMMENTS = f"{_SURVEYS}/kommenterad/kommentarer/varfor"
_CASES = f"{_SURVEYS}/med-kod/arenden/{COLLECTION}"
_DIALOGUES = "/personal/dialoger"
_DRAFT = f"{_DIALOGUES}/utkast"
_OPEN = f"{_DIALOGUES}/oppen"
_ANALYSED = f"{_DIALOGUES}/trygg-vag-till-ungarde"
_MALBILD = "/personal/malbild"
_FORUM = f"{_MALBILD}/utkast/indikator/forum"
_SAID = f"{_MALBILD}/uppfoljning/forum?period=2025"
_STAFF_MEETINGS = (
    State("meetings", "/personal/moten"),
    State("older meetings, none", "/personal/moten?sida=9"),
    State("new meeting with errors", "/personal/moten/nytt", _press("Skapa mötet"), is_error=True),
    State("plan of a meeting in a draft", "/personal/moten/1"),
    State("plan of a meeting that goes on", "/personal/moten/4"),
    State(
        "step of a meeting with errors",
        "/personal/moten/1/steg/3",
        _steps(_type("minutes", "många"), _press("Spara")),
        is_error=True,
    ),
    State("poster of a meeting", "/personal/moten/1/affisch"),
    State("record of a meeting that is over", "/personal/moten/12/protokoll"),
    *map(_lead, (2, 3, 6, 8, 10)),
)
STAFF = (
    *_STAFF_MEETINGS,
    State("today", "/personal"),
    State("surveys", _SURVEYS),
    State("survey", f"{_SURVEYS}/bygglov-kontakt"),
    State("survey in areas", f"{_SURVEYS}/{OWN}"),
    State("survey nobody has answered", f"{_SURVEYS}/en-sida"),
    State("survey without a round", f"{_SURVEYS}/utan-omgang"),
    State("closed survey", f"{_SURVEYS}/besokare-vecka-9"),
    State("survey with codes", f"{_SURVEYS}/med-kod"),
    State("preview", f"{_SURVEYS}/{OWN}/forhandsvisning"),
    State("preview with conditions", f"{_SURVEYS}/sasong-i-salen/forhandsvisning", _choose("roll-anstalld")),
    State("open a round", f"{_SURVEYS}/utan-omgang/oppna"),
    State("open a round with errors", f"{_SURVEYS}/utan-omgang/oppna", _press("Öppna omgången"), is_error=True),
    State("codes", f"{_SURVEYS}/med-kod/koder/{COLLECTION}"),
    State(
        "codes with errors",
        f"{_SURVEYS}/med-kod/koder/{COLLECTION}",
        _steps(_type("count", "många"), _press("Skapa koder")),
        is_error=True,
    ),
    State("codes made", f"{_SURVEYS}/med-kod/koder/{COLLECTION}", _press("Skapa koder")),
    State("channels of a survey", f"{_SURVEYS}/receptionen/kanaler"),
    State("channels of a round with codes", f"{_SURVEYS}/med-kod/kanaler"),
    State("channels of a survey without a round", f"{_SURVEYS}/utan-omgang/kanaler"),
    State("channels saved", f"{_SURVEYS}/receptionen/kanaler", _press("Spara")),
    State(
        "channels with errors",
        f"{_SURVEYS}/receptionen/kanaler",
        _steps(_type("lowest_age", "tolv"), _press("Spara")),
        is_error=True,
    ),
    State("preview in Slack", f"{_SURVEYS}/receptionen/forhandsvisning/slack"),
    State("preview of questions in Slack", f"{_SURVEYS}/receptionen/forhandsvisning/slack?del=2"),
    State("preview of questions in Teams", f"{_SURVEYS}/sasong-i-salen/forhandsvisning/teams?del=3"),
    State("preview in a chat that is off", f"{_SURVEYS}/namngiven/forhandsvisning/teams"),
    State("preview in a chat without a round", f"{_SURVEYS}/utan-omgang/forhandsvisning/slack"),
    State("cases", _CASES),
    State("cases, no file chosen", _CASES, _press("Ladda upp"), is_error=True),
    State("columns of a file", f"{_CASES}/fil/1"),
    State("columns with errors", f"{_CASES}/fil/1", _steps(_select("area", "0"), _press("Fortsätt")), is_error=True),
    State("cases to look at", f"{_CASES}/fil/1/granska?kolumner=0-1---2-3--4-"),
    State("cases that cannot be read in", f"{_CASES}/fil/1/granska?kolumner=3-2-------"),
    State("who has not answered", f"{_CASES}/inte-svarat"),
    State("nobody more who has not answered", f"{_CASES}/inte-svarat?efter=999999"),
    State("letters", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}"),
    State("no letters", f"{_SURVEYS}/{OWN}/utskick/1"),
    State("invitation", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/inbjudan"),
    State("invitation as it is read", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/inbjudan", _press("Förhandsvisa")),
    State("invitation to send", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/inbjudan", _press("Fortsätt till utskicket")),
    State(
        "invitation with errors",
        f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/inbjudan",
        _steps(_type("body", "{lank}"), _type("subject", "{kod}"), _press("Förhandsvisa")),
        is_error=True,
    ),
    State("reminder", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/paminnelse"),
    State("reminder that waits", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/andra/2"),
    State("mail that waits", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/mejl/{A_MAIL}"),
    State("comments", f"{_SURVEYS}/receptionen/kommentarer"),
    State("no comments", f"{_SURVEYS}/en-sida/kommentarer"),
    State("comments on a question", _COMMENTS),
    State("comments that are negative", f"{_COMMENTS}?ton=negative"),
    State("comments nobody has picked", f"{_COMMENTS}?faktor=rattssakerhet"),
    State("comments on a question not read yet", f"{_SURVEYS}/en-sida/kommentarer/varfor"),
    State("a comment to correct", f"{_COMMENTS}/{A_COMMENT}"),
    State("a comment corrected", f"{_COMMENTS}/{A_COMMENT}", _press("Spara rättningen")),
    State("what the analysis has learnt", "/personal/sprakanalys"),
    State("an inspel to correct", f"{_DIALOGUES}/hur-kommer-vi-hem/analys/1"),
    State("an inspel not read yet", f"{_DIALOGUES}/ko/analys/1"),
    State("analysis", f"{_SURVEYS}/{OWN}/analys?period=2025"),
    State("analysis of shares", f"{_SURVEYS}/receptionen/analys"),
    State("analysis not made", f"{_SURVEYS}/en-sida/analys"),
    State("analysis of a period that is none", f"{_SURVEYS}/{OWN}/analys?period=1999", is_error=True),
    State("connections", "/personal/anslutningar"),
    State("sources", "/personal/kallor"),
    State("sources with what was fetched", "/personal/kallor?visa=alla"),
    State("sources, asked for", "/personal/kallor", _press("Hämta från SCB nu")),
    State("end of the sources", "/personal/kallor?fore=1"),
    State("a value", "/personal/kallor/varde"),
    State("a value with errors", "/personal/kallor/varde", _press("Läs in värdet"), is_error=True),
    State("a file of values", "/personal/kallor/fil"),
    State("a file of values, none chosen", "/personal/kallor/fil", _press("Läs in filen"), is_error=True),
    State("a file of values with bad rows", "/personal/kallor/fil", _send_file(_BAD_VALUES), is_error=True),
    State("versions of the målbild", _MALBILD),
    State("version of the målbild", f"{_MALBILD}/version/1"),
    State("two versions", f"{_MALBILD}/jamfor"),
    State("two versions alike", f"{_MALBILD}/jamfor?fran=1&till=1"),
    State("draft", f"{_MALBILD}/utkast"),
    State("draft's texts", f"{_MALBILD}/utkast/texter/alla"),
    State("draft's goal area", f"{_MALBILD}/utkast/malomrade/1"),
    State("draft's indicator", _FORUM),
    State(
        "draft's indicator with errors", _FORUM, _steps(_type("text", ""), _press("Spara i utkastet")), is_error=True
    ),
    State(
        "draft's indicator changed meanwhile",
        _FORUM,
        _steps(_save_in_another_tab("target", "Spara i utkastet"), _type("target", "Mitt"), _press("Spara i utkastet")),
        is_error=True,
    ),
    State("new strategy", f"{_MALBILD}/utkast/strategi/ny?omrade=1"),
    State("new figure", f"{_MALBILD}/utkast/matt/ny"),
    State("draft's figure that is worked out", f"{_MALBILD}/utkast/matt/nki"),
    State("remove a figure", f"{_MALBILD}/utkast/matt/nki/ta-bort"),
    State("remove with errors", f"{_MALBILD}/utkast/malomrade/1/ta-bort", _press("Ta bort"), is_error=True),
    State("decide", f"{_MALBILD}/utkast/faststall"),
    State("decide with errors", f"{_MALBILD}/utkast/faststall", _press("Fastställ"), is_error=True),
    State("throw away", f"{_MALBILD}/utkast/kasta"),
    State("throw away with errors", f"{_MALBILD}/utkast/kasta", _press("Kasta utkastet"), is_error=True),
    State("error 404 of a draft's part", f"{_MALBILD}/utkast/indikator/finns-inte", is_error=True),
    State("report", f"{_MALBILD}/rapport"),
    State("report for a board", f"{_MALBILD}/rapport?period=2025&namnd=Kommunstyrelsen"),
    State("report for a board in charge of nothing", f"{_MALBILD}/rapport?namnd=Barn-+och+utbildningsnämnden"),
    State("error 404 of a report", f"{_MALBILD}/rapport?period=snart", is_error=True),
    State("following up", f"{_MALBILD}/uppfoljning?period=2025"),
    State("following up for a board", f"{_MALBILD}/uppfoljning?period=2026&namnd=Kommunstyrelsen"),
    State("judgement", _SAID),
    State("judgement of what is measured", f"{_MALBILD}/uppfoljning/service-tillganglighet-bemotande?period=2025"),
    State(
        "judgement with errors", _SAID, _steps(_type("comment", ""), _choose("is_done"), _press("Spara")), is_error=True
    ),
    State(
        "judgement written meanwhile",
        _SAID,
        _steps(_save_in_another_tab("action", "Spara"), _type("comment", "Mitt"), _press("Spara")),
        is_error=True,
    ),
    State("error 404 of a period", f"{_MALBILD}/uppfoljning?period=snart", is_error=True),
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
    State("plan a dialogue with errors", f"{_DIALOGUES}/ny", _press("Spara utkastet"), is_error=True),
    State("plan: what can be influenced", f"{_DRAFT}/plan/paverkan"),
    State("plan: who receives it", f"{_DRAFT}/plan/mottagare"),
    State("plan: in which chats", f"{_DRAFT}/plan/kanaler"),
    State("plan with errors", f"{_DRAFT}/plan/fragan", _steps(_type("title", ""), _press("Spara")), is_error=True),
    State(
        "plan changed meanwhile",
        f"{_DRAFT}/plan/mottagare",
        _steps(_save_in_another_tab("receiver", "Spara"), _type("receiver", "Min nämnd"), _press("Spara")),
        is_error=True,
    ),
    State("plan that may not change", f"{_DIALOGUES}/bygglov-fore-hogsasong/plan/fragan"),
    State("address that is taken", f"{_DRAFT}/adress", _steps(_type("slug", "oppen"), _press("Spara")), is_error=True),
    State("inspel to begin with", f"{_OPEN}/startinspel"),
    State("inspel to begin with, none", f"{_DRAFT}/startinspel", _press("Lägg till"), is_error=True),
    State("seed without words", f"{_OPEN}/startinspel/1", _steps(_type("text", ""), _press("Spara")), is_error=True),
    State("before a dialogue opens", f"{_DIALOGUES}/klar/oppna"),
    State("another day promised", f"{_OPEN}/loftesdag", _press("Flytta dagen"), is_error=True),
    State("withdraw a dialogue", f"{_OPEN}/aterkalla", _press("Återkalla"), is_error=True),
    State("queue", f"{_QUEUE}/inspel"),
    State("queue with ticks", f"{_QUEUE}/inspel?alla=1&efter=8"),
    State("queue with errors", f"{_QUEUE}/inspel", _press("Neka valda"), is_error=True),
    State("queue of what waits", f"{_QUEUE}/inspel?visa=vantar"),
    State("queue of objections", f"{_QUEUE}/inspel?visa=invandningar"),
    State("queue with nothing left", f"{_QUEUE}/inspel?visa=att-lasa&efter=99"),
    State("inspel to decide about", f"{_QUEUE}/inspel/5"),
    State("inspel with errors", f"{_QUEUE}/inspel/6", _press("Neka inspelet"), is_error=True),
    State(
        "inspel decided about meanwhile",
        f"{_QUEUE}/inspel/7",
        _steps(_press_in_another_tab("Vänta"), _type("into", "1"), _press("Slå ihop")),
        is_error=True,
    ),
    State("inspel with an objection", f"{_QUEUE}/inspel/35"),
    State("inspel that was merged", f"{_QUEUE}/inspel/37"),
    State("answers to write", f"{_QUEUE}/svar"),
    State("answers written", f"{_QUEUE}/svar?visa=alla"),
    State("answer", f"{_QUEUE}/inspel/1/svara"),
    State("answer with errors", f"{_QUEUE}/inspel/3/svara", _press("Publicera svaret"), is_error=True),
    State(
        "answer written meanwhile",
        f"{_QUEUE}/inspel/2/svara",
        _steps(_save_in_another_tab("words", "Spara utkast"), _type("words", "Mitt"), _press("Publicera svaret")),
        is_error=True,
    ),
    State("referral", f"{_QUEUE}/inspel/3/hanvisa"),
    State("analysis with groups", f"{_ANALYSED}/analys"),
    State("analysis of what divides", f"{_ANALYSED}/analys?visa=isar"),
    State("analysis of few people", f"{_DIALOGUES}/hur-kommer-vi-hem/analys"),
    State("analysis before there are votes", f"{_DRAFT}/analys"),
    State("theme", f"{_ANALYSED}/analys", _follow("#teman ~ ul a")),
    State("no such theme", f"{_ANALYSED}/analys/teman/finns-inte", is_error=True),
    State(
        "theme without a name",
        f"{_ANALYSED}/analys",
        _steps(_follow("#teman ~ ul a"), _type("label", ""), _press("Spara namnet")),
        is_error=True,
    ),
    State("own themes", f"{_ANALYSED}/analys/egna-teman"),
    State("own themes with errors", f"{_ANALYSED}/analys/egna-teman", _press("Spara"), is_error=True),
    State("sheet of paper", f"{_OPEN}/papper"),
    State("sheet of paper that is empty", f"{_OPEN}/papper", _press("Lägg in blanketten"), is_error=True),
    State("sheet to print", f"{_OPEN}/papper/blankett"),
    State("take back a sheet", f"{_OPEN}/papper/ta-tillbaka", _press("Ta bort blanketten"), is_error=True),
    State("undelivered", "/personal/gick-inte-fram"),
    State("log", "/personal/logg"),
    State("end of the log", "/personal/logg?fore=1"),
)

SAFEGUARDING = (
    State("concerns", _CONCERNS),
    State("concerns that are done", f"{_CONCERNS}?visa=klara"),
    State("no older concerns", f"{_CONCERNS}?fore=1"),
    State("concern nobody has read", f"{_CONCERNS}/1"),
    State("concern that is opened", f"{_CONCERNS}/2", _press("Läs texten")),
    State("concern on paper", f"{_CONCERNS}/2", _press("Öppna underlag att skriva ut")),
    State("concern handed over", f"{_CONCERNS}/3"),
    State("concern that is erased", f"{_CONCERNS}/4"),
)

READER = (
    State("error 403", "/personal/logg", is_error=True),
    State("judgement for a reader", _SAID),
    State("survey for a reader", f"{_SURVEYS}/receptionen"),
    State("survey in English", f"{_SURVEYS}/{OWN}?sprak=en"),
)

EMPTY_PUBLIC = (
    State("empty home", "/"),
    State("no dialogues", "/dialog"),
    State("empty board", "/malbild"),
    State("empty figure", "/malbild/nki"),
)
EMPTY_STAFF = (
    State("no dialogues to plan from", _DIALOGUES),
    State("sources before the first fetch", "/personal/kallor"),
    State("empty today", "/personal"),
    State("no surveys", _SURVEYS),
    State("nothing decided", _MALBILD),
    State("report of what others publish", f"{_MALBILD}/rapport"),
    State("nothing to follow up", f"{_MALBILD}/uppfoljning"),
    State("judgement of what is not measured", f"{_MALBILD}/uppfoljning/forum"),
    State("nothing undelivered", "/personal/gick-inte-fram"),
    State("empty log", "/personal/logg?fore=1"),
)

NOT_PAGES = {
    "staff_cases.bad_rows": "a file to save",
    "staff_cases.example": "a file to save",
    "staff_sources.template": "a file to save",
    "static": "files",
    "goals.as_csv": "a file to save",
    "goals.as_json": "for programs",
    "meetings.news": "for the script of the room",
    "meeting_leading.news": "for the script of the phone",
    "dialogue_results.as_csv": "a file to save",
    "dialogue_results.as_json": "for programs",
    "open_data.as_csv": "a file to save",
    "open_data.as_json": "for programs",
    "open_data.as_rdf": "for programs",
    "open_data.as_turtle": "for programs",
    "report.as_word": "a file to save",
    "report.as_csv": "a file to save",
    "home.alive": "for the machine that watches",
    "home.ready": "for the machine that watches",
    "survey_codes.invited": "leads on to the survey; with a wrong code to the error page",
    "survey_drafts.submit": "leads on to the review",
}
