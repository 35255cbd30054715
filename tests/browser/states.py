"""Every page of the site in every state a person can meet it in: filled, empty, with errors, and the error pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy.exc import OperationalError

from core import clock, limits
from core.outbox.models import MessageState, OutboxMessage
from core.people import signin
from core.people.access import public
from core.people.roles import Role
from surveys import authoring
from surveys.questionnaire import Questionnaire
from surveys.topics import RESPONSE_SUBMITTED
from tests.browser.people import Person, answer_everything
from tests.builders import OWN, TODAY, code_round, open_round, small_survey
from tests.ground import NOON, hire, working

LOCKED_OUT = "utestangd@example.se"
A_REASON = "OperationalError in readings.py:80"
COLLECTION = "<omgang>"
"""Stands in an address for the round that is answered with codes."""

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
    with_code = code_round(app, small_survey("med-kod"))
    open_round(app, small_survey("en-sida", "one_page"))
    open_round(app, small_survey("kommer"), opens_on=TODAY + timedelta(days=5))
    open_round(app, small_survey("namngiven", anonymous=False), is_anonymous=False)
    unopened = small_survey("utan-omgang")
    with working(app) as session:
        authoring.publish(session, Questionnaire.from_data(unopened), unopened, NOON)
        session.add(_given_up())
        for _ in range(signin.ATTEMPTS_ON_AN_ACCOUNT):
            limits.spend(
                session, "sign-in account", LOCKED_OUT, signin.ATTEMPTS_ON_AN_ACCOUNT, signin.WINDOW, clock.now()
            )
    hire(app, Role.READER)
    app.view_functions |= {"home.alive": _fails, "home.ready": _finds_no_database}
    return with_code.collection_id


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


def _choose(field: str) -> Reach:
    return lambda person: person.page.locator(f"#{field}").check()


def _answer(person: Person) -> None:
    answer_everything(person.page, 3)


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


_BEGIN, _ON, _SEND = _press("Börja svara"), _press("Fortsätt"), _press("Skicka svaren")
_SIGN_IN = "/personal/logga-in"
_LONG = "mycket " * 200

PUBLIC = (
    State("home", "/"),
    State("about", "/om"),
    State("privacy", "/integritet"),
    State("accessibility", "/tillganglighet"),
    State("in English", "/?sprak=en"),
    State("board", "/malbild"),
    State("board in English", "/malbild?sprak=en"),
    State("figure", "/malbild/nki"),
    State("figure beside the nation", "/malbild/nki-insikt"),
    State("figure of a factor", "/malbild/tillganglighet"),
    State("figure not measured", "/malbild/arbetskraft"),
    State("indicator", "/malbild/service-tillganglighet-bemotande"),
    State("start", f"/enkat/{OWN}"),
    State("start with a draft", "/enkat/bygglov-kontakt", _steps(_BEGIN, _go("/enkat/bygglov-kontakt"))),
    State("start of one that is not anonymous", "/enkat/namngiven"),
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
    State("error 500", "/healthz", is_error=True),
    State("error 503", "/readyz", is_error=True),
)

_SURVEYS = "/personal/enkater"
STAFF = (
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
    State("comments", f"{_SURVEYS}/receptionen/kommentarer"),
    State("no comments", f"{_SURVEYS}/en-sida/kommentarer"),
    State("undelivered", "/personal/gick-inte-fram"),
    State("log", "/personal/logg"),
    State("end of the log", "/personal/logg?fore=1"),
)

READER = (
    State("error 403", "/personal/logg", is_error=True),
    State("survey for a reader", f"{_SURVEYS}/receptionen"),
    State("survey in English", f"{_SURVEYS}/{OWN}?sprak=en"),
)

EMPTY_PUBLIC = (State("empty home", "/"), State("empty board", "/malbild"), State("empty figure", "/malbild/nki"))
EMPTY_STAFF = (
    State("empty today", "/personal"),
    State("no surveys", _SURVEYS),
    State("nothing undelivered", "/personal/gick-inte-fram"),
    State("empty log", "/personal/logg?fore=1"),
)

NOT_PAGES = {
    "static": "files",
    "goals.as_csv": "a file to save",
    "goals.as_json": "for programs",
    "home.alive": "for the machine that watches",
    "home.ready": "for the machine that watches",
    "survey_codes.invited": "leads on to the survey; with a wrong code to the error page",
    "survey_drafts.submit": "leads on to the review",
}
