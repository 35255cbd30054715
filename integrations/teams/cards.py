"""Screens drawn as Adaptive Cards, version 1.5: plain texts, native inputs, and never more than Teams takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from core.chat import Button, Link, Look, Screen
from core.i18n import gettext as _
from core.i18n import number
from core.prompts import Choice, Control, Prompt
from core.settings import Settings
from integrations.teams.inbound import DATA, DO, MANY, ONE

Card = dict[str, Any]
Element = dict[str, Any]

CHAT_WITH_BOT = "https://teams.microsoft.com/l/chat/0/0?users=28:"
# What a button carries that somebody could as well have written in private.
LINE = "kod"
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
# Teams takes a message of 28 KB with all that surrounds the card; the rest is for that.
LARGEST = 26_000  # bytes, as sent
# Further buttons of one row would be hidden behind three dots.
BUTTONS_IN_A_ROW = 5
MOST_BUTTONS = 20
# What fits in a card in a narrow window; the rest of a longer label is said when it is pointed at.
LONGEST_BUTTON = 42
LONGEST_TITLE = 300
LONGEST_PARAGRAPH = 3_000
SHORT_PARAGRAPH = 400
LONGEST_ANSWER = 10_000
# As many are read at a glance; of more, one is picked from a list, and of very many one is searched for.
SEEN_AT_ONCE = 7
SEARCHED_FROM = 25
MANY_SEEN_AT_ONCE = 25

_LOOKS = {Look.PRIMARY: "positive", Look.DANGER: "destructive"}
_MARKDOWN = str.maketrans({character: f"\\{character}" for character in "\\[]*_`"})


def draw(screen: Screen, settings: Settings, language: str) -> Card:
    """The card of a screen, always small enough.

    What would be too large is drawn with less step by step: long texts shortened, then answered on the web instead.
    """
    return next(card for card in _attempts(screen, settings.base_url, language) if size(card) <= LARGEST)


def draw_post(screen: Screen, settings: Settings, language: str) -> Card:
    """The card of a screen where many read it: nothing to fill in, and every button leads to a private chat.

    A client on this machine has no address for that chat, so there only the links are left.
    """
    bot_url = f"{CHAT_WITH_BOT}{settings.teams_app_id}" if settings.teams_app_id else ""
    aside = tuple(Link(_with_line(bot_url, button), button.label) for button in screen.buttons if bot_url)
    public = replace(screen, prompts=(), filled={}, errors={}, send=None, buttons=(), links=(*aside, *screen.links))
    return draw(public, settings, language)


def plain(screen: Screen) -> str:
    """The screen's words in one text, for notifications and for a place where no card can be."""
    return "\n\n".join(part for part in (screen.notice, screen.title, *screen.paragraphs) if part)[:LONGEST_PARAGRAPH]


def attached(card: Card) -> dict[str, Any]:
    """A card as it is put in a message."""
    return {"contentType": CONTENT_TYPE, "content": card}


def size(card: Card) -> int:
    """Bytes on the wire."""
    return len(json.dumps(card).encode())


def _attempts(screen: Screen, base_url: str, language: str) -> Iterable[Card]:
    yield _card(screen, language)
    short = replace(screen, paragraphs=tuple(_cut(one, SHORT_PARAGRAPH) for one in screen.paragraphs))
    yield _card(short, language)
    if screen.prompts:
        yield _card(_elsewhere(short, base_url), language)
    yield _card(
        Screen(title=_cut(screen.title, LONGEST_TITLE), links=_web(screen, base_url)[:1]),
        language,
    )


def _elsewhere(screen: Screen, base_url: str) -> Screen:
    """The same without its questions, and a link to where they can be answered."""
    words = _("Frågorna får inte plats i Teams. Svara på webben i stället.")
    return replace(
        screen,
        paragraphs=(*screen.paragraphs[:3], words),
        prompts=(),
        filled={},
        errors={},
        send=None,
        links=_web(screen, base_url),
    )


def _web(screen: Screen, base_url: str) -> tuple[Link, ...]:
    return screen.links or (Link(base_url, _("Öppna på webben")),)


def _card(screen: Screen, language: str) -> Card:
    body: list[Element] = []
    # What went wrong with an answer stands by it, perhaps further down than is seen.
    notice = screen.notice or (_("Det här behöver rättas") if screen.errors else "")
    if notice:
        body.append({"type": "Container", "style": "emphasis", "items": _lines(notice), "bleed": True})
    body.append(_heading(screen.title))
    for paragraph in screen.paragraphs:
        body += _lines(_cut(paragraph, LONGEST_PARAGRAPH))
    for prompt in screen.prompts:
        body += _question(prompt, screen.filled.get(prompt.key, ()), screen.errors.get(prompt.key, ""))
    buttons = [_execute(button, takes_answers=False) for button in screen.buttons[:MOST_BUTTONS]]
    if screen.send:
        buttons = [_execute(screen.send, takes_answers=True), *buttons]
    buttons += [_open(link) for link in screen.links[:MOST_BUTTONS]]
    body += _rows(buttons)
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": VERSION,
        "lang": language,
        "fallbackText": _cut(plain(screen), SHORT_PARAGRAPH),
        "body": body,
    }


def _heading(title: str) -> Element:
    # Only a text block can be a heading, and its text is Markdown: what somebody wrote must not become a link there.
    text = _cut(title, LONGEST_TITLE).translate(_MARKDOWN)
    return {"type": "TextBlock", "style": "heading", "text": text, "size": "Large", "weight": "Bolder", "wrap": True}


