"""A workspace on loopback, the app connected to it, and a room that offers something to do in chat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.chat import Button, Desk, Heard, Keep, Look, Offer, Screen, Speaker
from core.errors import N_, PersonMet
from core.house import house_of, move_in, settings_of
from core.outbox import OutboxMessage
from core.prompts import Choice, Control, Prompt
from core.room import House, Room
from tests.fakes.slack import APP_TOKEN, SECRET, TOKEN, FakeSlack, slack_server
from tests.fakes.slack_person import SlackPerson
from tests.ground import working

CHEESE = Prompt(
    "ost", Control.PICK_ONE, "Vilken ost är bäst?", choices=(Choice("brie", "Brie"), Choice("cheddar", "Cheddar"))
)
WHY = Prompt("varfor", Control.LONG_TEXT, "Varför?", required=True, max_length=280)
ONE_MORE = "Ett ord till"


class CheeseIsOut(PersonMet):
    """What the room's visitors may meet."""

    title = N_("Sidan finns inte")
    message = N_("Adressen kan vara felskriven, eller så har sidan tagits bort.")


def _offers(session: Session, speaker: Speaker, today: date) -> Sequence[Offer]:
    return (Offer("Ostfrågan", "Två frågor.", Button("ost.borja", "Svara", {"vem": "kommunen"})),)


def _hear(session: Session, speaker: Speaker, heard: Heard) -> Screen:
    send = Button("ost.skicka", "Skicka svaret", heard.data, Look.PRIMARY)
    match heard.do:
        case "ost.borja":
            later = Button("ost.minns", "Säg till mig sedan", heard.data)
            return Screen("Ostfrågan", ("Vi frågar om ost.",), prompts=(CHEESE, WHY), send=send, buttons=(later,))
        case "ost.minns":
            keep = Keep("ost:1", clock.today() + timedelta(days=9), "1")
            return Screen("Ostfrågan", ("Vi säger till.",), keep=keep, is_last=True)
        case "ost.slut":
            raise CheeseIsOut
        case "ost.fel":
            raise RuntimeError(heard.value("varfor"))
    if " " not in heard.value("varfor"):
        return Screen("Ostfrågan", prompts=(CHEESE, WHY), filled=heard.values, errors={"varfor": ONE_MORE}, send=send)
    if heard.value("varfor") == "inte sparat":
        outbox.post(session, "ost.svar", due_at=clock.now() + timedelta(days=9))
        raise CheeseIsOut
    outbox.post(session, "ost.svar", due_at=clock.now() + timedelta(days=9))
    return Screen("Tack", ("Vi läser allt.",), is_last=True)


def _erase(session: Session, speaker: Speaker) -> int:
    return 1


DESK = Desk("ost", _offers, _hear, _erase)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace."""
    with slack_server() as fake:
        yield fake


@pytest.fixture
def connected(app: Flask, slack: FakeSlack) -> Flask:
    """The app, connected to the workspace and with nothing else to do in chat than to talk about cheese."""
    rooms = tuple(replace(room, desks=()) for room in house_of(app).rooms)
    settings = replace(
        settings_of(app),
        slack_api_url=slack.url,
        slack_bot_token=TOKEN,
        slack_signing_secret=SECRET,
        slack_app_token=APP_TOKEN,
    )
    move_in(app, House((*rooms, Room("ost", desks=(DESK,)))), settings)
    return app


@pytest.fixture
def person(connected: Flask, slack: FakeSlack) -> SlackPerson:
    """Somebody in the workspace."""
    return SlackPerson(connected, slack)


@pytest.fixture
def rows(connected: Flask) -> Callable[[type[Any]], int]:
    """How many rows a table has; of the outbox, those of the room that talks about cheese."""

    def count(table: type[Any]) -> int:
        asked = select(func.count()).select_from(table)
        if table is OutboxMessage:
            asked = asked.where(OutboxMessage.topic == "ost.svar")
        with working(connected) as session:
            return session.scalar(asked) or 0

    return count
