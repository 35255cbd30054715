"""One questionnaire with every kind of question, through every door: the same rows and the same words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import clock, outbox
from core.chat import ChatUse
from core.db import table_of
from core.house import house_of, move_in, settings_of
from core.outbox import OutboxMessage
from integrations.models import ChatAddress, ChatInterview
from integrations.slack.topics import MESSAGE_DUE as SLACK_MESSAGE_DUE
from surveys import authoring
from surveys.models import Collection, CollectionKey, Comment, Response, Score
from tests.builders import drain, on_sqlite, open_round, small_survey
from tests.fakes.bot_connector import APP_ID, TENANT, FakeTeams, serving_teams
from tests.fakes.bot_connector import SECRET as TEAMS_SECRET
from tests.fakes.slack import SECRET, TOKEN, FakeSlack, slack_server
from tests.ground import working
from tests.integrations.respondents import InSlackModal, InTeamsCard, OneAtATime, OnWeb, Raw, Respondent

pytestmark = on_sqlite

DOORS = ("web", "slack", "teams", "one at a time")
FULL = {"slack": ChatUse.FULL, "teams": ChatUse.FULL}
TITLE = "En liten enkät"
VILLAGES = ("Lima", "Malung", "Sälen", "Transtrand", "Rörbäcksnäs", "Äppelbo", "Yttermalung", "Östra Fors", "Tandö")
Come = Callable[..., Respondent]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with slack_server() as fake:
        yield fake


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    with serving_teams() as fake:
        yield fake


@pytest.fixture
def town(app: Flask, slack: FakeSlack, teams: FakeTeams) -> Flask:
    """The app, connected to both chats."""
    settings = replace(
        settings_of(app),
        slack_api_url=slack.url,
        slack_bot_token=TOKEN,
        slack_signing_secret=SECRET,
        teams_app_id=APP_ID,
        teams_app_secret=TEAMS_SECRET,
        teams_tenant_id=TENANT,
        teams_login_url=teams.login,
        teams_openid_url=teams.openid_url,
    )
    move_in(app, house_of(app), settings)
    return app


def everything() -> dict[str, Any]:
    """Every kind; a scale of ten that gives a score, an area, more choices than a list of buttons has room for."""
    data = small_survey()
    data["scales"]["tio"] = {"from": 1, "to": 10, "low": "Inte alls", "high": "Helt"}
    many = [{"key": f"by{n}", "text": VILLAGES[n % 9] + " norra" * (n // 9)} for n in range(14)]
    data["section"].append(
        {
            "key": "mer",
            "title": "Lite till",
            "intro": "Nu är det inte mycket kvar.",
            "question": [
                {"key": "las", "kind": "information", "text": "Det här handlar om ärendet."},
                {"key": "by", "kind": "one_choice", "text": "Var bor du?", "choice": many},
                {
                    "key": "omrade",
                    "kind": "one_choice",
                    "measures": "area",
                    "text": "Vad gällde det?",
                    "choice": [{"key": "bygglov", "text": "Bygglov"}, {"key": "miljo", "text": "Miljö"}],
                },
                {"key": "helhet", "kind": "scale", "scale": "tio", "measures": "nki", "text": "Hur nöjd är du?"},
                {"key": "vantan", "kind": "scale", "scale": "tio", "measures": "nki", "text": "Som väntat?"},
                {"key": "ideal", "kind": "scale", "scale": "tio", "measures": "nki", "text": "Nära det bästa?"},
            ],
        }
    )
    return data


ALL: Raw = {
    "roll": "foretag",
    "antal": "1 234,5",
    "kanaler": ["besok", "epost"],
    "nojd": "2",
    "varfor": "Det tog tid,\noch ingen svarade.",
    "ord": "  Lång   väntan ",
    "igen": "vet_ej",
    "by": "by12",
    "omrade": "bygglov",
    "helhet": "7",
    "vantan": "8",
    "ideal": "vet_ej",
}
TYPED = {
    "Vem är du?": "Företag",
    "Hur många är ni?": "1 234,5",
    "Hur hörde ni av er?": "1, 3",
    "Hur gick det?": "2",
    "Vad gick snett?": "Det tog tid,\noch ingen svarade.",
    "Beskriv oss med ett ord": "  Lång   väntan ",
    "Kommer du igen?": "vet ej",
    "Var bor du?": "13",
    "Vad gällde det?": "bygglov",
    "Hur nöjd är du?": "7",
    "Som väntat?": "8",
    "Nära det bästa?": "Vet ej",
}


@pytest.fixture
def come(town: Flask, slack: FakeSlack, teams: FakeTeams) -> Come:
    """Somebody at a door, about to answer."""

    def at(door: str, typed: Mapping[str, str] | None = None) -> Respondent:
        if door == "web":
            return OnWeb(town, "prov")
        if door == "slack":
            return InSlackModal(town, slack, "U7", TITLE)
        if door == "teams":
            return InTeamsCard(town, teams, "7", "prov")
        return OneAtATime(town, "29:9", TITLE, TYPED if typed is None else typed)

    return at


def rows(app: Flask) -> list[dict[str, Any]]:
    """What is stored of each response with its scores and comments, without its key."""
    found = []
    with working(app) as session:
        for response in session.scalars(select(Response)):
            about = {"id", "channel", "receipt_hash", "response_id"}
            whole: dict[str, Any] = {
                column.key: getattr(response, column.key)
                for column in table_of(Response).columns
                if column.key not in about
            }
            for kind, order in ((Score, Score.measure), (Comment, Comment.question_key)):
                mine = session.execute(
                    select(table_of(kind)).where(kind.response_id == response.id).order_by(order)
                ).mappings()
                whole[kind.__tablename__] = [{k: v for k, v in row.items() if k not in about} for row in mine]
            found.append(whole)
    return found


def test_the_same_answers_leave_the_same_rows_through_every_door(town: Flask, come: Come) -> None:
    wider = everything()
    wider["section"][1]["question"][0]["max"] = 2000
    open_round(town, wider, **FULL)

    for door in DOORS:
        person = come(door)
        person.begin()
        person.answer(ALL)
        person.send()
        assert "Dina svar har kommit fram." in person.words, (door, person.words)

    drain(town)
    stored = rows(town)
    assert len(stored) == len(DOORS)
    for door, row in zip(DOORS, stored, strict=True):
        assert row == stored[0], door
    assert stored[0]["answers"] == {
        "roll": "foretag",
        "antal": 1234.5,
        "kanaler": ["besok", "epost"],
        "nojd": 2,
        "varfor": "Det tog tid,\noch ingen svarade.",
        "ord": "Lång väntan",
        "igen": "vet_ej",
        "by": "by12",
        "omrade": "bygglov",
        "helhet": 7,
        "vantan": 8,
        "ideal": "vet_ej",
    }
    assert stored[0]["area"] == "bygglov"
    assert [row["question_key"] for row in stored[0]["comment"]] == ["ord", "varfor"]
    assert {row["draft_hash"] for row in stored} == {row["touched_at"] for row in stored} == {None}
    with working(town) as session:
        channels = sorted(str(one) for one in session.scalars(select(Response.channel)))
        assert channels == ["slack", "teams", "teams", "web"]


@pytest.mark.parametrize(
    ("key", "raw", "label", "words"),
    [
        ("antal", "många", "Hur många är ni?", "Skriv ett tal med siffror, till exempel 12 eller 2,5."),
        ("antal", "1001", "Hur många är ni?", "Skriv ett tal mellan 0 och 1000."),
        ("kanaler", ["besok", "telefon", "epost"], "Hur hörde ni av er?", "Välj högst 2 alternativ."),
        ("ord", "x" * 201, "Beskriv oss med ett ord", "Texten är 201 tecken. Korta den till högst 200."),
        ("roll", "", "Vem är du?", "Besvara frågan för att gå vidare."),
    ],
    ids=["no number", "too large", "too many", "too long", "nothing"],
)
def test_what_cannot_be_accepted_is_answered_with_the_same_words_through_every_door(
    town: Flask, come: Come, key: str, raw: str | list[str], label: str, words: str
) -> None:
    open_round(town, everything(), **FULL)
    valid = {**ALL, "antal": "12"}
    wrong = {one: value for one, value in (valid | {key: raw}).items() if value}
    typed = {**TYPED, "Hur många är ni?": "12", label: "1, 2, 3" if isinstance(raw, list) else raw or "hoppa över"}

    for door in DOORS:
        person = come(door, typed) if door == "one at a time" else come(door)
        person.begin()
        person.answer(wrong)
        assert words in person.words, (door, person.words)


def test_what_a_chat_cannot_show_is_answered_on_the_web(town: Flask, slack: FakeSlack, teams: FakeTeams) -> None:
    data = everything()
    data["section"] = [data["section"][-1]]
    data["section"][0]["question"] = data["section"][0]["question"][:2]
    choices = data["section"][0]["question"][1]["choice"]
    open_round(town, data, **FULL)
    first = InSlackModal(town, slack, "U7", TITLE)
    first.begin()
    assert [one["element"]["type"] for one in first.person.shown["blocks"] if one["type"] == "input"] == [
        "static_select"
    ]

    choices += [{"key": f"mer{n}", "text": f"Mer {n}"} for n in range(101 - len(choices))]
    open_round(town, data | {"slug": "storre", "title": "En större"}, **FULL)
    second = InSlackModal(town, slack, "U8", "En större")
    second.begin()
    assert "http://127.0.0.1:8000/enkat/storre" in str(second.person.shown), second.words


def test_nothing_the_chats_keep_ties_an_account_to_a_survey_that_has_closed(town: Flask, come: Come) -> None:
    round_ = open_round(town, everything(), **FULL)
    for door in ("one at a time", "slack", "teams"):
        person = come(door)
        person.begin()
        person.answer({"roll": "boende"})
    come("one at a time").begin()
    with working(town) as session:
        assert session.scalar(select(func.count()).select_from(ChatInterview)) == 1
        waiting: dict[str, Any] = {
            "to": "U7",
            "blocks": [{"value": json.dumps({"do": "enkat.skicka", "data": {"enkat": "prov"}})}],
        }
        outbox.post(session, SLACK_MESSAGE_DUE, due_at=clock.now() + timedelta(hours=1), **waiting)

    with working(town) as session:
        authoring.close(session, session.get_one(Collection, round_.collection_id), clock.now())
    drain(town)

    with working(town) as session:
        for kind in (ChatInterview, ChatAddress, CollectionKey, OutboxMessage):
            assert session.scalar(select(func.count()).select_from(kind)) == 0, kind
