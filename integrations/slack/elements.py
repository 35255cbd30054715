"""A Prompt as Slack's own controls: what there is room for, else the next best, else the web."""

from __future__ import annotations

from collections.abc import Sequence

from core.prompts import Choice, Control, Prompt
from integrations.slack import limits
from integrations.slack.texts import Block, TooMuch, numbered, plain, sections

ANSWER = "svar"


def blocks_of(prompt: Prompt, block_id: str, filled: Sequence[str], error: str = "") -> list[Block]:
    """The blocks of a prompt: what there was no room for in the control, what to correct, and the control.

    Raises TooMuch for one that Slack cannot ask.
    """
    if prompt.control is None:
        return sections(prompt.label, prompt.help)
    if len(block_id) > limits.BLOCK_ID:
        raise TooMuch
    element, before = _element(prompt, filled)
    long_label = [prompt.label] if len(prompt.label) > limits.LABEL else []
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(prompt.label, limits.LABEL),
        "element": element | {"action_id": ANSWER},
        "optional": not prompt.required,
    }
    hint = _hint(prompt)
    if hint and len(hint) <= limits.HINT:
        block["hint"] = plain(hint, limits.HINT)
    elif hint:
        long_label.append(hint)
    return [*sections(*long_label, *before, error), block]


def _hint(prompt: Prompt) -> str:
    steps = [choice for choice in prompt.choices if not choice.apart]
    ends = (steps[:1], prompt.low), (steps[-1:], prompt.high)
    named = ", ".join(f"{step.label} = {words}" for found, words in ends for step in found if words)
    return "\n".join(part for part in (prompt.help, named, prompt.unit) if part)


def _element(prompt: Prompt, filled: Sequence[str]) -> tuple[Block, list[str]]:
    """The control, and what must be read before it because the control has no room for it."""
    match prompt.control:
        case Control.PICK_ONE:
            return _pick_one(prompt.choices, filled)
        case Control.PICK_MANY:
            return _pick_many(prompt.choices, filled)
        case _:
            return _text(prompt, "".join(filled[:1])), []


def _pick_one(choices: Sequence[Choice], filled: Sequence[str]) -> tuple[Block, list[str]]:
    options, before = _options(choices)
    element: Block = {"type": "radio_buttons", "options": options}
    if len(options) > limits.OPTIONS_TO_SEE:
        element = {"type": "static_select", "options": options}
    chosen = [option for option in options if option["value"] in filled]
    return element | ({"initial_option": chosen[0]} if chosen else {}), before


def _pick_many(choices: Sequence[Choice], filled: Sequence[str]) -> tuple[Block, list[str]]:
    options, before = _options(choices)
    element: Block = {"type": "checkboxes", "options": options}
    if len(options) > limits.OPTIONS_TO_SEE:
        element = {"type": "multi_static_select", "options": options}
    chosen = [option for option in options if option["value"] in filled]
    return element | ({"initial_options": chosen} if chosen else {}), before


def _options(choices: Sequence[Choice]) -> tuple[list[Block], list[str]]:
    """The options; when one is too long all get numbers, and are listed in full before the control."""
    if not 0 < len(choices) <= limits.OPTIONS_TO_OPEN:
        raise TooMuch
    if any(len(choice.key) > limits.OPTION_VALUE for choice in choices):
        raise TooMuch
    labels = [choice.label for choice in choices]
    is_long = any(len(label) > limits.OPTION_TEXT for label in labels)
    shown = [f"{number}. {label}" for number, label in enumerate(labels, 1)] if is_long else labels
    options = [
        {"text": plain(label, limits.OPTION_TEXT), "value": choice.key}
        for choice, label in zip(choices, shown, strict=True)
    ]
    return options, [numbered(labels)] if is_long else []


def _text(prompt: Prompt, filled: str) -> Block:
    most = min(prompt.max_length or limits.TEXT_INPUT, limits.TEXT_INPUT)
    if len(filled) > limits.TEXT_INPUT:
        raise TooMuch
    element: Block = {"type": "plain_text_input", "max_length": max(most, len(filled))}
    if prompt.control is Control.LONG_TEXT:
        element["multiline"] = True
    return element | ({"initial_value": filled} if filled else {})
