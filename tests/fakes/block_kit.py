"""What Slack takes of blocks and views, judged by a library not ours: it builds each anew and must get the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import slackblocks as kit
from slackblocks.errors import InvalidUsageError

Json = Mapping[str, Any]
# What the library has no limits for, from Slack's own pages.
MOST_IN_VIEW, MOST_IN_MESSAGE, MOST_METADATA = 100, 50, 3000


class NotTaken(Exception):
    """Slack would have answered ``invalid_blocks`` or ``invalid_arguments``; the text says why."""


def check_view(view: Json) -> None:
    """Raise NotTaken for a view that Slack would not show."""
    blocks = _blocks(view.get("blocks"), MOST_IN_VIEW)
    if len(view.get("private_metadata", "")) > MOST_METADATA:
        raise NotTaken("private_metadata")
    try:
        if view["type"] == "home":
            again = kit.HomeTabView(blocks=blocks).to_dict()
        else:
            again = kit.ModalView(
                title=_text(view["title"]),
                blocks=blocks,
                close=_text(view["close"]) if "close" in view else None,
                submit=_text(view["submit"]) if "submit" in view else None,
                private_metadata=view.get("private_metadata"),
                callback_id=view.get("callback_id"),
            ).to_dict()
    except (InvalidUsageError, KeyError) as error:
        raise NotTaken(str(error)) from error
    _same(view, again)
    if view["type"] == "home" and any(block["type"] == "input" for block in view["blocks"]):
        raise NotTaken("this house asks nothing on the home page")


def check_blocks(blocks: Sequence[Json]) -> None:
    """Raise NotTaken for the blocks of a message that Slack would not post."""
    _blocks(blocks, MOST_IN_MESSAGE)
    if any(block["type"] == "input" for block in blocks):
        raise NotTaken("an input in a message sends nothing")


def _blocks(blocks: Any, most: int) -> list[Any]:
    if not isinstance(blocks, list) or not 0 < len(blocks) <= most:
        raise NotTaken("number of blocks")
    try:
        built = [_block(block) for block in blocks]
    except (InvalidUsageError, KeyError, TypeError, ValueError) as error:
        raise NotTaken(str(error)) from error
    for block, again in zip(blocks, built, strict=True):
        _same(block, again._resolve())
    elements = [element for block in blocks for element in block.get("elements", ())]
    for name, things in (("action_id", elements), ("block_id", blocks)):
        ids = [thing[name] for thing in things if name in thing]
        if len(ids) != len(set(ids)):
            raise NotTaken(f"the same {name} twice")
    return built


def _block(block: Json) -> Any:
    match block["type"]:
        case "header":
            return kit.HeaderBlock(_text(block["text"]))
        case "section":
            return kit.SectionBlock(_text(block["text"]))
        case "divider":
            return kit.DividerBlock()
        case "actions":
            return kit.ActionsBlock([_button(element) for element in block["elements"]])
        case "input":
            hint = _text(block["hint"]) if "hint" in block else None
            return kit.InputBlock(
                _text(block["label"]),
                _element(block["element"]),
                block_id=block["block_id"],
                hint=hint,
                optional=block["optional"],
            )
    raise NotTaken(f"a block of the type {block['type']}")


def _button(element: Json) -> Any:
    if element["type"] != "button" or not element.get("value", element.get("url")):
        raise NotTaken("what is pressed is a button with a value or an address")
    return kit.Button(
        _text(element["text"]),
        action_id=element["action_id"],
        url=element.get("url"),
        value=element.get("value"),
        style=element.get("style"),
    )


def _element(element: Json) -> Any:
    options = [kit.Option(_text(option["text"]), option["value"]) for option in element.get("options", ())]
    known = {option.value: option for option in options}
    if len(known) != len(options):
        raise NotTaken("the same option twice")
    first = known[element["initial_option"]["value"]] if "initial_option" in element else None
    several = [known[option["value"]] for option in element.get("initial_options", ())] or None
    match element["type"]:
        case "radio_buttons":
            return kit.RadioButtonGroup(element["action_id"], options, initial_option=first)
        case "static_select":
            return kit.StaticSelectMenu(element["action_id"], options, initial_option=first)
        case "checkboxes":
            return kit.CheckboxGroup(element["action_id"], options, initial_options=several)
        case "multi_static_select":
            return kit.StaticMultiSelectMenu(action_id=element["action_id"], options=options, initial_options=several)
        case "plain_text_input":
            if len(element.get("initial_value", "")) > element["max_length"]:
                raise NotTaken("it begins with more than it takes")
            return kit.PlainTextInput(
                element["action_id"],
                initial_value=element.get("initial_value"),
                multiline=element.get("multiline", False),
                max_length=element["max_length"],
            )
    raise NotTaken(f"a control of the type {element['type']}")


def _text(text: Json) -> Any:
    if text["type"] != "plain_text" or text["emoji"] or not text["text"].strip():
        raise NotTaken("all text is plain, without pictures, and says something")
    return kit.Text(text["text"], type_=kit.TextType.PLAINTEXT, emoji=False)


def _same(ours: Json, theirs: Json) -> None:
    """What was built again is what was given, so no part of it has a name that Slack does not know."""
    if (one := _bare(ours)) != (other := _bare(theirs)):
        raise NotTaken(f"{one} is not {other}")


def _bare(value: Any) -> Any:
    """Without what means the same when it is left out."""
    if isinstance(value, Mapping):
        return {name: _bare(part) for name, part in value.items() if part not in (None, False) and name != "block_id"}
    return [_bare(part) for part in value] if isinstance(value, list | tuple) else value
