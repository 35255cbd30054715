from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.outbox.models import OutboxMessage
from dialog import voting
from dialog.errors import DialogueClosed, DialoguePaused, HasLeft, NoSuchStatement, StatementLeft
from dialog.models import Choice, Dialogue, DialogueState, Statement, StatementKind, StatementState, Vote
from dialog.topics import VOTES_CHANGED
from tests.builders import TODAY, on_sqlite
from tests.dialog.taking_part import cast, counters, numbered, recount, view, voice
from tests.dialogues import add_inspel, open_dialogue


def test_the_latest_vote_counts_and_is_the_only_one(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Fler turer")
    anna, bo = voice(session, dialogue, "anna"), voice(session, dialogue, "bo")

    cast(session, dialogue, anna, 1, Choice.AGREE, important=True)
    cast(session, dialogue, bo, 1, Choice.AGREE)
    cast(session, dialogue, anna, 1, Choice.DISAGREE)
    cast(session, dialogue, anna, 1, Choice.DISAGREE)

    assert counters(session, dialogue) == {1: (1, 1, 0, 0)} == recount(session, dialogue)
    assert [vote.voted_on for vote in session.scalars(select(Vote))] == [TODAY, TODAY]


def test_a_vote_that_is_taken_back_leaves_nothing(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Fler turer")
    anna = voice(session, dialogue)
    cast(session, dialogue, anna, 1, Choice.PASS, important=True)
    statement = numbered(session, dialogue, 1)

    for _ in range(2):
        voting.unvote(session, dialogue, anna, statement.id)
        session.flush()

    assert counters(session, dialogue) == {1: (0, 0, 0, 0)} == recount(session, dialogue)


@on_sqlite
def test_nobody_votes_on_what_is_not_there_to_vote_on(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Fler turer")
    other = open_dialogue(app, "Något annat", slug="annan")
    anna = voice(session, dialogue)
    target = numbered(session, dialogue, 1)
    unread = [
        add_inspel(session, dialogue.id, "Oläst", state=state)
        for state in (StatementState.SUBMITTED, StatementState.HELD, StatementState.REJECTED)
    ]
    gone = [
        add_inspel(session, dialogue.id, "Om mig", kind=StatementKind.ABOUT_SELF),
        add_inspel(session, dialogue.id, "Dolt", state=StatementState.HIDDEN),
        add_inspel(session, dialogue.id, "Samma", state=StatementState.MERGED, merged_into_id=target.id),
        add_inspel(session, dialogue.id, "", state=StatementState.WITHDRAWN),
        add_inspel(session, dialogue.id, "", state=StatementState.FLAGGED),
    ]

    for statement_id in (*(one.id for one in unread), numbered(session, other, 1).id, 10**6):
        with pytest.raises(NoSuchStatement):
            voting.vote(session, dialogue, anna, statement_id, Choice.AGREE, False, TODAY)
    for one in gone:
        with pytest.raises(StatementLeft):
            voting.vote(session, dialogue, anna, one.id, Choice.AGREE, False, TODAY)

    assert session.scalars(select(Vote)).all() == []


@on_sqlite
def test_nobody_votes_when_the_dialogue_is_not_open_or_they_have_left(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Fler turer", closes_on=TODAY + timedelta(days=1))
    anna = voice(session, dialogue)
    row = session.get_one(Dialogue, dialogue.id)
    for state, error in ((DialogueState.PAUSED, DialoguePaused), (DialogueState.CLOSED, DialogueClosed)):
        row.state = state
        with pytest.raises(error):
            cast(session, view(session, dialogue), anna, 1)
    row.state = DialogueState.OPEN
    session.flush()

    session.delete(anna)
    session.flush()

    with pytest.raises(HasLeft):
        cast(session, dialogue, anna, 1)


@on_sqlite
def test_the_news_of_many_votes_is_one_message_that_names_nobody(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Fler turer", "Billigare kort")
    for name in ("anna", "bo"):
        participant = voice(session, dialogue, name)
        cast(session, dialogue, participant, 1)
        cast(session, dialogue, participant, 2)

    news = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == VOTES_CHANGED)).all()

    assert [message.payload for message in news] == [{"dialogue_id": dialogue.id}]


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["anna", "bo", "cia"]),
        st.integers(1, 3),
        st.sampled_from([*Choice, None]),
        st.booleans(),
    ),
    max_size=25,
)


@on_sqlite
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_the_counters_are_those_of_the_votes_whatever_people_do(
    app: Flask, session: Session, deeds: list[tuple[str, int, Choice | None, bool]]
) -> None:
    session.rollback()
    if not session.scalar(select(Statement.id)):
        session.rollback()
        open_dialogue(app, "Fler turer", "Billigare kort", "Varmare hallar")
    dialogue = view(session, session.scalars(select(Dialogue)).one())  # type: ignore[arg-type]
    latest: dict[tuple[str, int], tuple[Choice, bool]] = {}

    for name, number, choice, important in deeds:
        participant = voice(session, dialogue, name)
        if choice is None:
            voting.unvote(session, dialogue, participant, numbered(session, dialogue, number).id)
            latest.pop((name, number), None)
        else:
            cast(session, dialogue, participant, number, choice, important)
            latest[name, number] = (choice, important)
    session.flush()

    def given_to(number: int) -> list[tuple[Choice, bool]]:
        return [vote for (_name, on), vote in latest.items() if on == number]

    expected = {
        number: (
            *(sum(choice is wanted for choice, _ in given_to(number)) for wanted in Choice),
            sum(important for _, important in given_to(number)),
        )
        for number in (1, 2, 3)
    }
    assert counters(session, dialogue) == expected == recount(session, dialogue)
