"""The pages of the surveys: to answer one, to hold one, its codes, cases and letters, and what is said in comments."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from core.people.roles import Role
from core.spreadsheets import Sheet, SheetRow
from surveys import answering, authoring
from surveys.answering import Answers
from surveys.cases import admitting, uploading
from surveys.cases.meanings import Columns, Meaning
from surveys.cases.models import Contact
from surveys.comments import analysing, summing
from surveys.letters.letterhead import Letterhead
from surveys.letters.models import Letter, LetterKind, Mail
from surveys.models import Channel, Comment, Response, ResponseState
from surveys.questionnaire import Questionnaire
from surveys.rounds import Round
from tests.browser.people import Person, answer_everything
from tests.browser.states.state import COLLECTION, State, choose, fill, go, lose_cookies, pick, press, steps
from tests.builders import OWN, TODAY, case_survey, code_round, open_round, small_survey, store
from tests.databases import SECRET
from tests.ground import NOON, hire, working

_A_MAIL, _ANOTHER_MAIL = uuid.UUID(int=7), uuid.UUID(int=8)
_A_COMMENT = uuid.UUID(int=9)
_WAY_OUT = Letterhead("", "", SECRET).unsubscribe_link(_ANOTHER_MAIL)
_BEGIN, _ON, _SEND = press("Börja svara"), press("Fortsätt"), press("Skicka svaren")
_LONG = "mycket " * 200
_SURVEYS = "/personal/enkater"
_COMMENTS = f"{_SURVEYS}/kommenterad/kommentarer/varfor"
_CASES = f"{_SURVEYS}/med-kod/arenden/{COLLECTION}"


def prepare(app: Flask) -> int:
    """Kinds of rounds the demo has none of, with cases, letters and comments.

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
        _write_to_the_invited(session, with_code.collection_id)
    _read_in_cases(app, with_code, hire(app, Role.READER))
    _read_comments(app)
    return with_code.collection_id


