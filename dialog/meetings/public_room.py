"""The one page of a meeting's room: what somebody meets there now, by what the meeting does and who they are in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.i18n import gettext as _
from core.prompts import Choice as Step
from core.prompts import Control, Prompt
from core.web.stale import is_stale
from dialog import ages, cards, joining
from dialog import results as dialogues
from dialog.meetings import casting, reading_back, results, room_page, seating, tapping, words
from dialog.meetings.models import Meeting, MeetingSeat, MeetingState, SeatRole, StepKind
from dialog.meetings.results import MeetingView, StepView
from dialog.models import LONGEST_STATEMENT, Audience, Choice
from dialog.results import DialogueView
from dialog.speaking import Advice, Concerning
from dialog.visitor import participant_of, pass_of

_S = MeetingState
_BEFORE = (_S.DRAFT, _S.SCHEDULED)
_OVER = (_S.CLOSED, _S.STOPPED)

Page = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the door of a meeting or in it; ``row`` is for the verbs, ``meeting`` for the pages."""

    dialogue: DialogueView
    row: Meeting
    meeting: MeetingView
    seat: MeetingSeat | None

    @property
    def is_adult(self) -> bool:
        """Whether they are there for the young."""
        return self.seat is not None and self.seat.role is SeatRole.ADULT


def visit(slug: str, code: str, *, to_take_part: bool = False) -> Visit:
    """Who comes to which meeting; raises NoSuchMeeting, and NoSuchDialogue where the dialogue is not public yet."""
    session = db.session()
    dialogue = dialogues.find(session, slug, clock.today(), to_take_part=to_take_part)
    row = results.find(session, slug, code)
    seat = seating.find(session, row.id, joining.web_handle(pass_of(dialogue)))
    return Visit(dialogue, row, results.view(session, row, clock.now()), seat)


def mark_of(meeting: MeetingView) -> str:
    """What the page shows: when it changes, so does the page."""
    step = meeting.step
    talking = "-".join(str(one.seat_id)[:8] for one in meeting.speaking[:1])
    return f"{meeting.state.value}-{step.position if step else 0}-{talking}"


def live_words(meeting: MeetingView) -> dict[str, str]:
    """What changes in place, by the id of the place."""
    return {"inne": room_page.inside(meeting), "antal": str(meeting.n_inside), "vuxna": str(meeting.n_adults)}


def asked_in(meeting: MeetingView) -> Mapping[str, str]:
    """What is asked with one tap from 1 to 5 in the step that is open, by the name of its field."""
    kind = meeting.step.kind if meeting.step else None
    return words.CHECK_IN if kind is StepKind.CHECK_IN else words.CHECK_OUT if kind is StepKind.CHECK_OUT else {}


def confirmed() -> set[Concerning]:
    """What somebody has been told to think over, and sends in spite of."""
    return {Concerning(sent) for sent in request.form.getlist("sett") if sent in list(Concerning)}


def show(here: Visit, *, error: str = "", given: Mapping[str, str] | None = None) -> ResponseReturnValue:
    """The room as it is now; ``error`` is what was wrong with a form that stands on it, ``given`` what was sent."""
    meeting = here.meeting
    if meeting.state in _OVER:
        page = _over(here)
    elif meeting.state in _BEFORE:
        page = {"part": "soon", "heading": _("Mötet har inte öppnat än")}
    elif here.seat is None:
        page = _door(here)
    elif here.is_adult:
        return show_adult(here, "", "")
    elif meeting.state is _S.LOBBY:
        page = {"part": "lobby", "heading": _("Du är inne")}
    elif meeting.state is _S.PAUSED or meeting.step is None:
        page = {"part": "paused", "heading": _("Paus")}
    else:
        page = _step(here, here.seat, meeting.step, given)
    return _render(here, page, error), 400 if error else 200


