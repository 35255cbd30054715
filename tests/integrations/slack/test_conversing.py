"""What somebody in Slack meets: the command, forms, messages, the bot's own page, and what is said when it fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.chat import Button
from core.outbox import OutboxMessage
from core.settings import ROOT
from integrations.conversations.commands import ERASE_NOW, HERE, INNER
from integrations.models import ChatAddress, ChatConnection, ChatDelivery, ChatInterview, ConnectionState
from integrations.slack.hearing import GONE
from integrations.slack.inbound import COMMAND
from integrations.slack.pressing import packed, unpacked
from integrations.slack.topics import MESSAGE_DUE
from tests.builders import drain, on_sqlite
from tests.fakes.serving import fails
from tests.fakes.slack import SCOPES, FakeSlack, busy_for, refuses
from tests.fakes.slack_person import DOOR, SlackPerson
from tests.ground import StandingClock, working
from tests.integrations.slack.conftest import ONE_MORE

Count = Callable[[type[Any]], int]
MANIFESTS = ROOT / "docs" / "deploy" / "slack"
SECRET_WORDS = "Den smakar hemlig skog"

pytestmark = on_sqlite


def state(app: Flask) -> ConnectionState:
    """How the workspace is connected."""
    with working(app) as session:
        return session.query(ChatConnection).one().state


def waiting(app: Flask) -> int:
    """How many messages wait to be posted, or were given up."""
    with working(app) as session:
        return session.query(OutboxMessage).filter_by(topic=MESSAGE_DUE).count()


def test_a_form_is_opened_corrected_and_sent_once(person: SlackPerson, slack: FakeSlack, rows: Count) -> None:
    person.command()
    assert "Ostfrågan" in person.words
    person.press("Svara: Ostfrågan")
    assert [call.method for call in slack.calls] == ["views.open"]
    assert person.labels == ["Säg till mig sedan", "Skicka svaret"]

    answer = person.send({"ost": "brie", "varfor": "Gott"})
    assert answer.get_json()["response_action"] == "errors"
    assert person.errors == {"varfor": ONE_MORE}
    assert rows(OutboxMessage) == 0

    person.send({"ost": "brie", "varfor": SECRET_WORDS})
    assert "Vi läser allt." in person.words
    assert person.labels == []
    again = person.again()

    assert again.status_code == 200
    assert "Det här har vi redan tagit emot." in str(again.get_json())
    assert rows(OutboxMessage) == 1
    drain(person.app)
    assert slack.messages == []
    assert not [thread for thread in threading.enumerate() if "Pool" in thread.name]


def test_what_a_person_meets_is_said_and_nothing_of_it_is_kept(person: SlackPerson, rows: Count) -> None:
    person.command()
    person.press("Svara: Ostfrågan")
    person.send({"varfor": "inte sparat"})

    assert "Sidan finns inte" in person.words
    assert "tagits bort" in person.words
    assert rows(OutboxMessage) == 0


def test_one_question_at_a_time_in_messages_and_no_answer_is_said_again(
    person: SlackPerson, slack: FakeSlack, rows: Count
) -> None:
    person.writes("hej")
    person.press("Svara här, en fråga i taget")
    person.reads()
    assert "Svara här, en fråga i taget" not in person.labels
    person.press("Svara: Ostfrågan")
    assert "Vilken ost" in person.reads()
    person.press("Brie")
    assert "Varför?" in person.reads()
    person.writes("Gott")
    assert ONE_MORE in person.words
    person.writes(f"{SECRET_WORDS} &amp; <https://x.se|x.se>")

    assert "Vi läser allt." in person.words
    assert rows(OutboxMessage) == 1
    assert rows(ChatInterview) == 0
    assert not any(SECRET_WORDS in str(message) for message in slack.messages)
    assert slack.called("views.open") == []


def test_a_button_in_a_message_opens_a_form_and_can_be_pressed_again_if_it_did_not(
    person: SlackPerson, slack: FakeSlack
) -> None:
    person.writes("hej")
    slack.faults["views.open"] = [refuses("expired_trigger_id")]
    person.press("Svara: Ostfrågan")
    assert "gick inte att öppna" in person.reads()

    person.press("Försök igen")

    assert "Vilken ost är bäst?" in person.words
    assert person.shown["type"] == "modal"


def test_a_form_that_cannot_show_what_follows_says_so_once_and_does_nothing_again(
    person: SlackPerson, slack: FakeSlack
) -> None:
    person.command()
    person.press("Svara: Ostfrågan")
    slack.faults["views.update"] = [refuses("internal_error"), refuses("internal_error"), refuses("not_found")]
    for _time in range(3):
        person.press("Säg till mig sedan")
    assert "kom fram, men Slack visade inte nästa sida" in person.reads()
    assert len(slack.messages) == 1

    person.press("Visa vad som är öppet")

    assert person.shown["type"] == "modal"
    assert "Ostfrågan" in person.words


def test_the_main_button_of_a_form_is_slacks_own_and_needs_no_call(person: SlackPerson, slack: FakeSlack) -> None:
    person.command("hjälp")
    assert person.shown["submit"]["text"] == "Visa vad som är öppet"
    person.press("Visa vad som är öppet")

    assert "Ostfrågan" in person.words
    assert [call.method for call in slack.calls] == ["views.open"]


def test_what_stands_in_for_slack_may_leave_out_where_a_form_is_from_and_its_trigger(
    person: SlackPerson, slack: FakeSlack, rows: Count
) -> None:
    person.command()
    person.press("Svara: Ostfrågan")
    view, (cheese, why, _more) = person.shown, person.shown["blocks"][-3:]
    values = {why["block_id"]: {"svar": {"type": "plain_text_input", "value": SECRET_WORDS}}, cheese["block_id"]: {}}
    form = {"type": "view_submission", "user": {"id": "U1"}, "view": {**view, "id": "V9", "state": {"values": values}}}

    assert "Vi läser allt." in str(person.interact(form).get_json())
    assert "redan tagit emot" in str(person.interact(form).get_json())
    assert rows(OutboxMessage) == 1
    assert rows(ChatConnection) == 1


def test_a_command_that_opens_no_form_is_answered_where_it_was_typed(person: SlackPerson, slack: FakeSlack) -> None:
    slack.faults["views.open"] = [refuses("expired_trigger_id")]
    said = person.command("hjälp").get_json()

    assert said["response_type"] == "ephemeral"
    assert "verktyg för enkäter" in person.words


def test_the_bots_own_page_shows_what_is_open_and_erases(person: SlackPerson, slack: FakeSlack, rows: Count) -> None:
    person.command()
    person.press("Svara: Ostfrågan")
    person.press("Säg till mig sedan")
    assert rows(ChatAddress) == 1

    person.opens_home()
    assert person.shown["type"] == "home"
    person.press("Radera det jag har gjort")
    person.press("Ja, radera")

    assert "är raderat" in person.words
    assert rows(ChatAddress) == 0


def test_erasing_is_a_word_in_a_command_and_in_a_message(person: SlackPerson) -> None:
    person.command("radera")
    assert "Ja, radera" in person.labels
    person.writes("radera")

    assert "är raderat" in person.writes("ja")


def test_english_lasts_from_button_to_button(person: SlackPerson) -> None:
    person.command("english")
    _answer, _help, erase, _web, _send = person.labels
    person.press(erase)
    pressed = unpacked(person.shown["blocks"][-1]["elements"][0]["value"])

    assert pressed is not None
    assert (pressed.do, pressed.language) == (ERASE_NOW, "en")
    person.writes("erase")
    typed = unpacked(person.shown["blocks"][-1]["elements"][0]["value"])
    assert typed == pressed


def test_an_interview_goes_on_in_private_wherever_it_was_begun(person: SlackPerson, slack: FakeSlack) -> None:
    button = {"action_id": "1:x", "value": packed(Button(HERE, "Här", {INNER: "ost.borja"}), "sv")}
    payload = {"type": "block_actions", "trigger_id": "here.t", "team": {"id": "T1"}, "user": {"id": "U1"}}
    person.interact({**payload, "actions": [button], "channel": {"id": "C1"}})

    assert "Vilken ost" in person.reads()
    assert slack.to("C1") == []


def test_the_manifests_ask_for_what_is_heard_and_nothing_more() -> None:
    over_http, over_socket = (
        {line.strip() for line in (MANIFESTS / name).read_text("utf-8").splitlines()}
        for name in ("manifest.yaml", "manifest-socket.yaml")
    )
    heard = {"app_home_opened", "app_mention", "message.im", *GONE}

    for lines in (over_http, over_socket):
        assert {line[2:] for line in lines if line.startswith("- ")} == {f"command: {COMMAND}", *SCOPES, *heard}
    assert over_http - over_socket >= {f"request_url: https://dialog.example.se{DOOR}", "socket_mode_enabled: false"}
    assert not any(DOOR in line for line in over_socket)


def test_a_message_with_a_file_is_answered(person: SlackPerson) -> None:
    assert "Ostfrågan" in person.writes("", subtype="file_share", files=[{"id": "F1"}])


def test_a_mention_is_answered_in_its_thread_with_where_to_write(person: SlackPerson, slack: FakeSlack) -> None:
    person.mentions("vad tycker ni?", ts="17.5")
    drain(person.app)

    (said,) = slack.to("C1")
    assert said["thread_ts"] == "17.5"
    assert "direkt" in str(said)


@pytest.mark.parametrize(
    "more",
    [{"bot_id": "B0BOT"}, {"subtype": "message_changed"}, {"channel_type": "channel"}, {"user": None}, {"text": 7}],
    ids=["bot", "changed", "channel", "nobody", "number"],
)
def test_what_nobody_says_to_the_bot_is_not_answered(
    person: SlackPerson, slack: FakeSlack, rows: Count, more: dict[str, Any]
) -> None:
    person.writes("hej", **more)

    assert slack.messages == []
    assert rows(ChatDelivery) == 0


def test_a_workspace_that_removes_the_bot_is_forgotten_until_it_is_heard_again(
    person: SlackPerson, rows: Count
) -> None:
    person.command()
    person.press("Svara: Ostfrågan")
    person.press("Säg till mig sedan")
    person.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    assert state(person.app) is ConnectionState.CONNECTED

    person.event({"type": "app_uninstalled"})
    assert state(person.app) is ConnectionState.REMOVED
    assert rows(ChatAddress) == 0
    person.event({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}})
    assert state(person.app) is ConnectionState.REVOKED

    person.command()
    assert state(person.app) is ConnectionState.CONNECTED


def test_a_message_waits_as_long_as_slack_asks(person: SlackPerson, slack: FakeSlack, time: StandingClock) -> None:
    slack.faults["chat.postMessage"] = [busy_for(30)]
    person.writes("hej")
    assert slack.messages == []
    time.forward(seconds=29)
    assert person.reads() == ""

    time.forward(seconds=2)
    assert "Ostfrågan" in person.reads()


def test_messages_to_one_place_are_a_second_apart(person: SlackPerson, slack: FakeSlack, time: StandingClock) -> None:
    other = SlackPerson(person.app, slack, "U2")
    person.event({"type": "message", "channel_type": "im", "user": "U1", "channel": "DU1", "text": "hej"})
    person.event({"type": "message", "channel_type": "im", "user": "U1", "channel": "DU1", "text": "hjälp"})
    other.event({"type": "message", "channel_type": "im", "user": "U2", "channel": "DU2", "text": "hej"})
    drain(person.app)
    assert (len(slack.to("DU1")), len(slack.to("DU2"))) == (1, 1)
    time.forward(seconds=2)
    drain(person.app)

    assert len(slack.to("DU1")) == 2


def test_a_message_waits_for_slack_for_a_day_and_leaves_no_row_behind(
    person: SlackPerson, slack: FakeSlack, rows: Count, time: StandingClock
) -> None:
    slack.faults["chat.postMessage"] = [refuses("fatal_error"), fails(503), refuses("invalid_blocks")]
    person.writes("hej")
    for _ in range(2):
        time.forward(seconds=20)
        person.reads()
    assert slack.faults["chat.postMessage"] == []
    assert waiting(person.app) == 0

    slack.faults["chat.postMessage"] = [refuses("internal_error")] * 99
    person.writes("hej")
    for _ in range(5):
        time.forward(hours=6)
        person.reads()

    assert len(slack.faults["chat.postMessage"]) == 94
    assert slack.messages == []
    assert waiting(person.app) == 0


@pytest.mark.parametrize(
    ("code", "left", "connection"),
    [
        ("channel_not_found", 0, ConnectionState.CONNECTED),
        ("token_revoked", 0, ConnectionState.REVOKED),
        ("fatal_error", 1, ConnectionState.CONNECTED),
    ],
)
def test_who_cannot_be_reached_is_forgotten(
    person: SlackPerson, slack: FakeSlack, rows: Count, code: str, left: int, connection: ConnectionState
) -> None:
    person.command()
    person.press("Svara: Ostfrågan")
    person.press("Säg till mig sedan")
    slack.faults["views.open"], slack.faults["chat.postMessage"] = [refuses("trigger_expired")], [refuses(code)]
    person.opens_home()
    person.press("Hjälp")
    drain(person.app)

    assert rows(ChatAddress) == left
    assert state(person.app) is connection
