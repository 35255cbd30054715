"""The pages of the meetings: the way in, the room in each kind of step, to plan one and to lead it."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import expect

from core import clock
from dialog.meetings import results, running
from dialog.meetings.models import StepKind
from dialog.models import Source, StatementState
from tests.browser.people import Person
from tests.browser.states.state import State, choose, fill, go, press, steps, wait_for
from tests.dialogues import add_inspel, more_votes, open_dialogue
from tests.ground import working
from tests.meetings import LEADER, go_to, open_meeting, plan_meeting

# A meeting in each kind of step, by its code; the first is having a break.
_MEETINGS = {
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


def prepare(app: Flask) -> None:
    """One meeting not begun, whose ids are 1 and on, one for the young in its väntrum, one in each kind of step."""
    plan_meeting(app, "utkast", "AAAA22")
    open_dialogue(app, "Laga taket", "Fler böcker", slug="mote")
    more_votes(app, "mote", 6)
    open_meeting(app, "oppen", "BBBB22", adults=2)
    for code, kind in _MEETINGS.items():
        open_meeting(app, "mote", code, kind)
    go_to(app, open_meeting(app, "mote", "CCCC22", StepKind.WELCOME))
    with working(app) as session:
        running.pause(session, results.by_code(session, "DDDD22"), LEADER, clock.now())
        dialogue = results.by_code(session, "RRRR22").dialogue
        for text in ("Ring mig på 070-174 06 05", "Jag orkar inte leva längre", "Ännu fler böcker"):
            add_inspel(session, dialogue.id, text, source=Source.SESSION, state=StatementState.SUBMITTED)


def _go_in(code: str) -> State:
    """The room of a meeting, from inside."""
    return State(f"meeting {code} in {_MEETINGS[code].value}", f"/dialog/mote/samtal/{code}", _sit_down)


def _sit_down(person: Person) -> None:
    # The page that comes takes the place of the one before it, without a navigation.
    press("Jag är med")(person)
    expect(person.page.get_by_role("button", name="Jag är med")).to_have_count(0)


def _lead(number: int) -> State:
    return State(f"lead meeting {number}", f"/personal/moten/{number}/led")


PUBLIC = (
    State(
        "code of no meeting",
        "/samtal",
        steps(fill("moteskod", "222222"), press("Gå till mötet")),
        is_error=True,
    ),
    State("error 404 of a meeting", "/dialog/mote/samtal/222222", is_error=True),
    State("door of a meeting for the young", "/dialog/oppen/samtal/BBBB22"),
    State(
        "door for adults with another code",
        "/dialog/oppen/samtal/BBBB22/vuxen",
        steps(fill("vuxenkod", "222222"), press("Jag är på plats"), wait_for("#vuxenkod-error")),
        is_error=True,
    ),
    State(
        "an adult in the room",
        "/dialog/oppen/samtal/BBBB22/vuxen",
        steps(fill("vuxenkod", "22bbbb"), press("Jag är på plats"), wait_for("#vuxna")),
    ),
    State(
        "väntrum",
        "/dialog/oppen/samtal/BBBB22",
        steps(choose("alder-13-15"), _sit_down),
    ),
    State("meeting that is over", "/dialog/mote/samtal/CCCC22"),
    # Writing is seen below, with advice.
    *(_go_in(code) for code in _MEETINGS if code != "SSSS22"),
    State(
        "advice in a meeting",
        "/dialog/mote/samtal/SSSS22",
        steps(
            _sit_down,
            go("/dialog/mote/samtal/SSSS22"),
            fill("text", "Laga taket nu. Ring 070-174 06 05!"),
            press("Skicka inspelet"),
            wait_for("#rad"),
        ),
    ),
)

STAFF = (
    State("meetings", "/personal/moten"),
    State("older meetings, none", "/personal/moten?sida=9"),
    State("new meeting with errors", "/personal/moten/nytt", press("Skapa mötet"), is_error=True),
    State("plan of a meeting in a draft", "/personal/moten/1"),
    State("plan of a meeting that goes on", "/personal/moten/4"),
    State(
        "step of a meeting with errors",
        "/personal/moten/1/steg/3",
        steps(fill("minutes", "många"), press("Spara")),
        is_error=True,
    ),
    State("poster of a meeting", "/personal/moten/1/affisch"),
    State("record of a meeting that is over", "/personal/moten/12/protokoll"),
    *map(_lead, (2, 3, 6, 8, 10)),
)

NOT_PAGES = {
    "meetings.news": "for the script of the room",
    "meeting_leading.news": "for the script of the phone",
}