def _lines(text: str, **looks: Any) -> list[Element]:
    """A text as it is, one element a line, with no character of it taken for Markdown."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [_line(line, **looks) | ({"spacing": "None"} if at else {}) for at, line in enumerate(lines)]


def _line(text: str, **looks: Any) -> Element:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **looks}]}


def _question(prompt: Prompt, filled: Sequence[str], error: str) -> list[Element]:
    """One question: what went wrong with it, what is asked, a hint, and a place for the answer."""
    if prompt.control is None:
        return [_line(prompt.label, weight="Bolder"), *_lines(prompt.help, isSubtle=True)]
    wrong = [_line(_("Fel:") + " " + error, color="Attention", weight="Bolder")] if error else []
    hint = [_line(_hint(prompt), isSubtle=True)] if _hint(prompt) else []
    drawn: list[Element] = [*wrong, _input(prompt, filled), *hint]
    return [one | {"spacing": "Small" if at else "Large"} for at, one in enumerate(drawn)]


def _hint(prompt: Prompt) -> str:
    parts = [prompt.help]
    if prompt.control is Control.PICK_MANY and not prompt.help:
        parts.append(_("Du kan välja flera."))
    if prompt.control is Control.LONG_TEXT and prompt.max_length:
        parts.append(_("Högst %(count)s tecken.", count=number(prompt.max_length)))
    return " ".join(part for part in parts if part)


def _input(prompt: Prompt, filled: Sequence[str]) -> Element:
    label = " ".join(part for part in (prompt.label, _must(prompt)) if part)
    if prompt.control in (Control.PICK_ONE, Control.PICK_MANY):
        return _choice_set(prompt, label, filled)
    element: Element = {
        "type": "Input.Text",
        "id": ONE + prompt.key,
        "label": f"{label} ({prompt.unit})" if prompt.unit else label,
        "isMultiline": prompt.control is Control.LONG_TEXT,
        "maxLength": min(prompt.max_length or LONGEST_ANSWER, LONGEST_ANSWER),
    }
    return element | ({"value": filled[0]} if filled else {})


def _must(prompt: Prompt) -> str:
    return _("(behöver besvaras)") if prompt.required else ""


def _choice_set(prompt: Prompt, label: str, filled: Sequence[str]) -> Element:
    is_many = prompt.control is Control.PICK_MANY
    element: Element = {
        "type": "Input.ChoiceSet",
        "id": (MANY if is_many else ONE) + prompt.key,
        "label": label,
        "style": _style(prompt, is_many),
        "isMultiSelect": is_many,
        "wrap": True,
        "choices": [{"title": title, "value": _value(choice.key, is_many)} for choice, title in _titled(prompt)],
    }
    if not is_many:
        element["placeholder"] = _("Välj ett svar")
    chosen = ",".join(_value(one, is_many) for one in filled)
    return element | ({"value": chosen} if chosen else {})


def _style(prompt: Prompt, is_many: bool) -> str:
    count = len(prompt.choices)
    if is_many:
        return "expanded" if count <= MANY_SEEN_AT_ONCE else "compact"
    if not prompt.is_scale and count <= SEEN_AT_ONCE:
        return "expanded"
    return "compact" if count < SEARCHED_FROM else "filtered"


def _titled(prompt: Prompt) -> Iterable[tuple[Choice, str]]:
    """The choices with their labels; the ends of a scale say what they mean."""
    steps = [choice for choice in prompt.choices if not choice.apart]
    for choice in prompt.choices:
        meaning = ""
        if prompt.is_scale and steps:
            meaning = prompt.low if choice is steps[0] else prompt.high if choice is steps[-1] else ""
        yield choice, f"{choice.label} – {meaning}" if meaning else choice.label


def _value(key: str, is_many: bool) -> str:
    """A choice as it is sent: of several at once, none may hold the comma they are joined by."""
    return quote(key, safe="") if is_many else key


def _execute(button: Button, *, takes_answers: bool) -> Element:
    """A button whose answer replaces the card; an old client sends a message instead."""
    data: Mapping[str, Any] = {DO: button.do, DATA: dict(button.data)}
    common: Element = {**_labelled(button.label), "data": data}
    if not takes_answers:
        common["associatedInputs"] = "none"
    if button.look in _LOOKS:
        common["style"] = _LOOKS[button.look]
    return {
        "type": "Action.Execute",
        "verb": button.do,
        **common,
        "fallback": {"type": "Action.Submit", **common},
    }


def _open(link: Link) -> Element:
    return {"type": "Action.OpenUrl", **_labelled(link.label), "url": link.url}


def _labelled(label: str) -> Element:
    title = _cut(label, LONGEST_BUTTON)
    return {"title": title} if title == label else {"title": title, "tooltip": _cut(label, LONGEST_TITLE)}


def _rows(actions: Sequence[Element]) -> list[Element]:
    starts = range(0, len(actions), BUTTONS_IN_A_ROW)
    return [{"type": "ActionSet", "actions": list(actions[start : start + BUTTONS_IN_A_ROW])} for start in starts]


def _with_line(bot_url: str, button: Button) -> str:
    """The private chat, with the line written in it that says what the button would."""
    line = button.data.get(LINE, "")
    return f"{bot_url}&message={quote(line, safe='')}" if line else bot_url


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
