"""A bot in Teams: the app with its settings, a desk to talk to, and Microsoft on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from core.chat import Button, Desk, Heard, Offer, Screen, Speaker
from core.house import house_of, move_in, settings_of
from core.prompts import Control, Prompt
from core.room import House, Room
from integrations.teams.outbound import connector_of
from tests.fakes.bot_connector import (
    APP_ID,
    CERTIFICATE,
    PUPILS,
    SECRET,
    SERVICE_URL,
    TENANT,
    Detour,
    FakeTeams,
    serving_teams,
)

Post = Callable[..., TestResponse]


class Desks:
    """A room with one desk, and what it heard."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.heard: list[tuple[Speaker, Heard]] = []
        self.fails = False

    @property
    def room(self) -> Room:
        """The room."""
        return Room("prov", desks=(Desk("prov", self.offers, self.hear, self.erase),))

    def offers(self, session: Session, speaker: Speaker, today: date) -> list[Offer]:
        """One thing to answer."""
        return [Offer("Ett prov", "Det tar en minut.", Button("prov.borja", "Svara på provet"))]

    def hear(self, session: Session, speaker: Speaker, heard: Heard) -> Screen:
        """A question, and thanks."""
        if self.fails:
            raise RuntimeError("a secret of ours")
        self.heard.append((speaker, heard))
        if heard.do == "prov.borja":
            asked = Prompt("ord", Control.SHORT_TEXT, "Ett ord?")
            return Screen("Ett prov", prompts=(asked,), send=Button("prov.skicka", "Skicka"))
        return Screen("Tack", is_last=True)

    def erase(self, session: Session, speaker: Speaker) -> int:
        """Nothing is kept."""
        return 0


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    """Microsoft on loopback."""
    with serving_teams() as fake:
        yield fake


@pytest.fixture
def desks() -> Desks:
    """What the bot can be asked for."""
    return Desks()


@pytest.fixture
def bot(app: Flask, teams: FakeTeams, desks: Desks, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The app, registered as a bot with Microsoft, for two organisations."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    settings = replace(
        settings_of(app),
        teams_app_id=APP_ID,
        teams_app_secret=SECRET,
        teams_tenant_id=TENANT,
        teams_tenants=PUPILS,
        teams_login_url=teams.login,
        teams_openid_url=teams.openid_url,
    )
    rooms = tuple(replace(room, desks=()) for room in house_of(app).rooms)
    move_in(app, House((*rooms, desks.room)), settings)
    connector_of(app)._http.mount(SERVICE_URL, Detour(teams))
    return app


@pytest.fixture
def post(bot: Flask, teams: FakeTeams) -> Post:
    """Let Teams tell the bot something, signed."""

    def tell(activity: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> TestResponse:
        given = teams.header(activity) if headers is None else headers
        return bot.test_client().post("/api/messages", json=activity, headers=dict(given))

    return tell