def show_again(here: Visit, what: str) -> ResponseReturnValue:
    """The room after a form that could not be received, with the words that were in it."""
    if what == "skriv" and here.seat is not None and here.dialogue.is_open:
        return show_writing(here)
    page = show(here)
    text = request.form.get("text", "")
    if text and not here.is_adult:
        return _render(here, {"part": "kept", "heading": _("Det du skrev finns kvar"), "text": text}, ""), 409
    return page


def show_writing(
    here: Visit, *, advice: Advice | None = None, error: str = "", status: int = 0, voted: int | None = None
) -> ResponseReturnValue:
    """The form to write in, whatever step is open: nobody loses what they wrote because the meeting went on."""
    step = here.meeting.step
    is_late = here.meeting.state is not _S.RUNNING or step is None or step.kind is not StepKind.WRITING
    page: Page = _writing(here) | {
        "heading": _("Skriv ett inspel") if is_late or step is None else words.said(step.title),
        "advice": advice,
        "confirmed": sorted(confirmed() | set(advice.concerning if advice else ())),
        "voted": voted,
        "is_late": is_late,
        "said": False,
    }
    return _render(here, page, error), status or (400 if error else 200)


def show_adult(here: Visit, typed: str, error: str) -> ResponseReturnValue:
    """The adults' page: their door, and then what the room does."""
    meeting = here.meeting
    if meeting.state in _OVER:
        page = _over(here)
    elif here.is_adult:
        now = words.said(meeting.step.title) if meeting.step else _(words.STATES[meeting.state])
        page = {"part": "adult_in", "heading": _("Du är på plats"), "now_words": now}
    else:
        page = {"part": "adult", "heading": _("Vuxen på plats"), "vuxenkod": typed}
    return _render(here, page, error, is_for_adults=True), 400 if error else 200


def _render(here: Visit, page: Page, error: str, *, is_for_adults: bool = False) -> str:
    slug, code = here.dialogue.slug, here.row.code
    step = here.meeting.step
    given: Page = {
        "dialogue": here.dialogue,
        "meeting": here.meeting,
        "step": step,
        "said_words": words.said(step.words) if step else "",
        "seconds": step.seconds_left if step is not None else None,
        "time_left": room_page.time_left,
        "inside": room_page.inside(here.meeting),
        "mark": mark_of(here.meeting),
        "here": url_for("meetings.adult" if is_for_adults else "meetings.room", slug=slug, code=code),
        "news": url_for("meetings.news", slug=slug, code=code),
        "was_late": "sent" in request.args,
        "error": error,
        "stale": is_stale(),
    }
    given |= page
    return render_template("dialog/meeting/room.html", **given | {"part": f"dialog/meeting/{page['part']}.html"})


def _door(here: Visit) -> Page:
    """What is asked before one sits down: only of those who have no voice in the dialogue yet."""
    is_known = participant_of(db.session(), here.dialogue) is not None
    youngest = here.dialogue.min_age or 0
    return {
        "part": "entering",
        "heading": _("Gå med i mötet"),
        "asks_first": joining.asks_first(here.dialogue) and not is_known,
        "ages": [(band.value, label) for band, label in ages.choices(youngest)]
        if here.dialogue.audience is Audience.UNGDOMAR
        else [],
        "typed": {name: request.form.get(name, "") for name in ("alder", "orgnr", "namn")},
    }


def _over(here: Visit) -> Page:
    """What came of it, for those who have a voice in the dialogue: the room saw it, and the public has not yet."""
    session = db.session()
    is_known = participant_of(session, here.dialogue) is not None
    lines = reading_back.lines(session, here.row, only_read=True) if is_known else ()
    found = [words.sentence(line) for line in lines if line.text]
    return {"part": "over", "heading": _("Mötet är slut"), "lines": found}


def _step(here: Visit, seat: MeetingSeat, step: StepView, given: Mapping[str, str] | None) -> Page:
    page = _STEPS[step.kind](here, seat, step)
    return {"heading": words.said(step.title)} | page | ({"given": given} if given is not None else {})


