"""The room of a meeting as a screen: one for each step, with what there is to do in it and how long it lasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from sqlalchemy.orm import Session

from core.chat import Button, Heard, Look, Screen
from core.i18n import gettext as _
from core.i18n import write_date
from core.prompts import Choice as Pick
from core.prompts import Control, Prompt
from dialog import cards
from dialog.chat.words import CHOICES, promise
from dialog.chat.writing import form
from dialog.meetings import casting, holding, tapping, words
from dialog.meetings.chat.here import Here
from dialog.meetings.models import MeetingSeat, MeetingState, PausedBy, SeatRole, StepKind
from dialog.meetings.results import StepView
from dialog.meetings.room_page import time_left

DOOR_IS_OPEN = holding.LIVE
NUMBER, VOTE, MATTERS, YES = "n", "v", "viktigt", "1"
LINE, JUDGEMENT = "rad", "svar"
DOT_NAMES = tuple(f"prick{n}" for n in range(1, tapping.DOTS + 1))


@dataclass(frozen=True, slots=True)
class Turn:
    """What is shown in the room this time: what happened before, and what a form begins with."""

    notice: str = ""
    filled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    matters: bool | None = None
    number: int = 0


def show(session: Session, here: Here, turn: Turn | None = None) -> Screen:
    """The room as it is now, for whoever sits in it; for others only whether it is open."""
    turn, state, step, seat = turn or Turn(), here.meeting.state, here.meeting.step, here.seat
    if state in holding.OVER:
        screen = _over(here)
    elif state not in holding.LIVE:
        screen = Screen(_("Mötet har inte öppnat än"), (here.dialogue.question,), buttons=(_again(here),))
    elif seat is None:
        screen = Screen(here.meeting.title, buttons=(here.button("visa", _("Gå med i mötet"), Look.PRIMARY),))
    elif seat.role is SeatRole.ADULT:
        screen = Screen(_("Du är på plats"), (_("Vuxna har sin sida på webben."),), buttons=(_again(here),))
    elif state is MeetingState.LOBBY or step is None:
        screen = _inside(here, _("Du är inne"), _("Vi börjar snart. Välj Uppdatera när samtalsledaren säger till."))
    elif state is MeetingState.PAUSED:
        said = _(words.PAUSES[here.meeting.paused_by or PausedBy.STAFF])
        screen = _inside(here, _("Paus"), said)
    else:
        screen = _in_step(session, here, seat, step, turn)
    return replace(screen, notice=turn.notice or screen.notice, links=(here.web_room,))


def _in_step(session: Session, here: Here, seat: MeetingSeat, step: StepView, turn: Turn) -> Screen:
    where = _("Steg %(at)s av %(of)s", at=step.position, of=here.meeting.n_steps)
    left = time_left(step.seconds_left) if step.seconds_left is not None else ""
    screen = _STEPS[step.kind](session, here, seat, step, turn)
    return replace(
        screen,
        title=screen.title or words.said(step.title),
        paragraphs=(f"{where}. {left}".strip(), *screen.paragraphs),
        filled=screen.filled if not turn.filled else turn.filled,
        errors=turn.errors,
        buttons=(*screen.buttons, *_ways(here)),
    )


def _reading(session: Session, here: Here, seat: MeetingSeat, step: StepView, turn: Turn) -> Screen:
    said = [words.said(step.words)] if step.words else []
    if step.kind is StepKind.WELCOME:
        said += [
            here.dialogue.question,
            f"{_('Det här kan du påverka')}: {here.dialogue.influence}",
            *promise(here.dialogue),
        ]
    return Screen("", tuple(said))


def _waiting(session: Session, here: Here, seat: MeetingSeat, step: StepView, turn: Turn) -> Screen:
    return Screen("", (words.said(step.words) or _("Samtalsledaren läser det ni har skrivit. Snart får ni rösta."),))


def _scales(session: Session, here: Here, seat: MeetingSeat, step: StepView, turn: Turn) -> Screen:
    asked = asked_in(step)
    low, high = words.CHECK_IN_ENDS if step.kind is StepKind.CHECK_IN else words.CHECK_OUT_ENDS
    given = tapping.mine(session, step.id, seat)
    steps = tuple(Pick(str(n), str(n)) for n in range(1, 6))
    said = [words.said(step.words)] if step.words else []
    said += [_("Tack, ditt svar är sparat")] if given else []
    said.append(_("Ingen ser vad just du svarar."))
    if step.kind is StepKind.CHECK_OUT and here.dialogue.feedback_due_on:
        said.append(_("Senast %(day)s får du veta vad det ledde till.", day=write_date(here.dialogue.feedback_due_on)))
    return Screen(
        "",
        tuple(said),
        prompts=tuple(
            Prompt(item, Control.PICK_ONE, _(question), choices=steps, low=_(low), high=_(high))
            for item, question in asked.items()
        ),
        filled={item: (value,) for item, value in given.items() if item in asked},
        send=here.button("tryck", _("Ändra svaret") if given else _("Skicka"), Look.PRIMARY),
    )


def _write(session: Session, here: Here, seat: MeetingSeat, step: StepView, turn: Turn) -> Screen:
    said = (words.said(step.words),) if step.words else ()
    asked = form(session, here.guest, Heard("")).prompts
    return Screen("", said, prompts=asked, send=here.button("skicka", _("Skicka inspelet"), Look.PRIMARY))


def _vote(session: Session, here: Here, seat: MeetingSeat, step: StepView, turn: Turn) -> Screen:
    """The next card; the chance is drawn from who it is and how far they are, so looking again shows the same one."""
    done = casting.cards_done(session, step.id, seat)
    card = cards.numbered(session, here.dialogue.id, turn.number) if turn.number else None
    if card is None:
        chance = Random(f"{seat.id} {done}")  # noqa: S311  Nothing is kept secret by it.
        card = casting.next_card(session, here.row, step.id, seat, chance)
    if card is None:
        if done:
            return Screen(_("Du är klar"), (_("Du har röstat på allt. Vänta in de andra."),))
        return Screen(_("Det finns inget att rösta på än"), (_("Vänta lite, och välj sedan Uppdatera."),))
    told = {NUMBER: card.number, MATTERS: YES if turn.matters else ""}
    turned = told | {MATTERS: "" if turn.matters else YES}
    matters = _("Viktigt för mig: ja. Ändra") if turn.matters else _("Det här är viktigt för mig")
    return Screen(
        "",
        (_("Inspel %(number)s", number=card.number), f"”{card.text}”", _("Ingen ser hur du röstar.")),
        buttons=(
            *(here.button("rosta", _(label), carry=told | {VOTE: choice}) for choice, label in CHOICES.items()),
            here.button("kort", matters, carry=turned),
        ),
    )


def _talk(session: Session, here: Here, seat: MeetingSeat, step: StepView, turn: Turn) -> Screen:
    top = [
        f"”{one.text}”\n"
        + " · ".join(
            (
                _("%(agree)s håller med", agree=one.agree),
                _("%(disagree)s håller inte med", disagree=one.disagree),
                _("%(passed)s vet inte", passed=one.passed),
            )
        )
        for one in step.top
        if one.text
    ]
    said = [words.said(step.words)] if step.words else []
    said += top or [_("Det är för få som har röstat för att visa antal.")]
    few = [f"”{one.text}”" for one in step.choices if one.text]
    said += [_("Prata om det ni har skrivit:"), *few] if few else []
    if seat.hand is not None:
        place = next((one.place for one in here.meeting.speaking if one.seat_id == seat.id), None)
        standing = _("Du har plats %(place)s på talarlistan.", place=place) if place else _("Du står på talarlistan.")
        said.append(_("Det är din tur.") if place == 1 else standing)
        return Screen("", tuple(said), buttons=(here.button("ner", _("Ta ner handen")),))
    if seat.name:
        return Screen("", tuple(said), buttons=(here.button("upp", _("Räck upp handen"), Look.PRIMARY),))
    name = Prompt(
        "namn",
        Control.SHORT_TEXT,
        _("Vad vill du kallas?"),
        _("Samtalsledaren ropar upp namnet. Det glöms när mötet är slut."),
        max_length=40,
    )
    return Screen("", tuple(said), prompts=(name,), send=here.button("upp", _("Räck upp handen"), Look.PRIMARY))


def _dots(session: Session, here: Here, seat: MeetingSeat, step: StepView, turn: Turn) -> Screen:
    """Each dot is a question of its own: where to put it, or nowhere."""
    items = [one for one in step.choices if one.text]
    if not items:
        return Screen("", (_("Det finns inget att välja bland."),))
    picks = tuple(Pick(str(one.number), one.text) for one in items)
    given = tapping.mine(session, step.id, seat)
    placed = [number for number, count in given.items() for _n in range(int(count))]
    rule = _("Du har tre prickar. Lägg dem på det du tycker är viktigast, högst två på samma.")
    said = [words.said(step.words) or rule]
    said += [_("Tack, dina prickar är sparade")] if given else []
    said.append(_("Ingen ser var just du lägger dina prickar. Alla får se summan när steget är slut."))
    return Screen(
        "",
        tuple(said),
        prompts=tuple(
            Prompt(name, Control.PICK_ONE, _("Prick %(n)s", n=n), choices=picks) for n, name in enumerate(DOT_NAMES, 1)
        ),
        filled={name: (number,) for name, number in zip(DOT_NAMES, placed, strict=False)},
        send=here.button("prickar", _("Flytta prickarna") if given else _("Lägg prickarna"), Look.PRIMARY),
    )


def _lines(session: Session, here: Here, seat: MeetingSeat, step: StepView, turn: Turn) -> Screen:
    """The first line somebody has said nothing of; those whose inspel has been taken back are passed by."""
    judged = tapping.mine(session, step.id, seat)
    lines = [line for line in step.lines if line.text]
    left = [line for line in lines if line.key not in judged]
    if not left:
        if lines:
            return Screen(_("Du är klar"), (_("Tack! Vänta in de andra."),))
        return Screen(
            "", (_("Det är för få som har röstat för att skriva något om antal. Säg högt vad ni kom fram till."),)
        )
    at = _("Rad %(at)s av %(of)s", at=len(lines) - len(left) + 1, of=len(lines))
    return Screen(
        "",
        (at, words.sentence(left[0]), _("Ingen ser vad just du svarar.")),
        buttons=tuple(
            here.button("rad", _(label), carry={LINE: left[0].key, JUDGEMENT: key})
            for key, label in words.JUDGEMENTS.items()
        ),
    )


def asked_in(step: StepView | None) -> Mapping[str, str]:
    """What is asked with one tap from 1 to 5 in a step, by the key of its prompt."""
    kind = step.kind if step else None
    return words.CHECK_IN if kind is StepKind.CHECK_IN else words.CHECK_OUT if kind is StepKind.CHECK_OUT else {}


def _over(here: Here) -> Screen:
    thanks = _("Tack för att du var med!")
    if here.meeting.state is MeetingState.STOPPED:
        thanks = _("Mötet avbröts. Det ni hann skriva och rösta finns kvar i dialogen.")
    to_dialogue = Button("dialog.visa", _("Till dialogen"), {"d": str(here.dialogue.id)})
    return Screen(_("Mötet är slut"), (thanks, *promise(here.dialogue)), buttons=(to_dialogue,), is_last=True)


def _inside(here: Here, title: str, said: str) -> Screen:
    inside = _("%(count)s inne", count=here.meeting.n_inside)
    return Screen(title, (said, here.dialogue.question, inside), buttons=_ways(here))


def _ways(here: Here) -> tuple[Button, ...]:
    return (_again(here), here.button("ut", _("Lämna mötet")))


def _again(here: Here) -> Button:
    return here.button("visa", _("Uppdatera"))


Draw = Callable[[Session, Here, MeetingSeat, StepView, Turn], Screen]

_STEPS: Mapping[StepKind, Draw] = {
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
