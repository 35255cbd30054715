"""What comes from a chat is done once, by whoever it is for, in the words of the web."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.chat import ChatChannel
from core.db import db
from core.house import move_in, settings_of
from core.outbox import OutboxMessage
from integrations import retention
from integrations.conversations import addresses, directory, interviews, receiving
from integrations.conversations.arrival import Outcome, Surface
from integrations.models import ChatAddress, ChatConnection, ChatDelivery, ChatInterview, ConnectionState
from tests.builders import on_sqlite
from tests.core.processes import forkserver
from tests.ground import NOON, StandingClock, working
from tests.integrations.conversations import counter
from tests.integrations.conversations.counter import EFFECT, HOUSE, Bug, arrival


@pytest.fixture
def chat(app: Flask) -> Flask:
    """The app with nothing to talk to but the tiny room."""
    move_in(app, HOUSE, settings_of(app))
    return app


def said(app: Flask, *args: str, **more: object) -> Outcome:
    """Receive one thing and commit, as a channel does."""
    with working(app) as session:
        return receiving.receive(session, arrival(*args, **more))  # type: ignore[arg-type]


def effects(app: Flask) -> list[dict[str, object]]:
    """What has been done."""
    with working(app) as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == EFFECT).order_by(OutboxMessage.id))
        return [dict(row.payload) for row in rows]


def count(app: Flask, table: type) -> int:
    """The number of rows."""
    with working(app) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_delivery_through_four_processes_at_once_has_one_effect(app: Flask) -> None:
    context = forkserver()
    together, new = context.Barrier(4), context.SimpleQueue()
    url = settings_of(app).database_url
    with app.app_context():
        db.engine.dispose()
    children = [context.Process(target=counter.deliver_again_and_again, args=(url, 3, together, new)) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()

    assert [child.exitcode for child in children] == [0] * 4
    assert sum(new.get() for _ in children) == 1
    assert len(effects(app)) == 1


def test_a_delivery_that_failed_leaves_nothing_and_is_done_when_it_comes_again(chat: Flask) -> None:
    with pytest.raises(Bug), working(chat) as session:
        receiving.receive(session, arrival("Ev1", "prov.trasig"))
    with working(chat) as session:
        session.rollback()
    assert (effects(chat), count(chat, ChatDelivery), count(chat, ChatConnection)) == ([], 0, 0)

    first, again = said(chat, "Ev1", "prov.ja"), said(chat, "Ev1", "prov.ja")

    assert (first.screen.title, first.is_repeat) == ("Gjort", False)
    assert (again.screen.notice, again.is_repeat) == ("Det här har vi redan tagit emot.", True)
    assert len(effects(chat)) == 1
    # The same id from another workspace is another delivery.
    assert not said(chat, "Ev1", "prov.ja", tenant="T2").is_repeat


@on_sqlite
def test_what_a_person_meets_is_said_in_the_words_of_the_web_and_changes_nothing(chat: Flask) -> None:
    shut = said(chat, "1", "prov.stangd").screen
    refused = said(chat, "2", "prov.nej").screen

    assert (shut.title, shut.notice) == ("Luckan är stängd", "Det du skrev är inte sparat. Kom tillbaka i morgon.")
    assert refused.notice == "Välj ett av alternativen."
    assert said(chat, "3", "prov.nej", language="en").screen.notice == "Choose one of the options."
    assert effects(chat) == []
    assert count(chat, ChatDelivery) == 3


@on_sqlite
def test_home_help_old_buttons_and_strange_words_all_lead_on(chat: Flask) -> None:
    home = said(chat, "1").screen

    assert [button.do for button in home.buttons] == ["prov.form", "chatt.har", "chatt.hjalp", "chatt.radera"]
    assert "chatt.har" not in [button.do for button in said(chat, "2", surface=Surface.HOME).screen.buttons]
    assert "radera" in " ".join(said(chat, "3", typed="Hjälp!").screen.paragraphs)
    assert said(chat, "4", "forr.nagot").screen.notice == "Den knappen finns inte längre. Välj här nedanför."
    assert said(chat, "5", typed="vad?").screen.notice.startswith("Det där förstod jag inte.")
    assert said(chat, "6", "chatt.svar", steg="x", val="r").screen.notice == "Den frågan är inte öppen längre."
    # In a place of many nothing is asked, but a line may be for a desk.
    assert "Skriv till mig direkt" in said(chat, "7", typed="hej", surface=Surface.PLACE).screen.paragraphs[0]
    assert said(chat, "8", typed="Lucka K7M2PQ", surface=Surface.PLACE, place="C1").screen.title == "Hörde"
    assert effects(chat) == [{"text": "K7M2PQ", "tenant": "T1", "place": "C1"}]


@on_sqlite
def test_who_asks_to_be_told_is_kept_until_the_day_or_until_they_say_no(chat: Flask, time: StandingClock) -> None:
    said(chat, "1", "prov.ja")
    said(chat, "2", "prov.ja")
    said(chat, "3", "prov.ja", person="U2")
    with working(chat) as session:
        kept = addresses.of_subject(session, "prov:1")
        ids = {address.id for address in kept}
        assert sorted(address.person for address in kept) == ["U1", "U2"]
        assert kept[0].reference == {"c": "D1"}

        addresses.shuffle(session, "prov:1", ["prov"])
        anew = addresses.of_subject(session, "prov:1")
        assert sorted(address.person for address in anew) == ["U1", "U2"]
        assert not ids & {address.id for address in anew}

    said(chat, "4", "prov.glom")
    assert count(chat, ChatAddress) == 1

    time.forward(days=92)
    with working(chat) as session:
        assert retention.purge_addresses(session, time()) == 1


@on_sqlite
def test_erasing_is_asked_about_and_then_takes_everything_at_once(chat: Flask, time: StandingClock) -> None:
    said(chat, "1", "prov.ja")
    said(chat, "2", "chatt.har", _do="prov.form")
    asked = said(chat, "3", typed="radera")
    assert asked.screen.title == "Vill du radera allt?"
    kept = said(chat, "4", typed="nej")
    assert (kept.screen.notice, "Vilken färg?" in kept.screen.paragraphs) == ("Inget har raderats.", True)

    said(chat, "5", typed="sluta")
    erased = said(chat, "6", typed="Ja").screen

    with working(chat):
        identity = directory.identity(ChatChannel.SLACK, "T1", "U1")
    assert (erased.title, erased.notice) == ("Klart", "Det du har gjort här är raderat.")
    assert effects(chat)[-1] == {"erased": identity}
    assert (count(chat, ChatAddress), count(chat, ChatInterview)) == (0, 0)
    # A yes that comes late answers nothing.
    said(chat, "7", typed="radera")
    time.forward(minutes=11)
    assert said(chat, "8", typed="ja").screen.notice.startswith("Det där förstod jag inte.")
    assert len(effects(chat)) == 2
    assert said(chat, "9", "chatt.radera_nu", surface=Surface.MODAL).screen.title == "Klart"


@on_sqlite
def test_a_workspace_that_takes_the_bot_out_is_forgotten_and_comes_back_by_being_heard(
    chat: Flask, time: StandingClock
) -> None:
    said(chat, "1", "prov.ja")
    said(chat, "2", "chatt.har", _do="prov.form")
    said(chat, "3", "prov.ja", tenant="T2")

    for end, state in ((receiving.removed, ConnectionState.REMOVED), (receiving.revoked, ConnectionState.REVOKED)):
        with working(chat) as session:
            end(session, ChatChannel.SLACK, "T1")
            assert session.get_one(ChatConnection, (ChatChannel.SLACK, "T1")).state is state
        assert (count(chat, ChatAddress), count(chat, ChatInterview)) == (1, 0)

    time.forward(minutes=5, seconds=20)
    said(chat, "4")
    with working(chat) as session:
        back = session.get_one(ChatConnection, (ChatChannel.SLACK, "T1"))
        assert (back.state, back.last_event_at) == (ConnectionState.CONNECTED, NOON + timedelta(minutes=5))


@on_sqlite
def test_nothing_kept_holds_the_account_or_can_be_laid_beside_anything_else(chat: Flask) -> None:
    said(chat, "U1:delivery", "chatt.har", _do="prov.form")
    with working(chat) as session:
        (delivery,), (asked,) = (
            session.scalars(select(ChatDelivery)).all(),
            session.scalars(select(ChatInterview)).all(),
        )
        identity = directory.identity(ChatChannel.SLACK, "T1", "U1")

        assert len({delivery.key_hash, asked.person_hash, identity}) == 3
        assert "U1" not in repr((delivery.key_hash, asked.person_hash, asked.screen, asked.values))
        assert (
            directory.identity(ChatChannel.TEAMS, "T1", "U1")
            != identity
            != directory.identity(ChatChannel.SLACK, "T1U", "1")
        )


@on_sqlite
def test_what_is_kept_for_a_while_goes_by_itself(chat: Flask, time: StandingClock) -> None:
    said(chat, "1", "chatt.har", _do="prov.form")
    time.forward(days=1, seconds=1)
    assert said(chat, "2", typed="Röd").screen.notice.startswith("Det där förstod jag inte.")
    with working(chat) as session:
        assert retention.purge_interviews(session, time()) == 1
    time.forward(days=3)
    with working(chat) as session:
        assert retention.purge_deliveries(session, time()) == 2


def test_interviews_of_a_desk_that_closes_are_forgotten(chat: Flask) -> None:
    said(chat, "1", "chatt.har", _do="prov.form")
    with working(chat) as session:
        interviews.close_desks(session, ["annat"])
    assert count(chat, ChatInterview) == 1
    with working(chat) as session:
        interviews.close_desks(session, ["prov"])
    assert count(chat, ChatInterview) == 0
