from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Actor
from core.corrections.models import TextCorrection
from core.db import Base
from dialog import joining, leaving
from dialog.errors import HasLeft, NoSuchStatement
from dialog.models import (
    Choice,
    Dialogue,
    DialogueState,
    Door,
    Participant,
    Statement,
    StatementOriginal,
    StatementState,
    Vote,
)
from dialog.moderating import deciding
from dialog.moderating.models import Appeal
from dialog.results import DialogueView
from tests.builders import on_sqlite
from tests.dialog.taking_part import cast, counters, numbered, recount, view, voice
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import NOON

MARK = "Mina egna ord om bussen"


def lively(app: Flask, session: Session) -> tuple[DialogueView, Participant]:
    """Anna has voted, and has inspel in every state; Bo has voted on one of hers."""
    dialogue = open_dialogue(app, "Fler turer", "Billigare kort")
    anna, bo = voice(session, dialogue, "anna"), voice(session, dialogue, "bo")
    target = numbered(session, dialogue, 1)
    for state in (*StatementState, StatementState.PUBLISHED):
        wordless = state in (StatementState.FLAGGED, StatementState.WITHDRAWN)
        merged = {"merged_into_id": target.id} if state is StatementState.MERGED else {}
        one = add_inspel(
            session, dialogue.id, "" if wordless else f"{MARK} {state}", state=state, author_id=anna.id, **merged
        )
        if not wordless:
            session.add(StatementOriginal(statement_id=one.id, words=MARK))
            session.add(Appeal(statement_id=one.id, words=MARK, sent_at=NOON))
            session.add(
                TextCorrection(
                    subject_ref=f"dialog:{one.id}", words=MARK, language="sv", corrected_by="K", corrected_at=NOON
                )
            )
    session.flush()
    for participant in (anna, bo):
        cast(session, dialogue, participant, 1, Choice.AGREE, important=True)
        cast(session, dialogue, participant, 2, Choice.PASS)
    published = session.scalars(select(Statement).where(Statement.author_id == anna.id, Statement.state == "published"))
    cast(session, dialogue, bo, published.first().number, Choice.DISAGREE)  # type: ignore[union-attr]
    return dialogue, anna


def everything(session: Session) -> str:
    """Every row of every table, as text."""
    return "\n".join(
        str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(select(table)).all()
    )


def test_whoever_leaves_takes_everything_along_and_the_counters_are_right(app: Flask, session: Session) -> None:
    dialogue, anna = lively(app, session)
    who = anna.id

    leaving.leave(session, dialogue, anna)

    session.expire_all()
    kept = everything(session)
    assert MARK not in kept
    assert who.hex not in kept.replace("-", "")
    assert joining.find(session, dialogue.id, joining.web_handle("anna")) is None
    assert counters(session, dialogue) == recount(session, dialogue)
    assert counters(session, dialogue)[1] == (1, 0, 0, 1)
    states = [row.state for row in session.scalars(select(Statement).order_by(Statement.number)).all()[2:]]
    assert sorted(states) == ["flagged", *["withdrawn"] * 5]
    with pytest.raises(HasLeft):
        leaving.leave(session, dialogue, Participant(id=who))


@on_sqlite
def test_after_the_close_the_words_and_the_ways_in_go_and_the_figures_stand(app: Flask, session: Session) -> None:
    dialogue, anna = lively(app, session)
    before = counters(session, dialogue)
    session.get_one(Dialogue, dialogue.id).state = DialogueState.CLOSED
    session.flush()

    leaving.leave(session, view(session, dialogue), anna)

    session.expire_all()
    assert MARK not in everything(session)
    after = counters(session, dialogue)
    assert {number: before[number] for number in after} == after == recount(session, dialogue)
    assert len(session.scalars(select(Vote).where(Vote.participant_id == anna.id)).all()) == 2
    assert session.scalars(select(Door).where(Door.participant_id == anna.id)).all() == []


@on_sqlite
def test_an_own_inspel_is_taken_back_and_nobody_else_s(app: Flask, session: Session) -> None:
    dialogue, anna = lively(app, session)
    bo = voice(session, dialogue, "bo")
    rows = session.scalars(select(Statement).where(Statement.author_id == anna.id)).all()
    mine = {row.state: row.number for row in rows}

    assert leaving.withdraw(session, anna, mine[StatementState.SUBMITTED]) is None
    published = leaving.withdraw(session, anna, mine[StatementState.PUBLISHED])

    assert published is not None
    assert (published.state, published.text) == (StatementState.WITHDRAWN, "")
    for who, number in (
        (bo, mine[StatementState.HELD]),
        (anna, mine[StatementState.FLAGGED]),
        (anna, mine[StatementState.PUBLISHED]),
        (anna, 1),
        (anna, 10**6),
    ):
        with pytest.raises(NoSuchStatement):
            leaving.withdraw(session, who, number)


@on_sqlite
def test_what_others_said_is_not_lost_with_the_inspel_it_was_merged_into(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Fler turer")
    anna, bo = voice(session, dialogue, "anna"), voice(session, dialogue, "bo")
    hers = add_inspel(session, dialogue.id, MARK, author_id=anna.id)
    his = add_inspel(session, dialogue.id, "Bos ord om bussen", author_id=bo.id)
    cast(session, dialogue, bo, 1)
    cast(session, dialogue, anna, his.number, Choice.AGREE)
    deciding.merge(session, his, hers, Actor(1, "K"), NOON)

    leaving.leave(session, dialogue, anna)

    session.expire_all()
    assert (his.state, his.text, his.merged_into_id) == (StatementState.SUBMITTED, "Bos ord om bussen", None)
    assert (hers.state, hers.text) == (StatementState.WITHDRAWN, "")
    assert counters(session, dialogue) == recount(session, dialogue)
