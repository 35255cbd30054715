"""A Screen as Slack draws it: in a modal, on the bot's own page and in a message, within every limit Slack has."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.chat import Button, Link, Look, Screen
from core.i18n import gettext as _
from core.i18n import in_language
from core.prompts import Choice, Control, Prompt
from integrations.slack import limits
from integrations.slack.elements import blocks_of
from integrations.slack.pressing import packed
from integrations.slack.texts import Block, TooMuch, numbered, plain, sections

CALLBACK = "samspel"
# Sent by the form that asks which button: what was chosen is a button as it is carried.
MENU = "slack.meny"
NAME = "Samspel"
_STYLES = {Look.PLAIN: {}, Look.PRIMARY: {"style": "primary"}, Look.DANGER: {"style": "danger"}}
# Slack keeps what was typed in a block that comes again with the same id, also when it is asked for something new.
_APART = 6


@dataclass(frozen=True, slots=True)
class Paper:
    """In what language our own words are, and where the web is that shows what Slack has no room for."""

    language: str
    web: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its blocks, and the text that stands for them in a notice."""

    text: str
    blocks: Sequence[Block]


def modal(screen: Screen, paper: Paper) -> Block:
    """The view of a modal."""
    with in_language(paper.language):
        try:
            return _modal(screen, paper)
        except TooMuch:
            return _modal(_on_the_web(screen, paper), paper)


def home(screen: Screen, paper: Paper) -> Block:
    """The view of the bot's own page; prompts are asked in a modal, never there."""
    with in_language(paper.language):
        try:
            blocks = _pressed(screen, paper, limits.BLOCKS_IN_VIEW)
        except TooMuch:
            blocks = _pressed(_on_the_web(screen, paper), paper, limits.BLOCKS_IN_VIEW)
    return {"type": "home", "blocks": blocks}


def message(screen: Screen, paper: Paper) -> Message:
    """A message with a screen that is pressed, not filled in."""
    with in_language(paper.language):
        try:
            blocks = _message(screen, paper)
        except TooMuch:
            blocks = _message(_on_the_web(screen, paper), paper)
    words = " – ".join(part for part in (screen.title, screen.notice) if part)
    return Message(_escaped(words), blocks)


def asked(block_id: str) -> str:
    """The key of the prompt that a block of ours asks for."""
    return block_id[_APART + 1 :]


def _modal(screen: Screen, paper: Paper) -> Block:
    screen = _main_button_sends(_as_form(screen, paper.language))
    send, title = screen.send, screen.title or NAME
    has_prompts = send is not None and any(prompt.control for prompt in screen.prompts)
    # Without anything to fill in a long label is better as a button, which has room for it.
    is_submit = send is not None and (has_prompts or len(send.label) <= limits.TITLE)
    blocks = _heading(title) if len(title) > limits.TITLE else []
    if send is not None and not is_submit:
        screen = replace(screen, send=None, buttons=(replace(send, look=Look.PRIMARY), *screen.buttons))
    blocks += _body(screen, paper)
    view: Block = {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(title, limits.TITLE),
        "close": plain(_("Stäng"), limits.TITLE),
    }
    if send is not None and is_submit:
        label = send.label
        if len(label) > limits.TITLE:
            label = _("Fortsätt")
            blocks += sections(_("När du trycker på Fortsätt menar du: %(label)s", label=send.label))
        metadata = packed(send, paper.language)
        if len(metadata) > limits.METADATA:
            raise TooMuch
        view |= {"submit": plain(label, limits.TITLE), "private_metadata": metadata}
    return view | {"blocks": _checked(blocks or sections(title), limits.BLOCKS_IN_VIEW)}


def _as_form(screen: Screen, language: str) -> Screen:
    """A menu, asked as a question: what follows then comes in Slack's own answer, as with the main button."""
    carried = [packed(button, language) for button in screen.buttons]
    if not screen.is_menu or len(carried) < 2 or any(len(one) > limits.OPTION_VALUE for one in carried):
        return screen
    choices = [Choice(one, button.label) for one, button in zip(carried, screen.buttons, strict=True)]
    which = Prompt(MENU, Control.PICK_ONE, _("Vad vill du göra?"), choices=tuple(choices), required=True)
    return replace(screen, prompts=(which,), send=Button(MENU, _("Fortsätt")), buttons=())


def _main_button_sends(screen: Screen) -> Screen:
    """In a form the main button is Slack's own: what follows comes in the same answer, and needs no call of ours."""
    main = [one for one in screen.buttons if one.look is Look.PRIMARY and len(one.label) <= limits.TITLE]
    if len(main) != 1 or screen.send is not None or any(prompt.control for prompt in screen.prompts):
        return screen
    return replace(screen, send=main[0], buttons=tuple(one for one in screen.buttons if one is not main[0]))


