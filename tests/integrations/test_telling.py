from __future__ import annotations

import json
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from core.audit import Actor
from core.chat import ChatChannel, ChatUse
from core.outbox import OutboxMessage
from dialog import hosting
from dialog.feedback import answering
from dialog.feedback.answering import Written
from dialog.feedback.models import AnswerKind, Decision
from dialog.models import Source, Statement
from dialog.moderating import deciding
from dialog.moderating.models import Moderation, Reason
from tests.builders import TODAY, drain, on_sqlite
from tests.dialog.taking_part import numbered
from tests.dialogues import close_dialogue, open_dialogue
from tests.ground import NOON, StandingClock, working
from tests.integrations.persons import Person

pytestmark = on_sqlite

FULL: dict[str, Any] = {"slack": ChatUse.FULL, "teams": ChatUse.FULL}
BY = Actor(None, "Kerstin Ek")
WORDS = {"anna": "Lampor längs stigen till skolan", "bo": "Parken behöver soptunnor", "cy": "Snöröjningen är sen"}


def messages(app: Flask) -> list[dict[str, Any]]:
    """What waits to be written in a chat; the worker cannot, as no chat is connected."""
    with working(app) as session:
        waiting = select(OutboxMessage.payload).where(
            OutboxMessage.topic.in_(("slack.message_due", "teams.message_due"))
        )
        return list(session.scalars(waiting))


def said(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False)


def three_authors(app: Flask) -> int:
    """Anna in Slack and Bo in Teams asked to be told, Cy in Slack did not; gives the dialogue's id."""
    dialogue = open_dialogue(app, "Bänkar", "Cykelställ", **FULL)
    for name, words in WORDS.items():
        person = Person(app, name, ChatChannel.TEAMS if name == "bo" else ChatChannel.SLACK)
        person.open(dialogue.id)
        person.press("Skriv ett eget inspel")
        person.send(text=words)
        if name != "cy":
            person.press("Säg till mig")
            person.press("Ja, säg till mig")
    drain(app)
    assert messages(app) == []
    return dialogue.id


def test_an_author_who_asked_is_told_the_number_the_fate_and_why_and_never_the_words(
    app: Flask, time: StandingClock
) -> None:
    three_authors(app)
    with working(app) as session:
        anna, bo, cy = session.scalars(
            select(Statement).where(Statement.source.in_((Source.SLACK, Source.TEAMS))).order_by(Statement.number)
        )
        deciding.reject(session, anna, Reason.UNCLEAR, BY, NOON, note="Vilken stig?")
        deciding.hold(session, bo, BY, NOON)
        deciding.approve(session, bo, BY, NOON)
        deciding.approve(session, cy, BY, NOON)
    time.forward(minutes=1)
    drain(app)
    to_anna, to_bo = sorted(messages(app), key=lambda message: "teams" in said(message) or "screen" in message)
    assert to_anna["message"]["channel"] == "anna"
    assert "Ditt inspel 3: Inte publicerat. Vi är inte säkra på att andra förstår" in said(to_anna)
    assert "Samtalsledaren skriver: ”Vilken stig?”" in said(to_anna)
    assert to_bo["reference"] == {"conversation": "conversation of bo"}
    assert "Ditt inspel 4: Publicerat" in said(to_bo)
    assert not any(words in said(message) for message in (to_anna, to_bo) for words in WORDS.values())
    with working(app) as session:
        assert {row.told_at for row in session.scalars(select(Moderation))} == {time()}


def test_nobody_can_be_told_of_an_inspel_once_the_key_is_gone(app: Flask) -> None:
    three_authors(app)
    close_dialogue(app)
    with working(app) as session:
        statement = numbered(session, hosting.find(session, "hem"), 3)  # type: ignore[arg-type]
        deciding.reject(session, statement, Reason.OTHER, BY, NOON)
    drain(app)
    assert messages(app) == []
    with working(app) as session:
        # The door it came by is forgotten, so it stands on a page of its own, which nobody's account leads to.
        assert session.scalars(select(Moderation)).one().told_at == NOON


def test_all_who_asked_are_told_once_when_answers_have_been_published(app: Flask, time: StandingClock) -> None:
    three_authors(app)
    close_dialogue(app)
    drain(app)
    with working(app) as session:
        dialogue = hosting.find(session, "hem")
        for number in (1, 2):
            statement = numbered(session, dialogue, number)  # type: ignore[arg-type]
            answer = Written("Vi bygger i vår.", "Gatuenheten", Decision.WILL_DO)
            answering.save(session, statement, AnswerKind.ANSWER, answer, "Kerstin Ek", TODAY, publish=True)
    drain(app)
    assert messages(app) == []
    time.forward(minutes=11)
    drain(app)
    assert len(messages(app)) == 2
    for message in messages(app):
        assert "Kommunen har svarat" in said(message)
        assert "http://127.0.0.1:8000/dialog/hem/svar" in said(message)
        assert "dialog.tysta" in said(message)


def test_messages_that_never_arrived_go_when_the_dialogue_closes_and_no_others(app: Flask, time: StandingClock) -> None:
    three_authors(app)
    other = open_dialogue(app, slug="annan", **FULL)
    anna = Person(app, "anna")
    anna.open(other.id)
    anna.press("Skriv ett eget inspel")
    anna.send(text="Bygg en bro över ån")
    anna.press("Säg till mig")
    anna.press("Ja, säg till mig")
    with working(app) as session:
        for statement in session.scalars(select(Statement).where(Statement.author_id.is_not(None))):
            deciding.approve(session, statement, BY, NOON)
    drain(app)
    assert len(messages(app)) == 3
    with working(app) as session:
        dead = {"state": "dead", "dead_at": NOON, "last_error": "x", "claimed_by": None, "attempts": 8}
        session.execute(update(OutboxMessage).where(OutboxMessage.topic == "teams.message_due").values(**dead))
    close_dialogue(app)
    drain(app)
    (left,) = messages(app)
    assert f'\\"d\\":\\"{other.id}\\"' in said(left).replace("\\\\", "\\")
