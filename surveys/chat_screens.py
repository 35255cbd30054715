"""What a survey shows in any chat: its first screen, its parts, its end, and taking an answer back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import current_app

from core.chat import Button, ChatChannel, Link, Look, Screen
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import ngettext, write_date
from core.prompts import Choice, Control, Prompt
from surveys import chat_parts, flow
from surveys.chat_parts import Part
from surveys.questions import KINDS, Question, Value, is_asked
from surveys.rounds import Protection, Round

NAME = "enkat"

# What a button carries: the survey's address, the age said, the section and its part, and that answers are changed.
SURVEY, AGE, SECTION, PART, CHANGES = "enkat", "alder", "avsnitt", "del", "andrar"

Given = Mapping[str, tuple[str, ...]]


def first(round_: Round, channel: ChatChannel, language: str, *, has_draft: bool = False, notice: str = "") -> Screen:
    """Why, how long, who sees what and how to erase; nothing is kept before the button is pressed."""
    asked, age = round_.questionnaire, round_.youngest_in(channel)
    begin = _("Jag har fyllt %(age)s, börja", age=age) if age else _("Börja")
    carried = {AGE: str(age)} if age else {}
    buttons: tuple[Button, ...] = (button(round_, "borja", begin, carried, Look.PRIMARY),)
    if has_draft:
        buttons = (
            button(round_, "fortsatt", _("Fortsätt där du slutade"), look=Look.PRIMARY),
            button(round_, "om", _("Börja om från början")),
        )
    return Screen(
        asked.title.into(language),
        (
            *((_("påhittade data"),) if round_.is_demo else ()),
            *asked.purpose.into(language).split("\n\n"),
            _how_long(round_),
            f"{_('Vem som ser svaren')}: {asked.who_sees.into(language)}",
            _protection(round_),
            _("Det är frivilligt att svara. Du kan hoppa över de flesta frågor och välja ”Vet ej”."),
            _("Svaren går genom %(chat)s på vägen till kommunen.", chat=channel.title())
            + " "
            + _(
                "Det du skriver direkt i chatten ligger också kvar i %(chat)s, och där kan vi inte ta bort det.",
                chat=channel.title(),
            ),
            _how_to_erase(round_),
            _responsibility(round_),
        ),
        notice=notice,
        buttons=buttons,
        links=(page(round_, _("Svara på webben")), _privacy()),
    )


def link_only(round_: Round, language: str) -> Screen:
    """For a survey that is only a link in this chat: no answer passes through it."""
    asked = round_.questionnaire
    words = (*asked.purpose.into(language).split("\n\n"), _how_long(round_))
    return Screen(asked.title.into(language), words, links=(page(round_, _("Svara på webben")),), is_last=True)


def asking(
    round_: Round,
    part: Part,
    answers: Mapping[str, Value],
    language: str,
    *,
    filled: Given | None = None,
    errors: Mapping[str, str] | None = None,
    changes: bool = False,
) -> Screen:
    """The questions of a part. What was answered before is not said again; ``filled`` is what was sent just now."""
    section = part.section
    sections = [one.key for one in flow.sections_for(round_.questionnaire, answers)]
    at = (sections.index(section.key) + 1, len(sections)) if section.key in sections else (1, 1)
    carried = {SECTION: section.key, PART: str(part.number)} | ({CHANGES: "1"} if changes else {})
    return Screen(
        section.title.into(language),
        _lead(part, language, at, changes=changes),
        prompts=_prompts(chat_parts.shown_in(part, round_.questionnaire, answers), language),
        filled=filled or {},
        errors=errors or {},
        send=button(round_, "svara", _("Fortsätt"), carried, Look.PRIMARY),
        links=(page(round_, _("Svara på webben")),),
    )


def whole(round_: Round, part: Part, language: str) -> Screen:
    """A part with every question that anybody can meet in it, for a preview."""
    keys = [section.key for section in round_.questionnaire.sections]
    at = keys.index(part.section.key) + 1, len(keys)
    return Screen(
        part.section.title.into(language),
        _lead(part, language, at),
        prompts=_prompts(part.section.questions, language),
        send=button(round_, "svara", _("Fortsätt"), look=Look.PRIMARY),
        links=(page(round_, _("Svara på webben")),),
    )


def _lead(part: Part, language: str, at: tuple[int, int], *, changes: bool = False) -> tuple[str, ...]:
    """What stands before the questions of a part; the section's own words only where the section begins."""
    words = part.section.intro.into(language).split("\n\n") if part.section.intro and part.number == 0 else []
    place = [_("Del %(at)s av %(of)s", at=at[0], of=at[1])] if at[1] > 1 else []
    return (*place, *words, *([_("Det du lämnar tomt står kvar som det var.")] if changes else []))


