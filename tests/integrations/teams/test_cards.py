from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.chat import Button, Heard, Link, Look, Screen
from core.house import settings_of
from core.prompts import Choice, Control, Prompt
from integrations.teams import activities, cards
from integrations.teams.activities import Malformed
from integrations.teams.inbound import arrival_of
from tests.builders import on_sqlite
from tests.fakes.bot_connector import actions_of, activity, faults_of_card, pressed, words_of

pytestmark = on_sqlite

KEYS = st.text("abcdefg-_:,%.åäö 0123456789", min_size=1, max_size=12)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
LONG = st.one_of(WORDS, st.integers(1, 9_000).map(lambda n: "ett långt ord " * (n // 14 + 1)))
CHOICES = st.lists(
    st.builds(Choice, KEYS, WORDS, st.booleans()), min_size=1, max_size=60, unique_by=lambda one: one.key
)
PROMPTS = st.lists(
    st.one_of(
        st.builds(Prompt, KEYS, st.sampled_from((Control.PICK_ONE, Control.PICK_MANY)), WORDS, WORDS, CHOICES),
        st.builds(Prompt, KEYS, st.sampled_from((None, Control.SHORT_TEXT, Control.LONG_TEXT)), LONG),
    ),
    max_size=60,
    unique_by=lambda one: one.key,
)
BUTTONS = st.builds(Button, st.just("prov.gor"), LONG, st.dictionaries(KEYS, WORDS, max_size=3), st.sampled_from(Look))
SCREENS = st.builds(
    Screen,
    LONG,
    st.lists(LONG, max_size=12).map(tuple),
    st.one_of(st.just(""), LONG),
    PROMPTS.map(tuple),
    send=st.one_of(st.none(), BUTTONS),
    buttons=st.lists(BUTTONS, max_size=30).map(tuple),
    links=st.lists(st.builds(Link, st.just("https://dialog.example.se/x"), WORDS), max_size=3).map(tuple),
)
FORM = Screen(
    title="Ditt besök [här](https://elak.example)",
    paragraphs=("Rad ett\nRad *två*",),
    prompts=(
        Prompt(
            "ett",
            Control.PICK_ONE,
            "Ett?",
            choices=tuple(Choice(str(n), str(n)) for n in range(1, 11)),
            low="Nej",
            high="Ja",
        ),
        Prompt(
            "flera", Control.PICK_MANY, "Flera?", choices=(Choice("a,b", "A"), Choice("c", "C"), Choice("d%2C", "D"))
        ),
        Prompt("ord", Control.SHORT_TEXT, "Ett ord?", required=True),
        Prompt("text", Control.LONG_TEXT, "Berätta", max_length=280),
    ),
    filled={"ett": ("4",), "flera": ("a,b", "c"), "ord": ("hej",)},
    errors={"text": "Skriv kortare."},
    send=Button("prov.skicka", "Skicka", {"id": "7"}, Look.PRIMARY),
    buttons=(Button("prov.bort", "Ta bort", look=Look.DANGER),),
    links=(Link("https://dialog.example.se/enkat/x", "Svara på webben"),),
)


def heard(sent: Mapping[str, Any]) -> Heard | None:
    return arrival_of(activities.read(json.dumps(sent).encode())).heard


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(SCREENS)
def test_every_screen_becomes_a_card_that_teams_takes(app: Flask, screen: Screen) -> None:
    with app.test_request_context():
        card = cards.draw(screen, settings_of(app), "sv")

    assert faults_of_card(card) == ""


def test_what_is_filled_in_comes_back_as_it_was_meant_by_both_ways_of_sending(app: Flask) -> None:
    with app.test_request_context():
        card = cards.draw(FORM, settings_of(app), "sv")
    inputs = {one["id"]: one["value"] for one in card["body"] if one["type"].startswith("Input.") and "value" in one}
    execute = actions_of(card)["Skicka"]

    for action in (execute, execute["fallback"]):
        found = heard(pressed(action, {**inputs, "en.text": " "}))

        assert found == Heard("prov.skicka", {"id": "7"}, {"ett": ("4",), "flera": ("a,b", "c"), "ord": ("hej",)})
    assert heard(pressed(actions_of(card)["Ta bort"], inputs)) == Heard("prov.bort", {}, {})


def test_a_card_shows_what_people_wrote_as_they_wrote_it(app: Flask) -> None:
    with app.test_request_context():
        card = cards.draw(FORM, settings_of(app), "sv")

    notice, heading, first, second = card["body"][:4]
    assert (words_of({"body": [notice]}), heading["style"]) == ("Det här behöver rättas", "heading")
    assert "\\[här\\]" in heading["text"]
    assert [first["inlines"][0]["text"], second["inlines"][0]["text"]] == ["Rad ett", "Rad *två*"]
    scale = next(one for one in card["body"] if one.get("id") == "en.ett")
    assert (scale["style"], scale["choices"][0]["title"], scale["choices"][-1]["title"]) == (
        "compact",
        "1 – Nej",
        "10 – Ja",
    )
    assert "Fel: Skriv kortare." in words_of(card)
    assert "behöver besvaras" in next(one for one in card["body"] if one.get("id") == "en.ord")["label"]


def test_questions_that_have_no_room_are_answered_on_the_web(app: Flask) -> None:
    prompts = tuple(Prompt(f"q{n}", Control.LONG_TEXT, "Vad tycker du? " * 20) for n in range(200))
    screen = Screen("Många frågor", prompts=prompts, send=FORM.send, buttons=FORM.buttons)

    with app.test_request_context():
        card = cards.draw(screen, settings_of(app), "sv")

    assert "Svara på webben" in words_of(card)
    assert set(actions_of(card)) == {"Ta bort", "Öppna på webben"}
    assert actions_of(card)["Öppna på webben"]["url"] == settings_of(app).base_url


def test_a_long_list_is_whole_and_a_long_label_is_said_when_it_is_pointed_at(app: Flask) -> None:
    towns = tuple(Choice(f"k{n}", f"Kommun nummer {n}") for n in range(290))
    label = "Svara: Säsong i Sälen: vill du jobba heltid året om?"
    screen = Screen("Var bor du?", prompts=(Prompt("ort", Control.PICK_ONE, "Ort?", choices=towns),))

    with app.test_request_context():
        card = cards.draw(replace(screen, send=Button("prov.skicka", label)), settings_of(app), "sv")

    asked = next(one for one in card["body"] if one.get("id") == "en.ort")
    assert (len(asked["choices"]), asked["style"]) == (290, "filtered")
    ((title, action),) = actions_of(card).items()
    assert (len(title), title.endswith("…"), action["tooltip"]) == (42, True, label)


def test_where_many_read_there_is_nothing_to_fill_in_and_no_button_answers(app: Flask) -> None:
    with app.test_request_context():
        card = cards.draw_post(FORM, settings_of(app), "sv")

    assert {action["type"] for action in actions_of(card).values()} == {"Action.OpenUrl"}
    assert not [one for one in card["body"] if one["type"].startswith("Input.")]


@pytest.mark.parametrize(
    "value",
    [
        {"samspel.do": 7},
        {"samspel.do": "x" * 61},
        {"samspel.do": "prov.gor", "samspel.data": ["a"]},
        {"samspel.do": "prov.gor", "samspel.data": {"a": 1}},
        {"samspel.do": "prov.gor", "en.fraga": {"a": 1}},
        {"samspel.do": "prov.gor", **{f"en.{n}": "x" for n in range(300)}},
    ],
    ids=["number", "long", "list", "values", "answer", "many"],
)
def test_a_button_that_is_none_of_ours_is_malformed(value: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        heard(activity(value=value))
