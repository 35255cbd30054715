from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from core.chat import Button, Screen
from core.outbox import NotDelivered, RetryLater
from integrations.teams import outbound
from integrations.teams.outbound import AddressGone, connector_of
from tests.builders import on_sqlite
from tests.fakes.bot_connector import BOT, SERVICE_URL, TENANT, FakeTeams, Fault, actions_of
from tests.ground import working

pytestmark = on_sqlite

REFERENCE = {"service_url": SERVICE_URL, "conversation": "a:private/1", "bot": BOT}
SCREEN = Screen(
    "Det blev så här", ("Nämnden har svarat.",), buttons=(Button("prov.ga", "Gå med", {"kod": "möte K7M2PQ"}),)
)


def tell(bot: Flask, reference: dict[str, Any] = REFERENCE) -> None:
    with working(bot):
        outbound.tell(TENANT, reference, SCREEN, "sv")


def test_two_messages_are_sent_with_one_token(bot: Flask, teams: FakeTeams) -> None:
    tell(bot)
    tell(bot)

    assert [sent.conversation for sent in teams.sent] == ["a:private/1"] * 2
    assert (teams.sent[0].document["summary"], len(teams.tokens)) == ("Det blev så här", 1)


def test_a_post_for_many_leads_to_a_private_chat(bot: Flask, teams: FakeTeams) -> None:
    with working(bot):
        outbound.post(TENANT, "19:channel@thread.tacv2", SCREEN, "sv", service_url=SERVICE_URL)

    link = actions_of(teams.sent[0].card)["Gå med"]["url"]
    assert link == f"https://teams.microsoft.com/l/chat/0/0?users={BOT}&message=m%C3%B6te%20K7M2PQ"


@pytest.mark.parametrize(
    ("fault", "error", "seconds"),
    [
        (Fault(429, {"Retry-After": "30"}), RetryLater, 31),
        (Fault(412), RetryLater, 1),
        (Fault(502), NotDelivered, 0),
        (Fault(403, code="BotNotInConversationRoster"), AddressGone, 0),
        (Fault(403, code="BotDisabledByAdmin"), NotDelivered, 0),
        (Fault(404, code="ConversationNotFound"), AddressGone, 0),
        (Fault(404), NotDelivered, 0),
        (Fault(500), NotDelivered, 0),
        (Fault(302, {"Location": "https://elak.example.se/"}), NotDelivered, 0),
    ],
    ids=["429", "412", "502", "gone", "403", "closed", "404", "500", "302"],
)
def test_what_teams_answers_decides_what_becomes_of_a_message(
    bot: Flask, teams: FakeTeams, fault: Fault, error: type[Exception], seconds: float
) -> None:
    teams.faults = [fault]

    with pytest.raises(error) as met:
        tell(bot)

    assert teams.sent == []
    if isinstance(met.value, RetryLater):
        assert seconds <= met.value.pause.total_seconds() <= seconds + outbound.LATE


def test_a_card_that_cannot_be_replaced_is_sent_anew(bot: Flask, teams: FakeTeams) -> None:
    teams.faults = [Fault(404), None]

    with bot.app_context():
        connector_of(bot).replace(REFERENCE, "1:5", {"type": "message"})

    assert [sent.replaces for sent in teams.sent] == [""]


def test_a_server_that_hangs_is_not_waited_for_for_ever(
    bot: Flask, teams: FakeTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.outside.SECONDS_IN_THE_WORKER", 0.2)
    teams.faults = [Fault(hangs=True)]

    with pytest.raises(NotDelivered):
        tell(bot)


def test_our_token_is_never_sent_to_strangers(bot: Flask, teams: FakeTeams) -> None:
    for address in (
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.elak.se/",
        "https://elak.se/?x=.botframework.com",
        "https://botframework.com@elak.se/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net\\.elak.se/",
        "http://127.0.0.1:1234/",
        "",
    ):
        with pytest.raises(NotDelivered):
            tell(bot, {**REFERENCE, "service_url": address})

    assert (teams.asked, teams.tokens) == ([], set())


def test_a_login_that_says_no_is_told_to_staff_and_one_that_is_away_is_given_a_rest(
    bot: Flask, teams: FakeTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector = connector_of(bot)
    with bot.app_context():
        outbound.check()
        connector._login = None
        monkeypatch.setattr("tests.fakes.bot_connector.SECRET", "another")
        with pytest.raises(NotDelivered, match="invalid_client"):
            outbound.check()
        connector._login = None
        monkeypatch.setattr(outbound, "SECONDS_FOR_LOGIN", 0.1)
        teams.hangs_on_login = True
        for _ in range(2):
            with pytest.raises(RetryLater):
                outbound.check()
