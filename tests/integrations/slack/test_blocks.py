"""Whatever a room says, Slack has room for it, or it is shown on the web: judged by a library that is not ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.chat import Button, Link, Look, Screen
from core.prompts import Choice, Control, Prompt
from integrations.slack import blocks, limits
from integrations.slack.blocks import Paper
from integrations.slack.pressing import packed, unpacked
from integrations.slack.texts import pieces
from tests.builders import on_sqlite
from tests.fakes.block_kit import check_blocks, check_view

PAPER = Paper("sv", "https://dialog.example.se")
WORDS = "Håller du med om att bussen ska gå oftare <!channel> & *nu*? "
SEND = Button("enkat.skicka", "Nästa", {"slug": "prov"}, Look.PRIMARY)

pytestmark = on_sqlite


def pick(count: int, control: Control = Control.PICK_ONE, length: int = 5) -> Prompt:
    """A prompt with so many choices, each with so long a label."""
    choices = tuple(Choice(f"val{n}", f"{n} ".ljust(length, "x")) for n in range(count))
    return Prompt("fraga", control, "Vad väljer du?", choices=choices, required=True)


def controls(screen: Screen) -> list[dict[str, Any]]:
    """The controls of the modal."""
    view = blocks.modal(screen, PAPER)
    check_view(view)
    return [block["element"] for block in view["blocks"] if block["type"] == "input"]


@st.composite
def screens(draw: st.DrawFn) -> Screen:
    """Screens as no room would make them: empty, long and crowded."""

    def some(least: int = 0, most: int = 9_000) -> str:
        length = draw(st.sampled_from([n for n in (0, 1, 24, 25, 75, 76, 150, 151, 3_000, 3_001, 9_000) if n <= most]))
        return (WORDS * 200)[: max(length, least)]

    def button(number: int) -> Button:
        data = {"id": "7" * draw(st.sampled_from((0, 9, 1_900, 2_500, 3_100)))} if draw(st.integers(0, 9)) == 0 else {}
        return Button(f"rum.gor{number}", some(most=151), data, draw(st.sampled_from(Look)))

    prompts = []
    for number in range(draw(st.sampled_from((0, 1, 2, 7, 60, 101)))):
        control = draw(st.sampled_from((None, *Control)))
        count = draw(st.sampled_from((0, 1, 5, 10, 11, 100, 101))) if control in tuple(Control)[:2] else 0
        long = draw(st.integers(0, 8)) == 0
        labels = [some(most=151) if long else f"Val {n}" for n in range(count)]
        choices = tuple(Choice(f"k{n}", label) for n, label in enumerate(labels))
        length = draw(st.sampled_from((None, 1, 280, 3_000, 5_000)))
        low, high = draw(st.sampled_from((("", ""), ("Dåligt", "Bra")))) if choices else ("", "")
        label, advice = some(most=3_001), some(most=151)
        prompts.append(Prompt(f"f{number}", control, label, advice, choices, low=low, high=high, max_length=length))
    filled = {one.key: (some(1),) for one in prompts[:3]} | {one.key: ("k0", "k1") for one in prompts[3:6]}
    return Screen(
        title=some(),
        notice=some(most=151),
        paragraphs=tuple(some() for _ in range(draw(st.sampled_from((0, 1, 3, 120))))),
        prompts=tuple(prompts),
        filled=filled if draw(st.booleans()) else {},
        errors={"f0": some(1, 151)} if draw(st.booleans()) else {},
        send=button(0) if draw(st.booleans()) else None,
        buttons=tuple(button(number) for number in range(1, draw(st.sampled_from((1, 2, 12, 60))))),
        links=(Link("https://dialog.example.se/enkat/prov", some(most=151)),) * draw(st.integers(0, 2)),
    )


@given(screen=screens())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_screen_is_drawn_within_every_limit(app_context: None, screen: Screen) -> None:
    check_view(blocks.modal(screen, PAPER))
    check_view(blocks.home(screen, PAPER))
    message = blocks.message(screen, PAPER)

    check_blocks(list(message.blocks))
    assert message.text
    assert "<" not in message.text


@given(words=st.text(max_size=200), most=st.integers(5, 40))
def test_text_that_is_divided_loses_only_white_space(words: str, most: int) -> None:
    found = pieces(words, most)

    assert "".join("".join(found).split()) == "".join(words.split())
    assert all(0 < len(piece) <= most for piece in found)


def test_choices_fall_back_step_by_step(app_context: None) -> None:
    screen = Screen("Prov", send=SEND)
    drawn = {
        (count, control): [one["type"] for one in controls(replace(screen, prompts=(pick(count, control),)))]
        for count in (10, 11, 100, 101)
        for control in (Control.PICK_ONE, Control.PICK_MANY)
    }

    assert drawn == {
        (10, Control.PICK_ONE): ["radio_buttons"],
        (11, Control.PICK_ONE): ["static_select"],
        (100, Control.PICK_ONE): ["static_select"],
        (101, Control.PICK_ONE): [],
        (10, Control.PICK_MANY): ["checkboxes"],
        (11, Control.PICK_MANY): ["multi_static_select"],
        (100, Control.PICK_MANY): ["multi_static_select"],
        (101, Control.PICK_MANY): [],
    }
    link = Link("https://dialog.example.se/enkat/prov", "Svara på webben")
    view = blocks.modal(replace(screen, prompts=(pick(101),), links=(link,)), PAPER)
    assert "submit" not in view
    assert view["blocks"][-1]["elements"][0]["url"] == link.url


def test_long_choices_are_numbered_and_written_out(app_context: None) -> None:
    screen = Screen("Prov", prompts=(pick(3, length=90),), send=SEND)
    view = blocks.modal(screen, PAPER)

    check_view(view)
    written, asked = view["blocks"]
    assert written["text"]["text"].splitlines() == [
        f"{n + 1}. {choice.label}" for n, choice in enumerate(pick(3, length=90).choices)
    ]
    assert [option["text"]["text"][:4] for option in asked["element"]["options"]] == ["1. 0", "2. 1", "3. 2"]
    assert [option["value"] for option in asked["element"]["options"]] == ["val0", "val1", "val2"]


def test_a_long_send_button_is_a_button_or_is_explained(app_context: None) -> None:
    age = Button("enkat.borja", "Jag är minst 16 år, börja", {"slug": "prov"})
    alone = blocks.modal(Screen("Prov", ("Vi frågar.",), send=age), PAPER)
    asked = blocks.modal(Screen("Prov", prompts=(pick(2),), send=age), PAPER)

    assert "submit" not in alone
    assert unpacked(alone["blocks"][-1]["elements"][0]["value"]) == unpacked(packed(age, "sv"))
    assert asked["submit"]["text"] == "Fortsätt"
    assert age.label in asked["blocks"][-1]["text"]["text"]
    assert len(age.label) > limits.TITLE


def test_the_one_main_button_of_a_form_sends_it(app_context: None) -> None:
    def form(*buttons: Button) -> Any:
        return blocks.modal(Screen("Prov", ("Läs det här.",), buttons=buttons), PAPER)

    main, other = Button("enkat.borja", "Börja", look=Look.PRIMARY), Button("enkat.om", "Börja om")
    view = form(other, main)
    check_view(view)
    assert view["submit"]["text"] == "Börja"
    assert unpacked(view["private_metadata"]) == unpacked(packed(main, "sv"))
    assert [one["text"]["text"] for one in view["blocks"][-1]["elements"]] == ["Börja om"]
    assert "submit" not in form(other)
    assert "submit" not in form(main, replace(main, label="Igen"))
    assert "submit" not in form(replace(main, label="Ett ord till " * 2))


def test_what_was_typed_before_does_not_come_back_in_the_next_form(app_context: None) -> None:
    screen = Screen("Prov", prompts=(Prompt("text", Control.LONG_TEXT, "Skriv"),), send=SEND)
    ids = {blocks.modal(screen, PAPER)["blocks"][0]["block_id"] for _ in range(5)}

    assert len(ids) == 5
    assert {blocks.asked(block_id) for block_id in ids} == {"text"}


@given(text=st.one_of(st.text(), st.builds(repr, st.dictionaries(st.text(), st.integers()))))
def test_what_is_not_ours_is_not_understood(text: str) -> None:
    assert unpacked(text) is None


@given(
    data=st.dictionaries(st.text(max_size=9), st.text(max_size=30), max_size=4), language=st.sampled_from(["sv", "en"])
)
def test_a_button_is_understood_when_it_comes_back(data: dict[str, str], language: str) -> None:
    pressed = unpacked(packed(Button("rum.gor", "Tryck", data), language))

    assert pressed is not None
    assert (pressed.do, dict(pressed.data), pressed.language) == ("rum.gor", data, language)


@pytest.fixture
def app_context(app: Flask) -> Any:
    """Our own words are translated in the app's context."""
    with app.app_context():
        yield
