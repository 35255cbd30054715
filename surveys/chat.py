"""The surveys' desk in any chat: what is open, a part at a time, sent once, and taken back while the round is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.chat import ChatUse, Desk, Heard, Offer, Screen, Speaker
from core.i18n import gettext as _
from core.i18n import say
from core.prompts import Refused
from surveys import answering, chat_keys, chat_parts, flow, rounds, visitor, withdrawing
from surveys import chat_screens as screens
from surveys.answering import Door, Missing
from surveys.chat_parts import Part
from surveys.chat_screens import AGE, CHANGES, NAME, PART, SECTION, SURVEY
from surveys.errors import AlreadySent, AnswerIsLoose, DraftGone, NothingToTakeBack, NotInThisChat
from surveys.models import Channel, Response
from surveys.questions import KINDS, Value
from surveys.rounds import Round, RoundState


@dataclass(frozen=True, slots=True)
class Here:
    """A speaker at a round. ``token`` is what leads to their draft and answer, "" until they have begun something."""

    speaker: Speaker
    round: Round
    token: str

    @property
    def language(self) -> str:
        """The language the survey is asked in."""
        return self.round.language(self.speaker.language)

    @property
    def secret(self) -> str:
        """What receipts are made with."""
        return str(current_app.config["SECRET_KEY"])

    def first(self, *, has_draft: bool = False, notice: str = "") -> Screen:
        """The survey's first screen."""
        return screens.first(self.round, self.speaker.channel, self.language, has_draft=has_draft, notice=notice)

    def part(self, response: Response, part: Part | None, *, changes: bool = False) -> Screen:
        """The questions of a part, or the end when there is none."""
        if part is None:
            return screens.before_sending(self.round, self.language)
        return screens.asking(self.round, part, response.answers, self.language, changes=changes)

    def draft(self, session: Session) -> Response:
        """What has been begun, held until the commit; raises DraftGone."""
        return answering.draft(session, self.round, self.token, to_change=True)

    def was_sent(self, session: Session) -> bool:
        """Whether the account has answered."""
        return bool(self.token) and answering.was_sent(session, self.round, self.secret, self.token) is not None


Do = Callable[[Session, Here, Heard], Screen]


def offers(session: Session, speaker: Speaker, today: date) -> Sequence[Offer]:
    """The rounds that are open and something in this chat."""
    found = []
    for round_ in rounds.open_in(session, today, speaker.channel):
        language = round_.language(speaker.language)
        asked = round_.questionnaire
        lead = asked.purpose.into(language).split("\n\n")[0]
        if round_.use_in(speaker.channel) is ChatUse.FULL:
            found.append(Offer(asked.title.into(language), lead, screens.button(round_, "visa", _("Svara"))))
        else:
            found.append(Offer(asked.title.into(language), lead, screens.page(round_, _("Svara på webben"))))
    return found


def hear(session: Session, speaker: Speaker, heard: Heard) -> Screen:
    """Do what a button says and give the next screen; raises NoSuchSurvey, NotInThisChat and what answering raises.

    The round is held, so that it is not closed meanwhile. What no screen offers any more leads to the first one.
    """
    act = heard.do.removeprefix(f"{NAME}.")
    round_ = rounds.current(session, heard.data.get(SURVEY, ""), clock.today(), to_answer=True)
    here = Here(speaker, round_, chat_keys.known_token(session, round_.collection_id, speaker.identity) or "")
    if act in _ANYWHERE:
        return _ANYWHERE[act](session, here, heard)
    use = round_.use_in(speaker.channel)
    if use is ChatUse.OFF or (use is ChatUse.LINK and heard.values):
        # What somebody had filled in before it became a link is not taken from them without a word.
        raise NotInThisChat
    if use is ChatUse.FULL and here.was_sent(session):
        return screens.thanks(round_, here.language)
    round_.must_be_open(clock.today())
    if use is ChatUse.LINK:
        return screens.link_only(round_, here.language)
    try:
        return _ACTS.get(act, _show)(session, here, heard)
    except DraftGone as gone:
        # Perhaps sent by another press of the same button, while this one waited for it.
        if here.was_sent(session):
            return screens.thanks(round_, here.language)
        return here.first(notice=say(gone) if here.token else "")


def erase(session: Session, speaker: Speaker) -> int:
    """Remove what the account has begun and sent in every round that is open; gives in how many there was anything."""
    secret, erased = str(current_app.config["SECRET_KEY"]), 0
    for collection_id, token in chat_keys.all_tokens(session, speaker.identity):
        erased += withdrawing.take_back(session, rounds.by_id(session, collection_id), secret, token)
    return erased


def _show(session: Session, here: Here, heard: Heard) -> Screen:
    """The first screen, which knows of what has been begun."""
    try:
        here.draft(session)
    except DraftGone:
        return here.first()
    return here.first(has_draft=True)


def _begin(session: Session, here: Here, heard: Heard) -> Screen:
    """Yes to the terms: begin, or go on with what was begun. Too low an age in an old button asks anew."""
    needed, said = here.round.youngest_in(here.speaker.channel), heard.data.get(AGE, "")
    if needed and (not said.isdecimal() or int(said[:3]) < needed):
        return _show(session, here, heard)
    here = replace(here, token=chat_keys.token_of(session, here.round.collection_id, here.speaker.identity))
    try:
        return _go_on(session, here, heard)
    except DraftGone:
        door = Door(here.language, Channel(here.speaker.channel.value))
        try:
            with session.begin_nested():
                answering.begin(session, here.round, door, clock.today(), clock.now(), here.token)
        except IntegrityError:
            # The same button was pressed twice at once, and the other press has begun.
            return _go_on(session, here, heard)
        return _go_on(session, here, heard)


