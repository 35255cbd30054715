from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from core.db import table_of
from core.house import house_of, move_in, settings_of
from core.outbox import OutboxMessage
from integrations.models import ChatAddress, ChatConnection, ChatDelivery, ChatInterview
from tests.builders import drain, on_sqlite
from tests.fakes.bot_connector import (
    BOT,
    PUPILS,
    SERVICE_URL,
    TENANT,
    FakeTeams,
    Fault,
    actions_of,
    activity,
    faults_of_card,
    pressed,
    words_of,
)
from tests.ground import StandingClock, working
from tests.integrations.teams.conftest import Desks, Post

pytestmark = on_sqlite

TABLES = (ChatConnection, ChatDelivery, ChatAddress, ChatInterview, OutboxMessage)
Change = Callable[[FakeTeams, dict[str, Any]], Mapping[str, str]]


def rows(app: Flask) -> int:
    with working(app) as session:
        return sum(session.scalar(select(func.count()).select_from(table_of(table))) or 0 for table in TABLES)


def press(
    post: Post, card: Mapping[str, Any], title: str, filled: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    action = next(action for name, action in actions_of(card).items() if name.startswith(title))
    return card_in(post(pressed(action, filled)))


def card_in(response: TestResponse) -> Mapping[str, Any]:
    body = response.get_json()
    assert (response.status_code, body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert faults_of_card(body["value"]) == ""
    card: Mapping[str, Any] = body["value"]
    return card


def test_somebody_writes_hej_and_answers_in_the_card_that_comes(
    bot: Flask, post: Post, teams: FakeTeams, desks: Desks
) -> None:
    hello = activity("hej")

    first, again = post(hello), post(hello)
    drain(bot)

    assert (first.status_code, again.status_code, len(teams.sent)) == (202, 202, 1)
    assert teams.sent[0].conversation == "a:private"
    form = press(post, teams.sent[0].card, "Svara på provet")
    thanks = press(post, form, "Skicka", {"en.ord": "bra"})
    assert "Tack" in words_of(thanks)
    speaker, heard = desks.heard[-1]
    assert (heard.do, heard.value("ord"), len(speaker.identity)) == ("prov.skicka", "bra", 64)
    with working(bot) as session:
        connection = session.get_one(ChatConnection, ("teams", TENANT))
        assert connection.service_url == SERVICE_URL


def test_a_press_that_is_delivered_twice_is_heard_once(post: Post, desks: Desks) -> None:
    start = pressed({"type": "Action.Execute", "verb": "prov.borja", "data": {"samspel.do": "prov.borja"}})

    first, again = post(start), post(start)

    assert len(desks.heard) == 1
    assert "Ett prov" in words_of(card_in(first))
    assert "redan tagit emot" in words_of(card_in(again))


def test_what_fails_before_the_end_is_made_good_when_it_comes_again(bot: Flask, post: Post, desks: Desks) -> None:
    start = pressed({"type": "Action.Execute", "verb": "prov.borja", "data": {"samspel.do": "prov.borja"}})
    desks.fails = True
    bot.testing, bot.config["PROPAGATE_EXCEPTIONS"] = False, False

    failed = post(start)
    left = rows(bot)
    desks.fails = False

    assert (failed.status_code, left) == (500, 0)
    assert "a secret of ours" not in failed.text
    assert "Ett prov" in words_of(card_in(post(start)))


def test_a_client_that_cannot_be_answered_at_once_gets_its_card_replaced(
    bot: Flask, post: Post, teams: FakeTeams
) -> None:
    teams.faults = [Fault(429, {"Retry-After": "2"}), None]
    submit = {"type": "Action.Submit", "data": {"samspel.do": "prov.borja", "samspel.data": {}}}

    assert post(pressed(submit, replyToId="1:77")).status_code == 202
    drain(bot)
    with working(bot) as session:
        session.execute(text("update outbox_message set due_at = created_at"))
    drain(bot)

    assert [(sent.replaces, "Ett prov" in words_of(sent.card)) for sent in teams.sent] == [("1:77", True)]


def test_a_reply_that_cannot_be_sent_is_let_go(bot: Flask, post: Post, teams: FakeTeams, time: StandingClock) -> None:
    teams.faults = [Fault(500)]
    post(activity("hej"))
    drain(bot)

    time.forward(minutes=11)
    drain(bot)

    with working(bot) as session:
        assert (teams.sent, session.scalar(select(func.count()).select_from(OutboxMessage))) == ([], 0)


def forged(**options: Any) -> Change:
    return lambda teams, sent: teams.header(sent, **options)


NOW = 1_772_452_800  # the clock of the tests: 2 March 2026 at noon
FORGED: dict[str, Change] = {
    "no token": lambda teams, sent: {},
    "no bearer": lambda teams, sent: {"Authorization": "Basic YTpi"},
    "no jwt": lambda teams, sent: {"Authorization": "Bearer a.b.c"},
    "a stranger's key": forged(key="elsewhere"),
    "a stranger's signature": forged(key="elsewhere", head={"kid": "one"}),
    "for another bot": forged(aud="99999999-2222-3333-4444-555555555555"),
    "for many": forged(aud=["11111111-2222-3333-4444-555555555555"]),
    "from another": forged(iss="https://sts.windows.net/x/"),
    "too old": forged(nbf=NOW - 7200, exp=NOW - 301),
    "too early": forged(nbf=NOW + 301),
    "without an end": forged(exp=None),
    "for ever": forged(exp=NOW + 3 * 86400),
    "about another service": forged(serviceurl="https://smba.trafficmanager.net/amer/"),
    "about no service": forged(serviceurl=None),
}


def test_what_teams_has_not_signed_leaves_nothing(bot: Flask, post: Post, teams: FakeTeams) -> None:
    sent = activity("hej")

    for name, change in FORGED.items():
        assert (post(sent, change(teams, sent)).status_code, rows(bot)) == (401, 0), name


MALFORMED: dict[str, dict[str, Any]] = {
    "no id": {"id": None},
    "a number for an id": {"id": 7},
    "nobody": {"from": {}},
    "a list for a person": {"from": ["x"]},
    "nowhere": {"conversation": None},
    "half a character": {"text": "hej \ud800"},
    "nul": {"text": "hej \0"},
    "deep": {"value": [[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]},
    "far too long": {"text": "x" * 40_000},
    "huge": {"channelData": {"x": "x" * 300_000}},
    "a button of nobody's": {"value": {"samspel.do": 7}},
    "a press without an action": {"type": "invoke", "name": "adaptiveCard/action", "value": {}},
}


def test_what_is_no_activity_leaves_nothing(bot: Flask, post: Post, teams: FakeTeams) -> None:
    for name, changed in MALFORMED.items():
        assert (post(activity(**changed)).status_code, rows(bot)) == (400, 0), name
    for body in (b"", b"{", b"[]", b'{"id": NaN}', b"\xff"):
        response = bot.test_client().post("/api/messages", data=body, headers=teams.header({}))
        assert (response.status_code, rows(bot)) == (400, 0), body


def test_keys_are_fetched_once_a_day_and_once_a_minute_at_most_for_strangers(
    post: Post, teams: FakeTeams, time: StandingClock
) -> None:
    def tell(**options: Any) -> int:
        sent = activity("hej")
        return post(sent, teams.header(sent, **options)).status_code

    assert [tell(), tell(), tell(key="x"), tell(key="y")] == [202, 202, 401, 401]
    assert teams.asked == ["/openid", "/keys"]
    teams.turn_key()
    time.forward(minutes=2)
    assert [tell(key="two"), tell(key="one")] == [202, 401]
    assert len(teams.asked) == 4
    time.forward(hours=25)
    assert [tell(key="two"), len(teams.asked)] == [202, 6]
    teams.fails_on_keys = True
    time.forward(hours=25)
    assert [tell(key="two"), tell(key="two"), len(teams.asked)] == [202, 202, 7]
    time.forward(hours=24)
    assert tell(key="two") == 503


def test_made_up_keys_do_not_wear_out_a_server_that_is_away(post: Post, teams: FakeTeams, time: StandingClock) -> None:
    sent = activity("hej")
    assert post(sent).status_code == 202
    teams.fails_on_keys = True
    time.forward(minutes=2)

    for key in "abc":
        assert post(sent, teams.header(sent, key=key)).status_code == 401
        time.forward(seconds=10)

    assert teams.asked == ["/openid", "/keys", "/openid"]


def test_erasing_is_asked_for_by_a_press_and_answered_in_words(bot: Flask, post: Post, teams: FakeTeams) -> None:
    def say(words: str) -> Mapping[str, Any]:
        post(activity(words))
        drain(bot)
        return teams.sent[-1].card

    assert "Vill du radera allt?" in words_of(press(post, say("hej"), "Radera det"))
    assert "Det fanns inget att radera." in words_of(say("ja"))
    press(post, press(post, say("hej"), "Radera det"), "Nej, behåll")
    assert "förstod jag inte" in words_of(say("ja"))


def test_a_key_that_may_not_speak_for_teams_is_not_believed(bot: Flask, post: Post, teams: FakeTeams) -> None:
    teams.endorsements = ["webchat"]

    assert (post(activity("hej")).status_code, rows(bot)) == (401, 0)


def test_while_the_keys_cannot_be_fetched_nobody_waits_long_and_no_writer_at_all(
    bot: Flask, post: Post, teams: FakeTeams, time: StandingClock
) -> None:
    teams.hangs_on_keys = True
    begun = perf_counter()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(post, activity("hej"))
        assert teams.reached.wait(5)
        with working(bot) as session:
            session.add(ChatDelivery(key_hash="0" * 64, received_on=time().date()))
        written_after = perf_counter() - begun
        response = waiting.result()
    again = post(activity("hej"))

    assert (response.status_code, again.status_code, rows(bot)) == (503, 503, 1)
    assert (written_after < 1, perf_counter() - begun < 3) == (True, True)


def test_another_organisation_is_politely_refused_and_pupils_are_let_in(
    bot: Flask, post: Post, teams: FakeTeams, desks: Desks
) -> None:
    def of(tenant: str) -> dict[str, Any]:
        button = {"type": "Action.Execute", "verb": "prov.borja", "data": {"samspel.do": "prov.borja"}}
        place = {"id": "a:x", "conversationType": "personal"}
        return pressed(button, channelData={"tenant": {"id": tenant}}, conversation=place)

    stranger = post(of("bbbbbbbb-0000-0000-0000-000000000009"))
    assert "inte öppet för din organisation" in words_of(card_in(stranger))
    assert (desks.heard, rows(bot)) == ([], 0)
    assert "Ett prov" in words_of(card_in(post(of(PUPILS.upper()))))


def test_in_a_channel_the_bot_only_says_where_to_write(bot: Flask, post: Post, teams: FakeTeams, desks: Desks) -> None:
    place = {"id": "19:c@thread.tacv2;messageid=1", "conversationType": "channel", "tenantId": TENANT}
    mention = {"type": "mention", "text": "<at>Samspel</at>", "mentioned": {"id": BOT}}
    button = {"type": "Action.Execute", "verb": "prov.borja", "data": {"samspel.do": "prov.borja"}}

    asked = post(activity("<at>Samspel</at> hej", conversation=place, entities=[mention]))
    answer = post(pressed(button, conversation=place))
    drain(bot)

    assert (asked.status_code, answer.get_json()["type"]) == (202, "application/vnd.microsoft.activity.message")
    assert "Skriv till mig direkt" in answer.get_json()["value"]
    assert "Skriv till mig direkt" in words_of(teams.sent[0].card)
    assert (teams.sent[0].conversation, desks.heard) == (place["id"], [])


def test_the_bot_greets_once_when_it_is_added_and_forgets_who_takes_it_away(
    bot: Flask, post: Post, teams: FakeTeams
) -> None:
    with working(bot) as session:
        person = "cccccccc-0000-0000-0000-000000000001"
        for somebody in (person, "somebody else"):
            session.add(
                ChatAddress(
                    channel="teams",
                    tenant=TENANT,
                    person=somebody,
                    reference={},
                    subject_ref="dialog:1",
                    language="sv",
                    consent="1",
                    expires_on=date(2026, 12, 1),
                )
            )

    post(activity(type="conversationUpdate", membersAdded=[{"id": BOT}]))
    post(activity(type="installationUpdate", action="add"))
    drain(bot)
    gone = post(activity(type="installationUpdate", action="remove"))

    assert (len(teams.sent), gone.status_code) == (1, 200)
    with working(bot) as session:
        assert session.scalars(select(ChatAddress.person)).all() == ["somebody else"]


def test_what_we_do_not_know_is_said_to_be_unknown_and_the_rest_is_let_be(bot: Flask, post: Post) -> None:
    assert post(activity(type="invoke", name="composeExtension/query")).status_code == 501
    assert post(activity(type="messageReaction")).status_code == 200
    assert rows(bot) == 0


def test_a_house_without_a_bot_has_no_such_door(app: Flask) -> None:
    assert app.test_client().post("/api/messages", json=activity("hej")).status_code == 404


@pytest.fixture
def alone(bot: Flask) -> Flask:
    """The app for a client on this machine that has no tokens."""
    settings = replace(settings_of(bot), teams_app_id="", teams_app_secret="", teams_tenant_id="", teams_tenants="")
    move_in(bot, house_of(bot), replace(settings, teams_anonymous=True))
    bot.extensions.pop("samspel.teams_connector")
    return bot


def local(teams: FakeTeams, words: str, **changed: Any) -> dict[str, Any]:
    """A message as a client on this machine sends it, which leaves out much."""
    place = {
        "id": "personal-chat-id",
        "conversationType": "personal",
        "tenantId": "00000000-0000-0000-0000-0000000000001",
    }
    return activity(
        words, **{"serviceUrl": f"{teams.root}/_connector", "conversation": place, "channelData": None, **changed}
    )


def test_a_client_on_this_machine_needs_no_token(alone: Flask, teams: FakeTeams) -> None:
    teams.needs_token = False

    response = alone.test_client().post("/api/messages", json=local(teams, "hej", **{"from": {"id": "user-id-0"}}))
    drain(alone)

    assert (response.status_code, len(teams.sent), teams.tokens) == (202, 1, set())


@pytest.mark.parametrize(
    "changed",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"json": activity("hej")},
        {"content_type": "text/plain"},
        {"base_url": "http://elak.example"},
    ],
    ids=["address", "proxy", "service", "form", "name"],
)
def test_without_tokens_nobody_from_elsewhere_is_let_in(
    alone: Flask, teams: FakeTeams, changed: dict[str, Any]
) -> None:
    response = alone.test_client().post("/api/messages", **{"json": local(teams, "hej"), **changed})

    assert (response.status_code, rows(alone)) == (401, 0)