def _read_comments(app: Flask) -> None:
    """A round whose comments are read, one of them with a key that is known and a tone that nobody can judge."""
    round_ = open_round(app, small_survey("kommenterad", "one_page"))
    words = ("Väntetiden var lång och ingen svarade i telefon", "Snabbt och vänligt bemötande", "Plogningen av vägen")
    answers: list[Answers] = [{"roll": "boende", "nojd": 1, "varfor": f"{words[i % 3]}, {i}"} for i in range(60)]
    store(app, round_, *answers)
    with working(app) as session:
        session.add(
            Response(
                id=_A_COMMENT,
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
        mine = {"response_id": _A_COMMENT, "question_key": "varfor"}
        session.add(Comment(**mine, collection_id=round_.collection_id, words="Dålig service från början till slut"))
    with working(app) as session:
        batch = analysing.next_batch(session, round_.collection_id)
        analysing.keep(session, batch)
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
    for name, mail_id in (("Anna Ek", _A_MAIL), ("Bo Ås", _ANOTHER_MAIL), ("Cia Lund", None)):
        invitation = answering.invite_known(session, SECRET, collection_id)
        session.flush()
        email = f"{name[:2].lower()}@example.se"
        session.add(Contact(invitation_id=invitation.id, name=name, email=email, phone=None, case_ref="1"))
        if mail_id:
            session.add(Mail(id=mail_id, letter_id=begun.id, invitation_id=invitation.id))


def _answer(person: Person) -> None:
    answer_everything(person.page, 3)


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


PUBLIC = (
    State("start", f"/enkat/{OWN}"),
    State("start with a draft", "/enkat/bygglov-kontakt", steps(_BEGIN, go("/enkat/bygglov-kontakt"))),
    State("start of one that is not anonymous", "/enkat/namngiven"),
    State("start of one that is confidential", "/enkat/konfidentiell"),
    State("one page that is confidential", "/enkat/konfidentiell-en-sida"),
    State("page", "/enkat/bygglov-kontakt/1", steps(_BEGIN, _ON)),
    State("page of scales, answered", f"/enkat/{OWN}", steps(_BEGIN, _answer, _ON, _answer, _ON, _answer)),
    State("page with errors", f"/enkat/{OWN}", steps(_BEGIN, _ON), is_error=True),
    State(
        "page with a number that is none",
        "/enkat/bygglov-kontakt",
        steps(_BEGIN, _ON, _ON, fill("veckor", "åtta"), _ON),
        is_error=True,
    ),
    State("stale page", f"/enkat/{OWN}", steps(_BEGIN, _answer, lose_cookies, _ON)),
    State(
        "review",
        "/enkat/bygglov-kontakt/granska",
        steps(_BEGIN, _answer, _ON, go("/enkat/bygglov-kontakt/granska")),
    ),
    State("review with errors", f"/enkat/{OWN}", steps(_BEGIN, go(f"/enkat/{OWN}/granska"), _SEND), is_error=True),
    State("saved", f"/enkat/{OWN}", steps(_BEGIN, _answer, press("Spara och fortsätt senare"))),
    State("resume", "/enkat/bygglov-kontakt/fortsatt"),
    State(
        "resume with an error",
        "/enkat/bygglov-kontakt/fortsatt",
        steps(fill("sparkod", "AAAA-BBBB"), _ON),
        is_error=True,
    ),
    State("thanks", "/enkat/receptionen/tack", steps(_answer, _SEND)),
    State("thanks after pages", f"/enkat/{OWN}", steps(_BEGIN, _answer, _ON, go(f"/enkat/{OWN}/granska"), _SEND)),
    State("one page", "/enkat/receptionen"),
    State("one page in English", "/enkat/receptionen?sprak=en"),
    State("one page with conditions", "/enkat/en-sida", steps(choose("roll-foretag"), choose("nojd-1"))),
    State(
        "one page with errors",
        "/enkat/en-sida",
        steps(choose("roll-foretag"), fill("antal", "många"), fill("ord", _LONG), _SEND),
        is_error=True,
    ),
    State("stale one page", "/enkat/receptionen", steps(_answer, lose_cookies, _SEND)),
    State(
        "one page sent before",
        "/enkat/receptionen",
        steps(_answer, _answer_in_another_tab, _SEND),
    ),
    State("one page once more", "/enkat/receptionen", steps(_answer, _SEND, _go_back)),
    State("code", "/enkat/med-kod/kod"),
    State(
        "code with an error",
        "/enkat/med-kod",
        steps(fill("inbjudan", "AAAA-BBBB"), press("Öppna enkäten")),
        is_error=True,
    ),
    State("take back", "/enkat/receptionen/ta-tillbaka"),
    State(
        "take back with an error",
        "/enkat/receptionen/ta-tillbaka",
        steps(fill("kvittokod", "AAAA-BBBB"), press("Ta bort mitt svar")),
        is_error=True,
    ),
    State("taken back", "/enkat/receptionen", steps(_answer, _SEND, _take_back)),
    State("closed", "/enkat/besokare-vecka-9"),
    State("not yet open", "/enkat/kommer"),
    State("error 404 of a survey", "/enkat/finns-inte", is_error=True),
    State("error 404 of a code", "/i/AAAA-BBBB", is_error=True),
    State(
        "error 409",
        "/enkat/bygglov-kontakt",
        steps(_BEGIN, _answer, _ON, _answer, _send_in_another_tab, _ON),
        is_error=True,
    ),
    State("way out of mail", _WAY_OUT),
    State("unsubscribed and back", _WAY_OUT, steps(press("Avanmäl mig"), press("Ångra, jag vill ha mejl"))),
    State("unsubscribed", _WAY_OUT, press("Avanmäl mig")),
    State("way out that leads nowhere", "/avanmal/finns-inte", is_error=True),
)

STAFF = (
    State("surveys", _SURVEYS),
    State("survey", f"{_SURVEYS}/bygglov-kontakt"),
    State("survey in areas", f"{_SURVEYS}/{OWN}"),
    State("survey nobody has answered", f"{_SURVEYS}/en-sida"),
    State("survey without a round", f"{_SURVEYS}/utan-omgang"),
    State("closed survey", f"{_SURVEYS}/besokare-vecka-9"),
    State("survey with codes", f"{_SURVEYS}/med-kod"),
    State("preview", f"{_SURVEYS}/{OWN}/forhandsvisning"),
    State("preview with conditions", f"{_SURVEYS}/sasong-i-salen/forhandsvisning", choose("roll-anstalld")),
    State("open a round", f"{_SURVEYS}/utan-omgang/oppna"),
    State("open a round with errors", f"{_SURVEYS}/utan-omgang/oppna", press("Öppna omgången"), is_error=True),
    State("codes", f"{_SURVEYS}/med-kod/koder/{COLLECTION}"),
    State(
        "codes with errors",
        f"{_SURVEYS}/med-kod/koder/{COLLECTION}",
        steps(fill("count", "många"), press("Skapa koder")),
        is_error=True,
    ),
    State("codes made", f"{_SURVEYS}/med-kod/koder/{COLLECTION}", press("Skapa koder")),
    State("channels of a survey", f"{_SURVEYS}/receptionen/kanaler"),
    State("channels of a round with codes", f"{_SURVEYS}/med-kod/kanaler"),
    State("channels of a survey without a round", f"{_SURVEYS}/utan-omgang/kanaler"),
    State("channels saved", f"{_SURVEYS}/receptionen/kanaler", press("Spara")),
    State(
        "channels with errors",
        f"{_SURVEYS}/receptionen/kanaler",
        steps(fill("lowest_age", "tolv"), press("Spara")),
        is_error=True,
    ),
    State("preview in Slack", f"{_SURVEYS}/receptionen/forhandsvisning/slack"),
    State("preview of questions in Slack", f"{_SURVEYS}/receptionen/forhandsvisning/slack?del=2"),
    State("preview of questions in Teams", f"{_SURVEYS}/sasong-i-salen/forhandsvisning/teams?del=3"),
    State("preview in a chat that is off", f"{_SURVEYS}/namngiven/forhandsvisning/teams"),
    State("preview in a chat without a round", f"{_SURVEYS}/utan-omgang/forhandsvisning/slack"),
    State("cases", _CASES),
    State("cases, no file chosen", _CASES, press("Ladda upp"), is_error=True),
    State("columns of a file", f"{_CASES}/fil/1"),
    State("columns with errors", f"{_CASES}/fil/1", steps(pick("area", "0"), press("Fortsätt")), is_error=True),
    State("cases to look at", f"{_CASES}/fil/1/granska?kolumner=0-1---2-3--4-"),
    State("cases that cannot be read in", f"{_CASES}/fil/1/granska?kolumner=3-2-------"),
    State("who has not answered", f"{_CASES}/inte-svarat"),
    State("nobody more who has not answered", f"{_CASES}/inte-svarat?efter=999999"),
    State("letters", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}"),
    State("no letters", f"{_SURVEYS}/{OWN}/utskick/1"),
    State("invitation", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/inbjudan"),
    State("invitation as it is read", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/inbjudan", press("Förhandsvisa")),
    State("invitation to send", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/inbjudan", press("Fortsätt till utskicket")),
    State(
        "invitation with errors",
        f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/inbjudan",
        steps(fill("body", "{lank}"), fill("subject", "{kod}"), press("Förhandsvisa")),
        is_error=True,
    ),
    State("reminder", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/paminnelse"),
    State("reminder that waits", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/andra/2"),
    State("mail that waits", f"{_SURVEYS}/med-kod/utskick/{COLLECTION}/mejl/{_A_MAIL}"),
    State("comments", f"{_SURVEYS}/receptionen/kommentarer"),
    State("no comments", f"{_SURVEYS}/en-sida/kommentarer"),
    State("comments on a question", _COMMENTS),
    State("comments that are negative", f"{_COMMENTS}?ton=negative"),
    State("comments nobody has picked", f"{_COMMENTS}?faktor=rattssakerhet"),
    State("comments one may quote", f"{_SURVEYS}/{OWN}/kommentarer/battre"),
    State("comments on a question not read yet", f"{_SURVEYS}/en-sida/kommentarer/varfor"),
    State("a comment to correct", f"{_COMMENTS}/{_A_COMMENT}"),
    State("a comment corrected", f"{_COMMENTS}/{_A_COMMENT}", press("Spara rättningen")),
    State("analysis", f"{_SURVEYS}/{OWN}/analys?period=2025"),
    State("analysis of shares", f"{_SURVEYS}/receptionen/analys"),
    State("analysis not made", f"{_SURVEYS}/en-sida/analys"),
    State("analysis of a period that is none", f"{_SURVEYS}/{OWN}/analys?period=1999", is_error=True),
)

READER = (
    State("survey for a reader", f"{_SURVEYS}/receptionen"),
    State("survey in English", f"{_SURVEYS}/{OWN}?sprak=en"),
)

EMPTY_STAFF = (State("no surveys", _SURVEYS),)

NOT_PAGES = {
    "staff_cases.bad_rows": "a file to save",
    "staff_cases.example": "a file to save",
    "survey_codes.invited": "leads on to the survey; with a wrong code to the error page",
    "survey_drafts.submit": "leads on to the review",
}
