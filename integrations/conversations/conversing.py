"""Answering one thing that somebody did in a chat: which room hears it, and whether it is asked all at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from core import clock
from core.chat import Desk, Heard, Screen, Speaker
from core.errors import PersonMet
from core.house import house_of, settings_of
from core.i18n import gettext as _
from core.i18n import say
from core.language import screening
from core.limits import TooMany
from core.met import words_of
from core.prompts import Refused
from core.settings import Settings
from integrations.conversations import addresses, commands, erasing, home, interviewing, interviews
from integrations.conversations.arrival import Arrival, Outcome, Surface
from integrations.conversations.commands import Command, command, plain
from integrations.conversations.interviewing import Interview
from integrations.conversations.interviews import Kept

# What a desk is told about where a line to it was written.
WHERE = ("tenant", "place")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One arrival being taken care of, in the person's language. ``kept`` is what they were last asked, if this may
    be the answer to it.
    """

    session: Session
    arrival: Arrival
    speaker: Speaker
    kept: Kept | None
    now: datetime

    def outcome(self) -> Outcome:
        """The answer, whatever came."""
        heard, words = self.arrival.heard, self.arrival.typed.strip()
        if self.arrival.surface is Surface.PLACE:
            meant = self._to_desk(words)
            return self._whole(meant) if meant else Outcome(home.pointer(self._settings.base_url))
        if heard is not None:
            # Where something was written is known from the arrival alone: a button that says it is none of ours.
            return self._pressed(replace(heard, data={k: v for k, v in heard.data.items() if k not in WHERE}))
        return self._typed(words) if words else self._whole(Heard(commands.START))

    def _pressed(self, heard: Heard) -> Outcome:
        if heard.do == commands.HERE:
            return self._here(interviewing.meant(heard))
        interview = self.kept.interview if self.kept else None
        if heard.do == commands.ERASE:
            return self._commanded(Command.ERASE, interview)
        if heard.do == commands.START and self.kept is not None and self.kept.asks_erase:
            # That was a no: a "ja" that is typed later is not about erasing any more.
            self._ask_no_more_of_erasing(interview)
        if heard.do not in (commands.CHOOSE, commands.SKIP):
            return self._whole(heard)
        if interview is None:
            return Outcome(self._home(_("Den frågan är inte öppen längre.")))
        if heard.data.get("steg") != interview.step:
            return self._asked(interview, _("Den frågan har du redan lämnat. Nu är vi här."))
        return self._answered(interview, None if heard.do == commands.SKIP else (heard.data.get("val", ""),))

    def _typed(self, words: str) -> Outcome:
        """Words of our own come first, but for what is the whole label of a button that is offered now."""
        interview = self.kept.interview if self.kept else None
        if interview is not None and interviewing.is_label(interview, words):
            return self._continued(interview, words)
        known = command(words)
        if known is not None:
            return self._commanded(known, interview)
        if self.kept is not None and self.kept.asks_erase and plain(words) in commands.YES:
            return self._whole(Heard(commands.ERASE_NOW))
        if self.kept is not None and self.kept.asks_erase and plain(words) in commands.NO:
            return self._kept_all(interview)
        if interview is not None:
            return self._continued(interview, words)
        meant = self._to_desk(words)
        if meant:
            return self._whole(meant)
        if screening.concerns(words):
            return Outcome(home.help_now())
        return Outcome(self._home(_("Det där förstod jag inte. Välj här nedanför, eller skriv hjälp.")))

    def _commanded(self, known: Command, interview: Interview | None) -> Outcome:
        """What a word of our own asks for. The question that was asked waits, unless one goes back to the start."""
        if self.arrival.surface is Surface.MESSAGE and known is Command.ERASE:
            interviews.keep(self.session, self.arrival, interview, self.now, asks_erase=True)
        if self.arrival.surface is Surface.MESSAGE and known is Command.START:
            interviews.close(self.session, self.arrival)
        return self._whole(Heard(commands.OWN[known]))

    def _ask_no_more_of_erasing(self, interview: Interview | None) -> None:
        if interview is not None:
            interviews.keep(self.session, self.arrival, interview, self.now)
        else:
            interviews.close(self.session, self.arrival)

    def _kept_all(self, interview: Interview | None) -> Outcome:
        """No to erasing: go on where one was."""
        notice = _("Inget har raderats.")
        if interview is not None:
            return self._asked(interview, notice)
        interviews.close(self.session, self.arrival)
        return Outcome(self._home(notice))

    def _to_desk(self, words: str) -> Heard | None:
        """A line that begins with a word of some desk's."""
        first, _space, rest = words.partition(" ")
        for desk in self._desks:
            if plain(first) in desk.words:
                where = (self.arrival.tenant, self.arrival.place) if self.arrival.place else ()
                here = dict(zip(WHERE, where, strict=False))
                return Heard(f"{desk.name}.skriv", here, {"text": (rest.strip(),)})
        return None

    def _whole(self, heard: Heard) -> Outcome:
        """The next screen, all at once."""
        try:
            return Outcome(self._screen(heard))
        except Refused as refused:
            return Outcome(home.met(words_of(refused), self.arrival, heard))

    def _here(self, heard: Heard, before: Interview | None = None) -> Outcome:
        """The next screen, one question at a time; an answer that is refused is asked for again."""
        try:
            interview, notice = interviewing.begin(self._screen(heard), before), ""
        except Refused as refused:
            if before is None:
                return Outcome(home.met(words_of(refused), self.arrival, heard))
            interview, notice = Interview(before.screen), say(refused)
        return self._asked(interview, notice)

    def _asked(self, interview: Interview, notice: str = "") -> Outcome:
        """Ask what is to be answered now, and remember that."""
        if interview.is_open:
            interviews.keep(self.session, self.arrival, interview, self.now)
        else:
            interviews.close(self.session, self.arrival)
        return Outcome(interviewing.shown(interview, notice), is_interview=True)

    def _continued(self, interview: Interview, words: str) -> Outcome:
        try:
            answer = interviewing.typed(interview, words)
        except Refused as refused:
            return Outcome(home.help_now()) if screening.concerns(words) else self._asked(interview, say(refused))
        if answer is None and screening.concerns(words):
            return Outcome(home.help_now())
        if answer is None:
            return self._asked(interview, _("Det där förstod jag inte. Skriv det som står på en knapp, eller avbryt."))
        if isinstance(answer, Heard):
            return self._here(answer)
        return self._went_on(answer)

    def _answered(self, interview: Interview, values: tuple[str, ...] | None) -> Outcome:
        try:
            answer = interviewing.passed_over(interview) if values is None else interviewing.answered(interview, values)
        except Refused as refused:
            return self._asked(interview, say(refused))
        return self._went_on(answer)

    def _went_on(self, interview: Interview) -> Outcome:
        """Ask the next question, or send the answers when there is none."""
        sent = interview.sent
        return self._asked(interview) if sent is None else self._here(sent, interview)

    def _screen(self, heard: Heard) -> Screen:
        """What is shown for something pressed or sent; raises Refused."""
        name = heard.do.partition(".")[0]
        desk = next((desk for desk in self._desks if desk.name == name), None)
        if desk is not None:
            return self._heard_by(desk, heard)
        match heard.do:
            case commands.HELP:
                return home.help_screen(self.arrival, self._settings.municipality, self._settings.base_url)
            case commands.ERASE:
                return home.ask_erase()
            case commands.ERASE_NOW:
                return home.erased(erasing.erase(self.session, self.arrival, self.speaker, self._desks))
            case commands.STOP:
                interviews.close(self.session, self.arrival)
                return home.stopped()
            case commands.START:
                return self._home()
        return self._home(_("Den knappen finns inte längre. Välj här nedanför."))

    def _heard_by(self, desk: Desk, heard: Heard) -> Screen:
        """A desk's answer. What it changed before it met an error is undone, and nothing else."""
        try:
            with self.session.begin_nested():
                screen = desk.hear(self.session, self.speaker, heard)
                self.session.flush()
        except (PersonMet, TooMany) as error:
            return home.met(words_of(error), self.arrival, heard)
        if screen.keep is not None:
            addresses.keep(self.session, self.arrival, screen.keep)
        if screen.forget:
            addresses.forget(self.session, self.arrival, screen.forget)
        return screen

    def _home(self, notice: str = "") -> Screen:
        web = self._settings.base_url
        return home.home(self.session, self.arrival, self.speaker, self._desks, clock.today(), web, notice)

    @property
    def _desks(self) -> tuple[Desk, ...]:
        return house_of(current_app).desks

    @property
    def _settings(self) -> Settings:
        return settings_of(current_app)