def _prompts(questions: Sequence[Question], language: str) -> tuple[Prompt, ...]:
    return tuple(KINDS[one.kind].prompt(one, language) for one in questions)


def before_sending(round_: Round, language: str, notice: str = "") -> Screen:
    """Everything has been asked; the answers themselves are not said again in a chat."""
    return Screen(
        round_.questionnaire.title.into(language),
        (_("Du har kommit till slutet."), _("Du kan ändra allt fram till att du skickar in.")),
        notice=notice,
        buttons=(
            button(round_, "skicka", _("Skicka svaren"), look=Look.PRIMARY),
            button(round_, "andra", _("Ändra ett svar")),
            button(round_, "om", _("Börja om från början")),
        ),
    )


def choose_section(round_: Round, answers: Mapping[str, Value], language: str) -> Screen:
    """Which part of the survey somebody wants to answer anew."""
    sections = [
        section
        for section in flow.sections_for(round_.questionnaire, answers)
        if any(is_asked(question) for question in section.questions)
    ]
    return Screen(
        _("Ändra ett svar"),
        prompts=(
            Prompt(
                SECTION,
                Control.PICK_ONE,
                _("Vilken del vill du ändra?"),
                choices=tuple(Choice(section.key, section.title.into(language)) for section in sections),
                required=True,
            ),
        ),
        send=button(round_, "andra.del", _("Fortsätt"), look=Look.PRIMARY),
        buttons=(button(round_, "klar", _("Tillbaka")),),
    )


def thanks(round_: Round, language: str) -> Screen:
    """The answer has arrived: what happens next, and how to take it back."""
    return Screen(
        _("Tack"),
        (
            _("Dina svar har kommit fram."),
            *round_.questionnaire.thanks.into(language).split("\n\n"),
            _how_to_erase(round_),
        ),
        buttons=(button(round_, "tabort", _("Ta tillbaka ditt svar")),),
        is_last=True,
    )


def ask_to_take_back(round_: Round) -> Screen:
    """Nothing goes before the button is pressed."""
    return Screen(
        _("Ta tillbaka ditt svar"),
        (_("Svaret raderas direkt och går inte att få tillbaka."),),
        buttons=(button(round_, "tabort.ja", _("Ta bort mitt svar"), look=Look.DANGER),),
    )


def taken_back(round_: Round) -> Screen:
    """That it has been done."""
    return Screen(
        _("Svaret är borttaget"),
        (_("Vi har raderat allt du svarade. Det går inte att få tillbaka."),),
        buttons=(button(round_, "visa", _("Svara på nytt")),),
        is_last=True,
    )


def button(
    round_: Round, do: str, label: str, carried: Mapping[str, str] | None = None, look: Look = Look.PLAIN
) -> Button:
    """A button that leads back to the survey."""
    return Button(f"{NAME}.{do}", label, {SURVEY: round_.slug} | dict(carried or {}), look)


def page(round_: Round, label: str) -> Link:
    """The way to the survey on the web."""
    return Link(f"{settings_of(current_app).base_url}/enkat/{round_.slug}", label)


def _privacy() -> Link:
    return Link(f"{settings_of(current_app).base_url}/integritet", _("Så behandlar vi dina uppgifter"))


def _how_long(round_: Round) -> str:
    words = [ngettext("Tar ungefär en minut", "Tar ungefär %(num)s minuter", round_.questionnaire.minutes)]
    if round_.closes_on:
        words.append(_("Öppen till och med %(day)s", day=write_date(round_.closes_on)))
    return " ".join(f"{sentence}." for sentence in words)


def _protection(round_: Round) -> str:
    if round_.protection is Protection.NAMED:
        words = _(
            "De som arbetar med enkäten kan se vem som har svarat vad. Resultatet visas ändå bara för grupper, aldrig "
            "för färre än fem svarande."
        )
        title = _("Den här enkäten är inte anonym")
        return f"{title}. {words}"
    words = _(
        "Vi sparar varken ditt namn eller klockslaget. Ditt konto känns igen med en nyckel som förstörs när enkäten "
        "stänger. Sedan kan ingen se vad just du har svarat, och vi kan inte heller ta bort det åt dig."
    )
    return str(words)


def _how_to_erase(round_: Round) -> str:
    until = _("Det går så länge enkäten är öppen.")
    if round_.closes_on:
        until = _("Det går till och med %(day)s.", day=write_date(round_.closes_on))
    how = _("Skriv radera om du vill att vi raderar det du har svarat.")
    return f"{how} {until}"


def _responsibility(round_: Round) -> str:
    return " ".join(
        (
            _("Personuppgiftsansvarig: %(who)s.", who=round_.controller),
            _("Rättslig grund: %(ground)s.", ground=round_.legal_basis),
            _("Svaren sparas till %(day)s.", day=write_date(round_.erase_on)),
            _("Frågor: %(contact)s.", contact=round_.contact),
        )
    )
