from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

import numpy as np
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import outbox
from core.corrections import themes
from dialog import hosting
from dialog.analysing import keeping, making, opining, results
from dialog.analysing.models import DialogueAnalysis, StatementFinding
from dialog.analysing.reading import Cast, Person
from dialog.analysing.results import Found
from dialog.analysis.claims import Kind
from dialog.analysis.votes import Votes
from dialog.models import (
    AgeBand,
    Channel,
    Choice,
    Dialogue,
    Participant,
    Statement,
    StatementKind,
    StatementState,
    Vote,
)
from dialog.results import DialogueView
from dialog.topics import VOTES_CHANGED
from tests.builders import TODAY, drain, on_sqlite
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import NOON, StandingClock, working

A, D, P = Choice.AGREE, Choice.DISAGREE, Choice.PASS
UNSEEN: Choice | None = None
# Eleven who vote on four inspel: nearly all, split, unsure and hardly anybody.
COUNCIL = ([A] * 10 + [D], [A] * 6 + [D] * 5, [P] * 5 + [A] * 4 + [D] * 2, [A, D, A] + [UNSEEN] * 8)
INSPEL = ("Fler turer på kvällen", "Stäng en hållplats", "Byt färg på bussarna", "Måla om taket")


def put_votes(
    app: Flask, dialogue: DialogueView, columns: Sequence[Sequence[Choice | None]], order: int = 1, seed: int = 1
) -> None:
    """Everybody's votes, entered in one order or the other, by people with other keys each time."""
    with working(app) as session:
        statements = session.scalars(
            select(Statement).where(Statement.dialogue_id == dialogue.id).order_by(Statement.number)
        ).all()
        people = list(range(len(columns[0])))[::order]
        for place in people:
            person = Participant(
                id=uuid.UUID(int=(seed * 7919 + place * order) % 1009 + 1),
                dialogue_id=dialogue.id,
                channel=Channel.WEB,
                joined_on=TODAY,
            )
            session.add(person)
            session.flush()
            for statement, column in list(zip(statements, columns, strict=False))[::order]:
                choice = column[place]
                if choice is not None:
                    session.add(
                        Vote(participant_id=person.id, statement_id=statement.id, choice=choice, voted_on=TODAY)
                    )
        outbox.post(session, VOTES_CHANGED, key="votes", dialogue_id=dialogue.id)


def stored(app: Flask, dialogue: DialogueView) -> tuple[str, str]:
    with working(app) as session:
        row = session.get_one(DialogueAnalysis, dialogue.id)
        return json.dumps([row.document, row.themes]), row.input_hash


def found_in(app: Flask, dialogue: DialogueView) -> Found:
    with working(app) as session:
        found = results.found(session, dialogue.id)
        assert found is not None
        return found


