from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.concerns.models import Concern
from core.outbox.models import OutboxMessage
from dialog import speaking
from dialog.errors import DialogueClosed, SaidEnough, StatementTooLong, StatementTooShort
from dialog.models import Audience, ModerationMode, Statement, StatementKind, StatementState
from dialog.speaking import A_DAY, Advice, Concerning
from dialog.topics import STATEMENT_SAID
from tests.builders import TODAY, on_sqlite
from tests.dialog.taking_part import voice
from tests.dialogues import add_inspel, close_dialogue, open_dialogue

BUS = "Fler turer på kvällen så att vi kommer hem efter träningen"


def say(session: Session, dialogue: Any, text: str, *confirmed: Concerning, name: str = "anna", **more: Any) -> Any:
    participant = voice(session, dialogue, name, **more.pop("entry", {}))
    return speaking.say(session, dialogue, participant, text, "sv", set(confirmed), more.get("today", TODAY))


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Statement)) or 0


def test_an_inspel_is_kept_tidy_numbered_and_for_staff_to_read(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Billigare kort")

    said = say(session, dialogue, f"  {BUS} \n")

    assert (said.number, said.text, said.state) == (2, BUS, StatementState.SUBMITTED)
    assert (said.kind, said.said_on) == (StatementKind.PROPOSAL, TODAY)
    news = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == STATEMENT_SAID)).one()
    assert news.payload == {"dialogue_id": dialogue.id, "statement_id": said.id}


def test_the_same_words_of_the_same_person_are_one_inspel(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app)

    first, again = say(session, dialogue, BUS), say(session, dialogue, f"{BUS} ")
    unsafe = say(session, dialogue, "Jag orkar inte leva längre")

    assert first is again
    assert say(session, dialogue, "Jag orkar inte leva längre") is unsafe
    assert say(session, dialogue, BUS, name="bo") is not first
    assert count(session) == 3


@on_sqlite
@pytest.mark.parametrize(
    ("text", "concerning"),
    [
        ("Ring mig på 070-174 06 05 om bussen", Concerning.PERSONAL_DATA),
        ("Bygg en simhall. Sänk skatten.", Concerning.SEVERAL_THOUGHTS),
        ("Som invandrare är det svårt att få jobb", Concerning.ABOUT_SELF),
        ("Kortet borde vara billigare", Concerning.ALIKE),
    ],
)
def test_advice_comes_first_and_what_is_sent_in_spite_of_it_is_kept(
    app: Flask, session: Session, text: str, concerning: Concerning
) -> None:
    dialogue = open_dialogue(app, "Kortet borde vara mycket billigare", moderation=ModerationMode.POST)
    before = count(session)

    advice = say(session, dialogue, text)

    assert isinstance(advice, Advice)
    assert advice.concerning == (concerning,)
    assert count(session) == before
    assert [one.number for one in advice.alike] == ([1] if concerning is Concerning.ALIKE else [])
    said = say(session, dialogue, text, concerning)
    # What was remarked on is read by staff first, also where everything else is published at once.
    assert said.state is (StatementState.PUBLISHED if concerning is Concerning.ALIKE else StatementState.HELD)
    assert (said.kind is StatementKind.ABOUT_SELF) == (concerning is Concerning.ABOUT_SELF)


@on_sqlite
def test_only_what_others_may_read_is_like_something_and_at_most_three_are_shown(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, *[f"{BUS}!" * n for n in range(1, 5)])
    other = open_dialogue(app, BUS, slug="annan")
    add_inspel(session, other.id, "Varmare hallar", state=StatementState.SUBMITTED)
    add_inspel(session, other.id, "Varma hallar är bäst, tycker jag", kind=StatementKind.ABOUT_SELF)

    advice = say(session, dialogue, BUS)

    assert isinstance(advice, Advice)
    assert len(advice.alike) == 3
    assert isinstance(say(session, other, "Varmare hallar"), Statement)


@on_sqlite
def test_what_the_young_write_is_read_before_others_see_it_whatever_the_dialogue_says(
    app: Flask, session: Session
) -> None:
    young = open_dialogue(app, audience=Audience.UNGDOMAR, moderation=ModerationMode.POST)
    anybody = open_dialogue(app, slug="annan", moderation=ModerationMode.POST)

    assert say(session, young, BUS, entry={"age_band": "13-15"}).state is StatementState.SUBMITTED
    assert say(session, anybody, BUS).state is StatementState.PUBLISHED


def test_words_that_worry_go_to_the_trygghetsansvarig_and_nowhere_else(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, moderation=ModerationMode.POST)

    # Nobody in need is told to write one thought at a time.
    said = say(session, dialogue, "Pappa slår mig varje kväll. Ring 070-174 06 05.")

    assert (said.state, said.text) == (StatementState.FLAGGED, "")
    concern = session.scalars(select(Concern)).one()
    assert concern.words.startswith("Pappa slår mig")
    assert concern.subject_ref == f"dialog:{said.id}"
    assert session.scalars(select(OutboxMessage).where(OutboxMessage.topic == STATEMENT_SAID)).all() == []


@on_sqlite
def test_too_short_too_long_and_too_many_are_refused(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app)
    with pytest.raises(StatementTooShort):
        say(session, dialogue, "Nej")
    with pytest.raises(StatementTooLong):
        say(session, dialogue, "ord " * 70 + "o")
    things = ["bänkar", "lampor", "hallar", "träd", "bussar", "kort", "broar", "cyklar", "simhallar", "skyltar"]
    assert len(things) == A_DAY
    for thing in things:
        assert isinstance(say(session, dialogue, f"Fler {thing}", *Concerning), Statement)

    with pytest.raises(SaidEnough):
        say(session, dialogue, "Varmare vatten")
    # Who needs help is never told to come back tomorrow.
    assert say(session, dialogue, "Pappa slår mig varje kväll").state is StatementState.FLAGGED

    assert isinstance(say(session, dialogue, "Varmare vatten", today=TODAY + timedelta(days=1)), Statement)


@on_sqlite
def test_nothing_is_said_in_a_dialogue_that_is_over(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app)
    anna = voice(session, dialogue)
    session.commit()

    with pytest.raises(DialogueClosed):
        speaking.say(session, close_dialogue(app), anna, BUS, "sv", set(), TODAY)
