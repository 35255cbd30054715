"""An administrator sees what Samspel is connected to, and tries it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from core.chat import ChatChannel
from core.house import house_of, move_in, settings_of
from core.outbox import NotDelivered, RetryLater
from core.people.roles import Role
from integrations.connections import checking
from integrations.conversations import receiving
from integrations.slack.web import SlackFailed
from tests.builders import drain, on_sqlite, signed_in
from tests.ground import working
from tests.integrations.conversations.counter import arrival

pytestmark = on_sqlite
PAGE = "/personal/anslutningar"


@pytest.fixture
def connected(app: Flask) -> Flask:
    """The app with all three set up."""
    settings = replace(
        settings_of(app),
        slack_bot_token="xoxb-1",
        slack_signing_secret="s",
        teams_anonymous=True,
        smtp_host="127.0.0.1",
    )
    move_in(app, house_of(app), settings)
    return app


def test_what_is_not_set_up_says_how_and_cannot_be_tried(app: Flask) -> None:
    browser = signed_in(app, Role.ADMINISTRATOR)
    page = browser.open(PAGE)

    assert page.text.count("Inte inställd") == 3
    assert "SAMSPEL_SLACK_" in page.text
    assert "Prova Slack nu" not in page.text
    assert browser.post(f"{PAGE}/slack/prova", {"csrf_token": page.value("csrf_token")[0]}).status == 404


def test_a_try_tells_what_the_outside_said(connected: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def slack(*_: object, **__: object) -> dict[str, object]:
        return {"ok": True, "team_id": "T1", "team": "Malung"}

    monkeypatch.setattr("integrations.slack.web.Web.call", slack)
    monkeypatch.setattr("integrations.teams.outbound.check", _raising(NotDelivered("Microsoft gives us no token: x")))
    monkeypatch.setattr("integrations.mail.sender.Line.check", _raising(RetryLater(60)))
    browser = signed_in(connected, Role.ADMINISTRATOR)
    assert "Inget har kommit därifrån ännu." in browser.open(PAGE).text

    for which in checking.Connection:
        assert "Provet är beställt." in browser.send(browser.open(PAGE), to=f"/{which}/prova").text
    drain(connected)
    page = browser.open(PAGE).text

    assert "Malung" in page
    assert "Senaste provet gick bra, 2 mars 2026 13:00." in page
    assert "Svar: Microsoft gives us no token: x." in page
    assert "Svar: inget svar." in page

    monkeypatch.setattr("integrations.slack.web.Web.call", _raising(SlackFailed("invalid_auth")))
    browser.send(browser.open(PAGE), to="/slack/prova")
    drain(connected)
    assert "Svar: invalid_auth." in browser.open(PAGE).text


def test_the_page_tells_where_the_bot_was_taken_out(connected: Flask) -> None:
    with working(connected) as session:
        receiving.receive(session, arrival("1", tenant="T77"))
        receiving.revoked(session, ChatChannel.SLACK, "T77")

    page = signed_in(connected, Role.ADMINISTRATOR).open(PAGE).text

    assert "T77" in page
    assert "Vår nyckel gäller inte längre" in page
    assert set(checking.Connection) == {"slack", "teams", "mail"}


def _raising(error: Exception) -> object:
    def raise_(*_: object, **__: object) -> None:
        raise error

    return raise_
