"""The rules that hold at every door of a chat: what is only a link, what is erased, what is quoted, and how often."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from core.audit import Actor
from core.chat import ChatChannel, ChatUse, Heard
from core.db import Base
from core.outbox import OutboxMessage
from dialog import linking, results
from dialog.meetings.chat.desk import DEEDS
from dialog.meetings.models import MeetingInput, MeetingSeat, StepKind
from dialog.models import Dialogue, Participant, Statement, Vote
from dialog.moderating import deciding
from dialog.moderating.models import Reason
from integrations.conversations import addresses, flood, sending
from integrations.conversations.arrival import Surface
from integrations.models import ChatAddress, ChatInterview
from surveys.models import Collection, Response
from tests.builders import TODAY, drain, on_sqlite, open_round, small_survey
from tests.dialog.taking_part import voice
from tests.dialogues import open_dialogue
from tests.ground import NOON, StandingClock, working
from tests.integrations.persons import Person
from tests.meetings import open_meeting

pytestmark = on_sqlite

SEEDS = ("Fler bänkar vid torget", "Lampor längs stigen till skolan")
CODE = "KKKKK2"
HERE = {"d": "1", "c": "dialog-1", "n": "1", "v": "agree", "k": CODE, "s": "1", "enkat": "prov", "alder": "99"}


def everything_open(app: Flask) -> None:
    """A survey, a dialogue and a meeting in it, all in both chats."""
    open_dialogue(app, *SEEDS, slack=ChatUse.FULL, teams=ChatUse.FULL)
    open_round(app, small_survey(), slack=ChatUse.FULL, teams=ChatUse.FULL)
    open_meeting(app, "hem", CODE, StepKind.CHECK_IN)


def taking_part(app: Flask, account: str) -> Person:
    """Somebody who has done some of everything and is in the middle of more."""
    person = Person(app, account, ChatChannel.TEAMS)
    person.open(1)
    person.press("Håller med")
    person.hear(Heard("dialog.skicka", HERE, {"text": ("Mer skugga på skolgården",)}))
    person.hear(Heard("dialog.meddela.ja", HERE))
    person.hear(Heard("mote.visa", HERE))
    person.send(namn="Kajsa Warg")
    person.send(**{person.screen.prompts[0].key: "4"})
    person.hear(Heard("enkat.borja", HERE))
    return person


def count(app: Flask, kind: type[Base]) -> int:
    with working(app) as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def test_where_only_a_link_is_left_it_is_all_that_anybody_is_shown_and_nothing_written_is_lost(app: Flask) -> None:
    everything_open(app)
    person = taking_part(app, "anna")
    with working(app) as session:
        for kind in (Dialogue, Collection):
            session.execute(update(kind).values(slack=ChatUse.LINK, teams=ChatUse.LINK))
    before = [count(app, kind) for kind in (Vote, Statement, MeetingSeat, MeetingInput, Response)]

    dialogue = ("visa", "borja", "kort", "rosta", "skriv", "mina", "kod", "sluta", "meddela.ja")
    survey = ("visa", "borja", "fortsatt", "skicka", "andra")
    for do in (*(f"dialog.{one}" for one in dialogue), *(f"mote.{one}" for one in ("visa", *DEEDS))):
        assert (person.hear(Heard(do, HERE)).buttons, person.screen.send) == ((), None), do
    for do in (f"enkat.{one}" for one in survey):
        assert (person.hear(Heard(do, HERE)).buttons, person.screen.send) == ((), None), do
    for do in ("dialog.skicka", "mote.skicka", "enkat.svara"):
        shown = person.hear(Heard(do, HERE, {"text": ("Mer skugga vid lekplatsen",)}))
        assert "har inte sparats" in shown.notice
        assert "Mer skugga vid lekplatsen" in shown.paragraphs
    assert before == [count(app, kind) for kind in (Vote, Statement, MeetingSeat, MeetingInput, Response)]


def test_erasing_takes_everything_in_every_room_and_what_waits_to_be_sent(app: Flask) -> None:
    everything_open(app)
    others = taking_part(app, "bo")
    kept = [count(app, kind) for kind in (Participant, Vote, MeetingSeat, MeetingInput, Response, ChatAddress)]
    anna = taking_part(app, "anna")
    anna.say("hej")
    with working(app) as session:
        for address in addresses.of_subject(session, "dialog:1"):
            sending.tell(session, address, others.screen)

    anna.say("radera")
    anna.say("ja")

    assert anna.screen.notice == "Det du har gjort här är raderat."
    assert kept == [count(app, kind) for kind in (Participant, Vote, MeetingSeat, MeetingInput, Response, ChatAddress)]
    assert count(app, ChatInterview) == 0
    with working(app) as session:
        texts = [json.dumps(payload) for payload in session.scalars(select(OutboxMessage.payload))]
        assert [word for word in ("of anna", "of bo") if any(word in text for text in texts)] == ["of bo"]
        # Read when it was written, so only an empty place stays of it.
        assert session.scalars(select(Statement.author_id).order_by(Statement.id)).all()[-1] is None


def test_what_others_no_longer_see_is_not_quoted_where_somebody_is_asked_about_it(app: Flask) -> None:
    open_dialogue(app, *SEEDS, slack=ChatUse.FULL)
    anna = Person(app, "anna")
    anna.surface = Surface.MESSAGE
    anna.hear(Heard("chatt.har", {"_do": "dialog.kort", **HERE}))
    quoted = " ".join(anna.screen.paragraphs)
    with working(app) as session:
        for statement in session.scalars(select(Statement)).all():
            if statement.text in quoted:
                deciding.hide(session, statement, Reason.OFF_TOPIC, Actor(None, "Kerstin Ek"), NOON)
                hidden = statement.text
    drain(app)

    assert count(app, ChatInterview) == 0
    assert hidden not in " ".join(anna.say("något annat").paragraphs)


@pytest.mark.parametrize("asked", [False, True])
def test_whoever_writes_to_the_bot_that_they_need_help_is_told_where_it_is(app: Flask, asked: bool) -> None:
    open_dialogue(app, *SEEDS, slack=ChatUse.FULL)
    anna = Person(app, "anna")
    anna.surface = Surface.MESSAGE
    if asked:
        anna.hear(Heard("chatt.har", {"_do": "dialog.kort", **HERE}))

    anna.say("Jag orkar inte leva längre")

    assert "116 111" in " ".join(anna.screen.paragraphs)
    assert "orkar" not in " ".join((anna.screen.notice, *anna.screen.paragraphs))


def test_a_script_that_presses_without_end_is_stopped_for_a_minute_and_nobody_else_is(
    app: Flask, time: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "MOST", 6)
    open_dialogue(app, *SEEDS, slack=ChatUse.FULL)
    script, bo = Person(app, "script"), Person(app, "bo")
    for nth in range(10):
        script.hear(Heard("dialog.rosta", {**HERE, "v": ("agree", "disagree")[nth % 2]}))

    assert script.screen.title == "Vänta en stund"
    assert "Håller med" in [button.label for button in bo.open(1).buttons]
    with working(app) as session:
        assert session.scalars(select(Vote.choice)).all() == ["disagree"]
    time.forward(minutes=1)
    assert script.hear(Heard("dialog.visa", HERE)).title != "Vänta en stund"


def test_a_button_that_says_where_it_was_pressed_holds_no_meeting_there(app: Flask) -> None:
    everything_open(app)
    anna = Person(app, "anna")
    adult = CODE[::-1]
    anna.hear(Heard("mote.skriv", {"tenant": "T0OTHER", "place": "C0OTHER"}, {"text": (adult,)}))
    assert anna.screen.title == "Mötet finns inte"


def test_whoever_couples_a_second_door_to_their_voice_keeps_their_seat(app: Flask) -> None:
    everything_open(app)
    anna = taking_part(app, "anna")
    with working(app) as session:
        dialogue = results.by_id(session, 1, TODAY)
        code = linking.link_code(session, dialogue, voice(session, dialogue, "web pass"), NOON)
    anna.hear(Heard("dialog.koppla.skicka", HERE, {"enhetskod": (code,)}))
    assert "en och samma röst" in anna.screen.notice
    assert "Tack, ditt svar är sparat" in anna.hear(Heard("mote.visa", HERE)).paragraphs