def _reading(here: Visit, seat: MeetingSeat, step: StepView) -> Page:
    return {"part": "read"}


def _waiting(here: Visit, seat: MeetingSeat, step: StepView) -> Page:
    return {"part": "wait"}


def _scales(here: Visit, seat: MeetingSeat, step: StepView) -> Page:
    low, high = words.CHECK_IN_ENDS if step.kind is StepKind.CHECK_IN else words.CHECK_OUT_ENDS
    steps = tuple(Step(str(n), str(n)) for n in range(1, 6))
    prompts = [
        Prompt(item, Control.PICK_ONE, _(question), choices=steps, low=_(low), high=_(high))
        for item, question in asked_in(here.meeting).items()
    ]
    return {"part": "scales", "prompts": prompts, "given": tapping.mine(db.session(), step.id, seat)}


def _write(here: Visit, seat: MeetingSeat, step: StepView) -> Page:
    return _writing(here)


def _writing(here: Visit) -> Page:
    return {
        "part": "write",
        "text": request.form.get("text", ""),
        "confirmed": [],
        "advice": None,
        "voted": None,
        "is_late": False,
        "said": "skickat" in request.args,
        "most": LONGEST_STATEMENT,
        "choices": Choice,
    }


def _vote(here: Visit, seat: MeetingSeat, step: StepView) -> Page:
    """The next card, the same when the page is loaded again: the chance is drawn from who it is and how far."""
    session = db.session()
    done = casting.cards_done(session, step.id, seat)
    chance = Random(f"{seat.id} {done}")  # noqa: S311  Nothing is kept secret by it.
    card = casting.next_card(session, here.row, step.id, seat, chance)
    progress = cards.progress(session, here.dialogue.id, seat.participant_id)
    return {
        "part": "vote",
        "card": card,
        "at": done + 1,
        "of": min(casting.MOST_CARDS, done + progress.total - progress.done),
        "choices": Choice,
    }


def _talk(here: Visit, seat: MeetingSeat, step: StepView) -> Page:
    mine = next((one.place for one in here.meeting.speaking if one.seat_id == seat.id), None)
    few = [one for one in step.choices if one.text]
    return {
        "part": "talk",
        "top": step.top,
        "few": few,
        "my_turn": mine,
        "is_up": seat.hand is not None,
        "my_name": seat.name,
    }


def _dots(here: Visit, seat: MeetingSeat, step: StepView) -> Page:
    return {
        "part": "dots",
        "items": [one for one in step.choices if one.text],
        "given": tapping.mine(db.session(), step.id, seat),
        "most_dots": tapping.DOTS,
        "most_on_one": tapping.DOTS_ON_ONE,
    }


def _lines(here: Visit, seat: MeetingSeat, step: StepView) -> Page:
    """The first line somebody has said nothing of; those whose inspel has been taken back are passed by."""
    judged = tapping.mine(db.session(), step.id, seat)
    lines = [line for line in step.lines if line.text]
    left = [line for line in lines if line.key not in judged]
    return {
        "part": "lines",
        "line": left[0] if left else None,
        "sentence": words.sentence(left[0]) if left else "",
        "at": len(lines) - len(left) + 1,
        "of": len(lines),
        "judgements": words.JUDGEMENTS.items(),
    }


_STEPS: Mapping[StepKind, Callable[[Visit, MeetingSeat, StepView], Page]] = {
    StepKind.WELCOME: _reading,
    StepKind.FACTS: _reading,
    StepKind.CHECK_IN: _scales,
    StepKind.WRITING: _write,
    StepKind.RELEASE: _waiting,
    StepKind.VOTING: _vote,
    StepKind.TALK: _talk,
    StepKind.PRIORITISE: _dots,
    StepKind.READ_BACK: _lines,
    StepKind.CHECK_OUT: _scales,
}