def _go_on(session: Session, here: Here, heard: Heard) -> Screen:
    response = here.draft(session)
    return here.part(response, chat_parts.unfinished(here.round.questionnaire, response.answers))


def _begin_anew(session: Session, here: Here, heard: Heard) -> Screen:
    """Forget what has been answered so far and ask from the start."""
    response = here.draft(session)
    response.answers, response.touched_at = {}, clock.now()
    return here.part(response, chat_parts.after(here.round.questionnaire, {}, None))


def _answer(session: Session, here: Here, heard: Heard) -> Screen:
    """Keep the answers of a part and go on; what cannot be understood is asked for again, with all that was sent."""
    response, asked = here.draft(session), here.round.questionnaire
    part = chat_parts.find(asked, heard.data.get(SECTION, ""), heard.data.get(PART, ""))
    if part is None:
        return _go_on(session, here, heard)
    changes = CHANGES in heard.data
    questions = chat_parts.shown_in(part, asked, response.answers)
    values: dict[str, Value | None] = {}
    errors: dict[str, str] = {}
    for question in questions:
        try:
            values[question.key] = KINDS[question.kind].parse(question, heard.values.get(question.key, ()))
        except Refused as refused:
            errors[question.key] = say(refused)
    given = {key: value for key, value in values.items() if value is not None}
    kept = given if changes else values
    before = response.answers
    now_answered = replace(part.section, questions=tuple(one for one in questions if one.key in kept))
    answering.record(response, now_answered, kept, clock.now())
    missing = {question.key for question in flow.missing(asked, response.answers)}
    errors |= {one.key: visitor.words_for(None) for one in questions if one.key in missing and one.key not in errors}
    if errors:
        # Nothing of a part is kept before all of it can be.
        response.answers = before
        return screens.asking(
            here.round, part, before, here.language, filled=heard.values, errors=errors, changes=changes
        )
    follow = chat_parts.after_a_change if changes else chat_parts.after
    return here.part(response, follow(asked, response.answers, part))


def _end(session: Session, here: Here, heard: Heard) -> Screen:
    """Back to the end from where something could be changed."""
    here.draft(session)
    return screens.before_sending(here.round, here.language)


def _change(session: Session, here: Here, heard: Heard) -> Screen:
    """Ask what to answer anew."""
    return screens.choose_section(here.round, here.draft(session).answers, here.language)


def _change_section(session: Session, here: Here, heard: Heard) -> Screen:
    """The section that was chosen, without what was answered in it."""
    response = here.draft(session)
    part = chat_parts.find(here.round.questionnaire, heard.value(SECTION), "0")
    if part is None:
        return _change(session, here, heard)
    return here.part(response, part, changes=True)


def _send(session: Session, here: Here, heard: Heard) -> Screen:
    """Send everything in, once."""
    response = here.draft(session)
    answers = dict(response.answers)
    try:
        with session.begin_nested():
            answering.submit(session, here.round, response, here.secret, here.token, clock.today())
    except Missing as missing:
        return _ask_for(here, answers, missing)
    except AlreadySent:
        withdrawing.discard(session, here.round, here.token)
    return screens.thanks(here.round, here.language)


def _ask_for(here: Here, answers: Mapping[str, Value], missing: Missing) -> Screen:
    """The part with the first question that needs an answer, in the words of the web."""
    key = missing.questions[0].key
    part = next(
        one
        for one in chat_parts.parts_of(here.round.questionnaire)
        if any(question.key == key for question in one.section.questions)
    )
    here_too = {question.key for question in part.section.questions}
    errors = {one.key: visitor.words_for(missing) for one in missing.questions if one.key in here_too}
    return screens.asking(here.round, part, answers, here.language, errors=errors, changes=True)


def _ask_to_take_back(session: Session, here: Here, heard: Heard) -> Screen:
    _must_lead_somewhere(session, here)
    return screens.ask_to_take_back(here.round)


def _take_back(session: Session, here: Here, heard: Heard) -> Screen:
    """Remove the account's answer in this round; raises AnswerIsLoose and NothingToTakeBack."""
    _must_lead_somewhere(session, here)
    if not withdrawing.take_back(session, here.round, here.secret, here.token):
        raise NothingToTakeBack
    return screens.taken_back(here.round)


def _must_lead_somewhere(session: Session, here: Here) -> None:
    if here.round.state(clock.today()) is RoundState.CLOSED and not here.token:
        raise AnswerIsLoose
    if not here.was_sent(session):
        raise NothingToTakeBack


_ACTS: Mapping[str, Do] = MappingProxyType(
    {
        "visa": _show,
        "borja": _begin,
        "fortsatt": _go_on,
        "om": _begin_anew,
        "svara": _answer,
        "klar": _end,
        "andra": _change,
        "andra.del": _change_section,
        "skicka": _send,
    }
)
# Whoever has answered can take it back also where the survey is in this chat no more.
_ANYWHERE: Mapping[str, Do] = MappingProxyType({"tabort": _ask_to_take_back, "tabort.ja": _take_back})

DESK = Desk(NAME, offers, hear, erase)