def _pressed(screen: Screen, paper: Paper, most: int) -> list[Block]:
    """A screen with nothing to fill in: what sends it is then a button like the others."""
    if any(prompt.control for prompt in screen.prompts):
        raise TooMuch
    send = (replace(screen.send, look=Look.PRIMARY),) if screen.send else ()
    pressed = replace(screen, send=None, buttons=(*send, *screen.buttons))
    return _checked([*_heading(screen.title or NAME), *_body(pressed, paper)], most)


def _message(screen: Screen, paper: Paper) -> list[Block]:
    blocks = _pressed(screen, paper, limits.BLOCKS_IN_MESSAGE)
    if sum(len(block["text"]["text"]) for block in blocks if "text" in block) > limits.CHARACTERS_IN_MESSAGE:
        raise TooMuch
    return blocks


def _heading(title: str) -> list[Block]:
    if len(title) > limits.HEADER:
        return sections(title)
    return [{"type": "header", "text": plain(title, limits.HEADER)}]


def _body(screen: Screen, paper: Paper) -> list[Block]:
    blocks = sections(screen.notice)
    if blocks and (screen.paragraphs or screen.prompts):
        blocks.append({"type": "divider"})
    blocks += sections(*screen.paragraphs)
    unplaced = [error for key, error in screen.errors.items() if key not in {prompt.key for prompt in screen.prompts}]
    blocks += sections(*unplaced)
    apart = secrets.token_hex(_APART // 2)
    for prompt in screen.prompts:
        if prompt.control is None or screen.send is not None:
            filled = screen.filled.get(prompt.key, ())
            blocks += blocks_of(prompt, f"{apart}:{prompt.key}", filled, screen.errors.get(prompt.key, ""))
    return blocks + _buttons(screen.buttons, paper) + _links(screen.links)


def _buttons(buttons: Sequence[Button], paper: Paper) -> list[Block]:
    labels = [button.label for button in buttons]
    is_long = any(len(label) > limits.BUTTON_TEXT for label in labels)
    shown = [f"{number}. {label}" for number, label in enumerate(labels, 1)] if is_long else labels
    elements = [
        {
            "type": "button",
            "action_id": f"{number}:{button.do}",
            "text": plain(label, limits.BUTTON_TEXT),
            "value": packed(button, paper.language),
        }
        | _STYLES[button.look]
        for number, (button, label) in enumerate(zip(buttons, shown, strict=True), 1)
    ]
    if any(len(one["value"]) > limits.BUTTON_VALUE or len(one["action_id"]) > limits.ACTION_ID for one in elements):
        raise TooMuch
    return [*(sections(numbered(labels)) if is_long else []), *_rows(elements)]


def _links(links: Sequence[Link]) -> list[Block]:
    if any(len(link.url) > limits.BUTTON_URL for link in links):
        raise TooMuch
    return _rows(
        [
            {
                "type": "button",
                "action_id": f"{number}:lank",
                "text": plain(link.label, limits.BUTTON_TEXT),
                "url": link.url,
            }
            for number, link in enumerate(links, 1)
        ]
    )


def _rows(elements: Sequence[Block]) -> list[Block]:
    step = limits.BUTTONS_IN_BLOCK
    return [{"type": "actions", "elements": [*elements[at : at + step]]} for at in range(0, len(elements), step)]


def _checked(blocks: list[Block], most: int) -> list[Block]:
    """The blocks, with neighbouring texts put together if they are too many; raises TooMuch if that is no help."""
    if len(blocks) <= most:
        return blocks
    fewer: list[Block] = []
    for block in blocks:
        if block["type"] == "section" and fewer and fewer[-1]["type"] == "section":
            both = f"{fewer[-1]['text']['text']}\n\n{block['text']['text']}"
            if len(both) <= limits.SECTION:
                fewer[-1] = {"type": "section", "text": plain(both, limits.SECTION)}
                continue
        fewer.append(block)
    if len(fewer) > most:
        raise TooMuch
    return fewer


def _on_the_web(screen: Screen, paper: Paper) -> Screen:
    """The same thing on the web, where there is room."""
    url = next((link.url for link in screen.links if len(link.url) <= limits.BUTTON_URL), paper.web)
    return Screen(
        title=screen.title[: limits.SECTION],
        paragraphs=(_("Det här får inte plats i Slack. Du kan fortsätta på webben i stället."),),
        links=(Link(url, _("Fortsätt på webben")),),
        is_last=True,
    )


def _escaped(words: str) -> str:
    """The text of a notice is read for mentions and links, unlike the blocks."""
    tidy = words.strip() or NAME
    return tidy.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")[: limits.SECTION]
