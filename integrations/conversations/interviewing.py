"""One question at a time: any Screen asked in messages, and answered with a press or with typed words.

Nothing here knows what is asked or where it is kept. Answers are never said again in a message.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.chat import Button, Heard, Look, Screen
from core.i18n import gettext as _
from core.prompts import Control, Prompt, Refused, is_numbered, read
from integrations.conversations.commands import CHOOSE, HERE, INNER, SKIP, SKIPPING, STOP, plain

# More choices than these are written out with numbers, and typed: a message has no room for so many buttons.
MOST_BUTTONS = 11


@dataclass(frozen=True, slots=True)
class Interview:
    """A Screen that is being asked. ``values`` is what has been answered of it; no values means passed over."""

    screen: Screen
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Prompt, ...]:
        """What can be answered."""
        return tuple(prompt for prompt in self.screen.prompts if prompt.control is not None and self.screen.send)

    @property
    def asked(self) -> Prompt | None:
        """The question to answer now; None when all have been, or there are none."""
        return next((prompt for prompt in self.questions if prompt.key not in self.values), None)

    @property
    def is_open(self) -> bool:
        """Whether there is anything to answer or to press, so that what is typed next belongs here."""
        return bool(self.questions or self._presses) and not self.screen.is_last

    @property
    def step(self) -> str:
        """What tells this question from every other, so that a press on an old message is not taken for an answer."""
        send, asked = self.screen.send, self.asked
        whole = [send.do, dict(send.data)] if send else []
        text = json.dumps([*whole, asked.key if asked else ""], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def sent(self) -> Heard | None:
        """What a form would have sent, once every question has been answered or passed over."""
        if not self.questions or self.asked is not None or self.screen.send is None:
            return None
        given = {key: values for key, values in self.values.items() if values}
        return Heard(self.screen.send.do, self.screen.send.data, given)

    @property
    def _presses(self) -> tuple[Button, ...]:
        send = self.screen.send if not self.questions else None
        # Whoever is asked here already is not offered to be asked here.
        buttons = (button for button in self.screen.buttons if button.do != HERE)
        return (*((replace(send, look=Look.PRIMARY),) if send else ()), *buttons)


def begin(screen: Screen, before: Interview | None = None) -> Interview:
    """Ask a screen. Of one that comes back with something to mend, or with more questions, only those are asked."""
    is_same = before is not None and _way(before.screen) == _way(screen) is not None
    values = {**screen.filled, **(before.values if before and is_same else {})}
    keys = {prompt.key for prompt in screen.prompts if prompt.control is not None}
    known = {key: values for key, values in values.items() if key in keys and key not in screen.errors}
    # A screen whose questions all have answers is shown so that they can be answered otherwise.
    return Interview(screen, {} if keys <= known.keys() else known)


def shown(interview: Interview, notice: str = "") -> Screen:
    """The step as a screen without prompts: the question in words, and what can be pressed."""
    screen, asked = interview.screen, interview.asked
    if asked is None:
        hint = _("Tryck på en knapp, eller skriv det som står på den.")
        buttons = tuple(map(_here, interview._presses))
        words = (*screen.paragraphs, *_read_only(screen.prompts), *((hint,) if interview.is_open else ()))
        bare = replace(screen, prompts=(), filled={}, errors={}, send=None)
        return replace(bare, notice=notice or screen.notice, paragraphs=words, buttons=buttons)
    place = interview.questions.index(asked)
    error = screen.errors.get(asked.key, "")
    is_first = not any(prompt.key in interview.values for prompt in interview.questions)
    said = notice or " ".join(part for part in (screen.notice if is_first or error else "", error) if part)
    at = screen.prompts.index(asked)
    before = screen.prompts[:at]
    last = max((at for at, prompt in enumerate(before) if prompt.control is not None), default=-1)
    count = len(interview.questions)
    after = screen.prompts[at + 1 :] if place == count - 1 else ()
    return Screen(
        title=screen.title,
        notice=said,
        paragraphs=(
            *(screen.paragraphs if is_first else ()),
            *_read_only(before[last + 1 :]),
            *((_("Fråga %(number)s av %(count)s", number=place + 1, count=count),) if count > 1 else ()),
            asked.label,
            *((asked.help,) if asked.help else ()),
            *_choices(asked),
            *_read_only(after),
            _how(asked),
        ),
        buttons=(*_answers(interview, asked), *map(_here, screen.buttons), Button(STOP, _("Avbryt"))),
        links=screen.links,
    )


def typed(interview: Interview, words: str) -> Interview | Heard | None:
    """The interview with the question answered, or what was pressed by its words; None for words of neither kind.

    Raises Refused for an answer that cannot be accepted.
    """
    asked = interview.asked
    if asked is None:
        return _pressed(interview, words)
    if plain(words) in SKIPPING:
        return passed_over(interview)
    return answered(interview, read(asked, words))


def is_label(interview: Interview, words: str) -> bool:
    """Whether this is just what stands on a button that can be pressed now, or on a choice of the question."""
    asked = interview.asked
    labels = [choice.label for choice in asked.choices] if asked else [one.label for one in interview._presses]
    return plain(words) in map(plain, labels)


def answered(interview: Interview, values: tuple[str, ...]) -> Interview:
    """The interview with an answer to the question that is asked; raises Refused when it needs one and has none."""
    asked = interview.asked
    if asked is None:
        return interview
    if asked.required and not values:
        raise Refused("Besvara frågan för att gå vidare.")
    screen = replace(interview.screen, errors={k: v for k, v in interview.screen.errors.items() if k != asked.key})
    return Interview(screen, {**interview.values, asked.key: values})


def passed_over(interview: Interview) -> Interview:
    """The interview with the question passed over; raises Refused when it needs an answer."""
    return answered(interview, ())


def meant(heard: Heard) -> Heard:
    """What the button stands for that was drawn to go on here."""
    return Heard(heard.data.get(INNER, ""), {key: value for key, value in heard.data.items() if key != INNER})


def _here(button: Button) -> Button:
    """The button, so that what it leads to is asked in messages too."""
    return replace(button, do=HERE, data={**button.data, INNER: button.do})


def _pressed(interview: Interview, words: str) -> Heard | None:
    """The press that a label, its first word or its number stands for."""
    said, presses = plain(words), interview._presses
    if said.isascii() and said.isdecimal() and 0 < int(said[:3]) <= len(presses):
        button = presses[int(said[:3]) - 1]
        return Heard(button.do, button.data)
    whole = [button for button in presses if said == plain(button.label)]
    firsts = [button for button in presses if said == plain(button.label.split()[0].rstrip(",:"))]
    for found in (whole, firsts):
        if len(found) == 1:
            return Heard(found[0].do, found[0].data)
    return None


def _way(screen: Screen) -> tuple[str, dict[str, str]] | None:
    """Where the answers of a screen go; None for one that only has buttons."""
    return (screen.send.do, dict(screen.send.data)) if screen.send and screen.prompts else None


def _read_only(prompts: tuple[Prompt, ...]) -> tuple[str, ...]:
    return tuple(
        "\n".join(part for part in (prompt.label, prompt.help) if part) for prompt in prompts if prompt.control is None
    )


def _choices(prompt: Prompt) -> tuple[str, ...]:
    """The choices in words: with their numbers where numbers are typed, and the ends of a scale."""
    if prompt.is_scale:
        steps = [choice.label for choice in prompt.choices if not choice.apart]
        return (f"{steps[0]} = {prompt.low} … {steps[-1]} = {prompt.high}",)
    if not is_numbered(prompt):
        return (", ".join(choice.label for choice in prompt.choices),) if prompt.choices else ()
    return ("\n".join(f"{number}. {choice.label}" for number, choice in enumerate(prompt.choices, 1)),)


def _how(prompt: Prompt) -> str:
    """How the question is answered here, and that it need not be."""
    match prompt.control:
        case Control.PICK_MANY:
            how = _("Skriv siffrorna för det du väljer, med komma emellan: 1, 3.")
        case Control.PICK_ONE if _has_buttons(prompt) and is_numbered(prompt):
            how = _("Tryck på ditt svar eller skriv siffran för det.")
        case Control.PICK_ONE if _has_buttons(prompt):
            how = _("Tryck på ditt svar eller skriv det.")
        case Control.PICK_ONE if is_numbered(prompt):
            how = _("Skriv siffran för ditt svar.")
        case _ if prompt.unit:
            how = _("Skriv ditt svar i %(unit)s.", unit=prompt.unit)
        case _:
            how = _("Skriv ditt svar.")
    skip = _("Skriv hoppa över om du inte vill svara.")
    return how if prompt.required else f"{how} {skip}"


def _has_buttons(prompt: Prompt) -> bool:
    return prompt.control is Control.PICK_ONE and len(prompt.choices) <= MOST_BUTTONS


def _answers(interview: Interview, prompt: Prompt) -> tuple[Button, ...]:
    step = interview.step
    choices = prompt.choices if _has_buttons(prompt) else ()
    buttons = [Button(CHOOSE, choice.label, {"steg": step, "val": choice.key}) for choice in choices]
    if not prompt.required:
        buttons.append(Button(SKIP, _("Hoppa över"), {"steg": step}))
    return tuple(buttons)
