"""A summary is told once to everybody who waits, and one that is taken back to those who were told of it."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.audit import Actor
from core.chat import ChatChannel, ChatUse
from core.outbox import OutboxMessage
from core.summaries.sentences import Section
from dialog import hosting
from dialog.feedback import answering
from dialog.feedback.answering import Written
from dialog.feedback.models import AnswerKind, Decision
from dialog.meetings import planning, results
from dialog.models import Statement
from dialog.moderating import deciding
from dialog.moderating.models import Reason
from dialog.summarising import publishing
from dialog.summarising import results as summaries
from dialog.summarising.models import SentenceState, Summary, SummaryState
from dialog.summarising.sealing import content_hash
from integrations import spreading, summary_posts, told
from integrations.conversations import connecting
from integrations.following.topics import FOLLOWER_MAIL_DUE
from integrations.models import ConnectionState, NewsTold
from tests.builders import TODAY, drain, on_sqlite
from tests.dialog.taking_part import numbered
from tests.dialogues import close_dialogue, open_dialogue
from tests.fakes.smtp import Inbox
from tests.ground import StandingClock, working
from tests.integrations.followers import add_followers, connected
from tests.integrations.persons import TENANTS, Person
from tests.meetings import plan_meeting
from tests.summaries import draft, sentence

pytestmark = on_sqlite

FULL: dict[str, Any] = {"slack": ChatUse.FULL, "teams": ChatUse.FULL}
PLACES = {"C1": TENANTS[ChatChannel.SLACK], "C2": "a workspace that took the bot out"}
EMAILS = ("anna@example.org", "bo@example.org", "cia@example.org")
SAYS = "De flesta vill ha fler turer på kvällen."
REASON = "En siffra var fel."


@pytest.fixture
def waiting(app: Flask) -> Flask:
    """A closed dialogue with two accounts, two channels and three addresses that wait, and a summary to come."""
    dialogue = open_dialogue(app, "Fler turer på kvällen", "Bättre hållplatser", **FULL)
    for name, channel in (("U1", ChatChannel.SLACK), ("U2", ChatChannel.TEAMS)):
        person = Person(app, name, channel)
        person.open(dialogue.id)
        person.press("Klar för nu")
        person.press("Säg till mig")
        person.press("Ja, säg till mig")
    meeting_id = plan_meeting(app, "hem", "ABC234")
    with working(app) as session:
        meeting = results.by_id(session, meeting_id)
        for place, tenant in PLACES.items():
            planning.bind(session, meeting, ChatChannel.SLACK, tenant, place, place)
            connecting.found(session, ChatChannel.SLACK, tenant, "", clock.now())
        connecting.end(session, ChatChannel.SLACK, PLACES["C2"], ConnectionState.REMOVED)
    add_followers(app, dialogue.id, *EMAILS)
    close_dialogue(app)
    drain(app)
    with working(app) as session:
        # What the worker drafted when it closed: the versions here are made by hand.
        session.delete(session.scalars(select(Summary)).one())
        session.query(OutboxMessage).delete()
    return app


@pytest.fixture
def inbox(app: Flask) -> Iterator[Inbox]:
    """A mail server that the app has been told of."""
    with connected(app) as inbox:
        yield inbox


def publish(app: Flask, version: int = 1) -> int:
    """Somebody publishes an approved version; the one before it then no longer counts. Gives its id."""
    with working(app) as session:
        dialogue = hosting.find(session, "hem")
        summary = draft(
            session,
            dialogue.id,
            sentence("a", Section.UNITES, SAYS, ["i1"], state=SentenceState.KEPT),
            version=version,
            short=f"{SAYS} Ett inspel: {{i1}}. Version {version}.",
            state=SummaryState.APPROVED,
        )
        summary.content_hash = content_hash(summaries.view(session, summary))
        publishing.publish(session, dialogue, summary, "Kerstin Ek", TODAY, seen=summary.revision, reason=REASON)
        return summary.id


def withdraw(app: Flask, summary_id: int) -> None:
    with working(app) as session:
        summary = session.get_one(Summary, summary_id)
        dialogue = hosting.find(session, "hem")
        publishing.withdraw(session, dialogue, summary, "Kerstin Ek", REASON, TODAY, seen=summary.revision)


def written(app: Flask) -> dict[str, list[str]]:
    """What waits to be written in a chat, by whom or where it is to."""
    with working(app) as session:
        found: dict[str, list[str]] = {}
        chats = OutboxMessage.topic.in_(("slack.message_due", "teams.message_due"))
        for payload in session.scalars(select(OutboxMessage.payload).where(chats)):
            to = payload["message"]["channel"] if "message" in payload else payload["reference"]["conversation"]
            found.setdefault(to, []).append(json.dumps(payload, ensure_ascii=False))
        return found


def do(app: Flask, handler: Any, **payload: Any) -> None:
    """Once more what has been done already."""
    with working(app) as session:
        handler(session, payload)
    drain(app)


def test_everybody_who_waits_is_told_once_however_often_it_is_begun(
    waiting: Flask, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = waiting
    monkeypatch.setattr(spreading, "AT_A_TIME", 1)
    inbox.answers["bo@example.org"] = "550 5.1.1 no"

    summary_id = publish(app)
    drain(app)
    do(app, summary_posts.on_published, summary_id=summary_id, dialogue_id=1)

    # The bot is in one of the two channels only; everybody there reads it, and nobody there can ask to be left alone.
    found = written(app)
    assert {to: len(said) for to, said in found.items()} == {"U1": 1, "conversation of U2": 1, "C1": 1}
    assert all(SAYS in said[0] and "/dialog/hem/sammanfattning" in said[0] for said in found.values())
    assert {to for to, said in found.items() if "dialog.tysta" in said[0]} == {"U1", "conversation of U2"}
    # One who is refused stops nobody, and each mail has its own way out.
    assert sorted(mail.to for mail in inbox.arrived) == ["anna@example.org", "cia@example.org"]
    for mail in inbox.arrived:
        assert SAYS in mail.text
        assert "http://127.0.0.1:8000/dialog/hem/sammanfattning" in mail.text
        assert "/avsluta>" in mail.message["List-Unsubscribe"]
    assert len({mail.message["Message-ID"] for mail in inbox.arrived}) == 2


def test_a_worker_that_dies_on_the_way_leaves_nobody_out_and_tells_nobody_twice(
    waiting: Flask, inbox: Inbox, time: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "AT_A_TIME", 2)
    posted = itertools.count()

    def post(session: Session, topic: str, **payload: Any) -> None:
        outbox.post(session, topic, **payload)
        if topic == FOLLOWER_MAIL_DUE and next(posted) == 1:
            raise ConnectionError

    monkeypatch.setattr(spreading, "outbox", SimpleNamespace(post=post))
    publish(waiting)
    drain(waiting)
    assert inbox.arrived == []

    time.forward(minutes=1)
    drain(waiting)

    assert Counter(mail.to for mail in inbox.arrived) == Counter(EMAILS)
    assert {len(said) for said in written(waiting).values()} == {1}


def test_one_that_is_taken_back_goes_to_nobody_more_and_those_who_were_told_hear_why(
    waiting: Flask, inbox: Inbox
) -> None:
    app = waiting
    summary_id = publish(app)
    drain(app)
    inbox.arrived.clear()
    with working(app) as session:
        # The message to the one in Teams has arrived; the others still wait.
        session.query(OutboxMessage).where(OutboxMessage.topic == "teams.message_due").delete()
    add_followers(app, 1, "sen@example.org")

    withdraw(app, summary_id)
    drain(app)
    do(app, summary_posts.on_withdrawn, summary_id=summary_id, dialogue_id=1)

    found = written(app)
    assert set(found) == {"conversation of U2"}
    assert REASON in found["conversation of U2"][0]
    assert "/dialog/hem/sammanfattning/1" in found["conversation of U2"][0]
    assert Counter(mail.to for mail in inbox.arrived) == Counter(EMAILS)
    assert all(REASON in mail.text and SAYS not in mail.text for mail in inbox.arrived)


def test_mails_that_wait_for_a_server_tell_what_is_so_when_they_are_sent(waiting: Flask, time: StandingClock) -> None:
    app = waiting
    first = publish(app)
    drain(app)
    publish(app, 2)
    drain(app)
    with connected(app) as inbox:
        time.forward(minutes=16)
        drain(app)
        assert Counter(mail.to for mail in inbox.arrived) == Counter(EMAILS)
        assert all("Version 2." in mail.text for mail in inbox.arrived)
    assert all(len(said) == 1 and "Version 2." in said[0] for said in written(app).values())
    with working(app) as session:
        assert not told.among(session, f"summary:{first}", list(session.scalars(select(NewsTold.whom))))


def test_a_mail_that_could_not_be_sent_in_a_week_is_let_go(waiting: Flask, time: StandingClock) -> None:
    publish(waiting)
    drain(waiting)
    time.forward(days=8)
    with connected(waiting) as inbox:
        drain(waiting)
        assert inbox.arrived == []
    with working(waiting) as session:
        assert not session.scalars(select(OutboxMessage).where(OutboxMessage.topic == FOLLOWER_MAIL_DUE)).all()


def test_words_that_were_taken_back_leave_the_messages_that_wait(waiting: Flask) -> None:
    app = waiting
    publish(app)
    drain(app)
    assert all("Fler turer på kvällen" in said[0] for said in written(app).values())
    with working(app) as session:
        statement = session.scalars(select(Statement).where(Statement.number == 1)).one()
        deciding.hide(session, statement, Reason.OTHER, Actor(None, "Kerstin Ek"), clock.now())
    drain(app)

    found = written(app)
    assert {to: len(said) for to, said in found.items()} == {"U1": 1, "conversation of U2": 1, "C1": 1}
    assert not any("Fler turer på kvällen" in said[0] for said in found.values())


def test_answers_are_gathered_for_followers_too_and_each_gathering_is_told_once(
    waiting: Flask, inbox: Inbox, time: StandingClock
) -> None:
    app = waiting
    for number in (1, 2):
        with working(app) as session:
            statement = numbered(session, hosting.find(session, "hem"), number)  # type: ignore[arg-type]
            answer = Written("Vi bygger i vår.", "Gatuenheten", Decision.WILL_DO)
            answering.save(session, statement, AnswerKind.ANSWER, answer, "Kerstin Ek", TODAY, publish=True)
        drain(app)
        assert inbox.arrived == []
    time.forward(minutes=11)
    drain(app)

    assert Counter(mail.to for mail in inbox.arrived) == Counter(EMAILS)
    assert all("http://127.0.0.1:8000/dialog/hem/svar" in mail.text for mail in inbox.arrived)
    assert set(written(app)) == {"U1", "conversation of U2", "C1"}