def two_camps(people: int = 40) -> list[list[Choice | None]]:
    """Half agree where the other half does not, on eight inspel; nobody is quite like another."""
    return [
        [(A if (i < people // 2) == (column % 2 == 0) else D) if (i + column) % 9 else P for i in range(people)]
        for column in range(8)
    ]


def test_what_unites_divides_and_leaves_people_unsure_is_found_and_read_back(
    app: Flask, session: Session, time: StandingClock
) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    put_votes(app, dialogue, COUNCIL)

    drain(app)

    found = found_in(app, dialogue)
    assert found.voters == 11
    assert found.made_at == NOON
    assert not found.is_too_few
    assert [(one.statement, one.kind, one.agree, one.disagree, one.passes) for one in found.claims] == [
        (1, Kind.COMMON_AGREE, 10, 1, 0),
        (2, Kind.SPLIT, 6, 5, 0),
        (3, Kind.UNSURE, 4, 2, 5),
        (4, Kind.TOO_FEW, 2, 1, 0),
    ]
    assert found.groups == ()
    assert found.gate is not None
    assert not found.gate.is_open
    assert found.themes.missing == "few_texts"
    assert found.language.texts == sum(found.language.tones.values()) == 4
    extremity = session.scalars(select(Statement.extremity).order_by(Statement.number)).all()
    assert any(extremity)


def test_the_same_votes_give_the_same_bytes_whatever_the_order_and_the_database(
    app: Flask, time: StandingClock
) -> None:
    """Both engines are held to what is reckoned without any, so they are held to each other."""
    texts = [f"Inspel {number} om bussar och vägar" for number in range(8)]
    found = set()
    for slug, order in (("en", 1), ("annan", -1)):
        dialogue = open_dialogue(app, *texts, slug=slug)
        put_votes(app, dialogue, two_camps(), order, seed=order + 3 + dialogue.id)
        drain(app)
        found.add(stored(app, dialogue))
        time.forward(minutes=2)

    codes = {A: 1.0, D: -1.0, P: 0.0}
    table = np.array([[codes[choice] for choice in column if choice] for column in two_camps()]).T
    people = {row: Person(None, None, None, Channel.WEB) for row in range(len(table))}
    cast = Cast(Votes.of(range(len(table)), range(1, 9), table), frozenset(), people)
    assert len(found) == 1
    document = json.loads(next(iter(found))[0])[0]
    assert json.dumps(document) == json.dumps({"input": opining.fingerprint(cast)} | opining.opine(cast))
    assert document["gate"]["open"]
    assert [one["size"] for one in document["map"]] == [20, 20]
    assert document["projections"] is None
    assert document["groups"]["labels"] is None


@on_sqlite
def test_an_analysis_of_what_has_not_changed_is_not_stored_anew(app: Flask, time: StandingClock) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    put_votes(app, dialogue, COUNCIL)
    drain(app)
    before = stored(app, dialogue)

    time.forward(hours=1)
    with working(app) as work:
        outbox.post(work, VOTES_CHANGED, key="votes", dialogue_id=dialogue.id)
    drain(app)

    assert stored(app, dialogue) == before
    assert found_in(app, dialogue).made_at == NOON

    with working(app) as work:
        themes.put_words(work, "Kvällsbussar", ["kvällen", "turer"])
        keeping.ask_for(work, dialogue.id, time.time)
    drain(app)

    found = found_in(app, dialogue)
    assert found.made_at == time.time
    assert [(one.label, one.statements) for one in found.themes.themes] == [("Kvällsbussar", (1,))]
    assert json.loads(stored(app, dialogue)[0])[0] == json.loads(before[0])[0]


@on_sqlite
def test_the_close_is_analysed_at_once_and_votes_wait_for_more_of_the_same_minute(
    app: Flask, time: StandingClock
) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    put_votes(app, dialogue, COUNCIL)
    drain(app)
    put_votes(app, dialogue, [[A] * 3] * 4, seed=500)

    drain(app)
    waiting = found_in(app, dialogue)
    with working(app) as work:
        hosting.close(work, work.get_one(Dialogue, dialogue.id), TODAY)
    drain(app)

    closed = found_in(app, dialogue)
    assert (waiting.voters, closed.voters) == (11, 14)


@on_sqlite
def test_inspel_nobody_may_read_and_those_about_the_speaker_stay_out(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    with working(app) as work:
        add_inspel(work, dialogue.id, "Jag är sexton år", kind=StatementKind.ABOUT_SELF)
        add_inspel(work, dialogue.id, "Väntar på att läsas", state=StatementState.SUBMITTED)
        add_inspel(work, dialogue.id, "Det här togs bort", state=StatementState.HIDDEN)
    put_votes(app, dialogue, (*COUNCIL, [A] * 11, [UNSEEN] * 11, [D] * 11))

    drain(app)

    found = found_in(app, dialogue)
    assert [one.statement for one in found.claims] == [1, 2, 3, 4]
    numbers = session.scalars(
        select(Statement.number).join(StatementFinding, StatementFinding.statement_id == Statement.id)
    )
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


@on_sqlite
def test_a_finding_holds_no_words_of_the_inspel_and_goes_when_the_inspel_does(app: Flask) -> None:
    dialogue = open_dialogue(app, "Bemötandet var dåligt och kön var lång")
    put_votes(app, dialogue, [[A] * 5])
    drain(app)
    with working(app) as work:
        finding = work.scalars(select(StatementFinding)).one()
        assert finding.document["redacted"] == ""
        assert finding.document["language"] == "sv"
        assert finding.document["tone"]["words"]
        assert finding.analyser.startswith("samspel-text")

    with working(app) as work:
        made = making.make(work, dialogue.id)
        assert made is not None
        assert made.is_nothing
        work.execute(delete(StatementFinding))
    with working(app) as work:
        made = making.make(work, dialogue.id)
        assert made is not None
        work.scalars(select(Statement)).one().text = "Helt andra ord"
        work.flush()
        keeping.keep(work, made, NOON)
        assert work.scalars(select(StatementFinding)).all() == []
        statement = work.scalars(select(Statement)).one()
        statement.state, statement.text = StatementState.FLAGGED, ""
        work.add(StatementFinding(statement_id=statement.id, analyser="x", document={}))
        work.flush()
        again = making.make(work, dialogue.id)
        assert again is not None
        assert again.gone == (statement.id,)
        keeping.keep(work, again, NOON)
        assert work.scalars(select(StatementFinding)).all() == []


def test_an_analysis_that_was_begun_earlier_does_not_replace_a_later_one(app: Flask, time: StandingClock) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    put_votes(app, dialogue, COUNCIL)
    with working(app) as session:
        slow = making.make(session, dialogue.id)
    put_votes(app, dialogue, [[A] * 3] * 4, seed=500)
    time.forward(minutes=1)
    drain(app)
    before = stored(app, dialogue)

    with working(app) as session:
        assert slow is not None
        keeping.keep(session, slow, NOON)

    assert stored(app, dialogue) == before


def test_no_age_is_told_of_where_the_votes_of_a_few_could_be_reckoned_from_it() -> None:
    """Young against old differ on the first inspel; on the second three have not told their age."""

    def opined(strangers: int) -> dict[str, object]:
        # The whole is neither of a mind nor evenly split.
        young, old = 30, 22
        column = [1.0] * 26 + [-1.0] * 4 + [1.0] * 4 + [-1.0] * 18 + [1.0] * strangers
        ages = [AgeBand.FROM_16] * young + [AgeBand.FROM_65] * old + [None] * strangers
        people = {i: Person(None, None, age, Channel.WEB) for i, age in enumerate(ages)}
        votes = Votes.of(range(len(column)), [1], np.array([column]).T)
        claim: dict[str, object] = opining.opine(Cast(votes, frozenset(), people))["claims"][0]
        return claim

    told, untold = opined(0), opined(3)

    assert told["kind"] in ("distinct", "split")
    assert untold["contrasts"] == []
    assert untold["kind"] != "distinct"
