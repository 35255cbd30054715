"""Votes from elsewhere through the command: stored whole or not at all, the last vote counts, and every reason told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from dialog.analysing.models import DialogueAnalysis
from dialog.models import Choice, Dialogue, DialogueState, Door, Participant, Statement, StatementState, Vote
from tests.browsing import Browser
from tests.builders import drain, on_sqlite, run
from tests.dialogues import open_dialogue
from tests.ground import working

COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body",
    '1772445600000,x,0,7,9,9,1,"Bussen, den sena, behövs"',
    "1772445600000,x,1,7,0,0,0,Öppna fritidsgården",
    "1772445600000,x,2,8,0,0,-1,Köp mina skor",
)
VOTES = (
    "timestamp,datetime,comment-id,voter-id,vote",
    "1772532000000,x,0,7,1",
    "1772445600000,x,0,8,1",
    "1772532000001,x,0,8,-1",
    "1772445600000,x,1,10,0",
    "1772445600000,x,2,9,-1",
    # An event log need not stand in the order of time: this one came before the vote above.
    "1772445599999,x,2,9,1",
)
PEOPLE = ("participant,group-id,n-votes", "7,0,1", "8,1,1", "11,,0")


def folder(to: Path, files: Mapping[str, tuple[str, ...]] | None = None, encoding: str = "utf-8") -> str:
    given = {"comments": COMMENTS, "votes": VOTES} | dict(files or {})
    for name, lines in given.items():
        (to / f"{name.replace('_', '-')}.csv").write_text("\r\n".join(lines) + "\r\n", encoding)
    return str(to)


def test_a_conversation_is_read_and_the_last_vote_counts(app: Flask, tmp_path: Path) -> None:
    conversation = folder(
        tmp_path, {"participants_votes": PEOPLE, "summary": ("topic,Hur vi har det",)}, encoding="utf-8-sig"
    )

    first = run(app, "dialog", "import-votes", "hur-vi-har-det", conversation)
    again = run(app, "dialog", "import-votes", "hur-vi-har-det", conversation, "--audience", "ungdomar")

    assert (first.exit_code, first.stdout) == (0, "")
    assert "3 inspel, 5 participants, 4 votes stored; 2 votes were replaced" in first.stderr
    assert again.stderr == first.stderr
    with working(app) as session:
        dialogue = session.scalars(select(Dialogue)).one()
        assert (dialogue.title, dialogue.audience, dialogue.state) == (
            "Hur vi har det",
            "medborgare",
            DialogueState.DRAFT,
        )
        said = {row.number: row for row in session.scalars(select(Statement))}
        assert said[0].text == "Bussen, den sena, behövs"
        assert [said[number].state for number in said] == [
            StatementState.PUBLISHED,
            StatementState.PUBLISHED,
            StatementState.REJECTED,
        ]
        counts = [(row.n_agree, row.n_disagree, row.n_pass) for row in said.values()]
        assert counts == [(1, 1, 0), (0, 0, 1), (0, 1, 0)]
        votes = session.execute(
            select(Door.handle, Participant.label, Statement.number, Vote.choice, Vote.voted_on)
            .join(Participant, Participant.id == Door.participant_id)
            .join(Vote, Vote.participant_id == Participant.id)
            .join(Statement)
            .order_by(Door.handle)
        ).tuples()
        assert list(votes) == [
            ("import:10", None, 1, Choice.PASS, date(2026, 3, 2)),
            ("import:7", "0", 0, Choice.AGREE, date(2026, 3, 3)),
            ("import:8", "1", 0, Choice.DISAGREE, date(2026, 3, 3)),
            ("import:9", None, 2, Choice.DISAGREE, date(2026, 3, 2)),
        ]


@on_sqlite
def test_what_was_imported_as_over_is_analysed_and_shown(app: Flask, browser: Browser, tmp_path: Path) -> None:
    people = range(8)
    votes = (VOTES[0], *(f"1772532000000,x,{n},{voter},1" for voter in people for n in (0, 1)))
    run(app, "dialog", "import-votes", "prov", folder(tmp_path, {"votes": votes}), "--closed")

    drain(app)

    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(DialogueAnalysis)) == 1
    assert "8 av 8 håller med" in browser.open("/dialog/prov/resultat").text


@on_sqlite
@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"votes": ("timestamp,comment-id,vote", "1,0,1")}, "votes.csv:1: the column voter-id is missing"),
        ({"votes": (*VOTES, "1,x,9,7,1")}, "votes.csv:8: comment-id 9 is not in comments.csv"),
        ({"votes": (*VOTES, "1,x,0,7,2")}, "votes.csv:8: vote must be 1 (agree), -1 (disagree) or 0 (pass)"),
        ({"votes": (*VOTES, "i går,x,0,7,1")}, "votes.csv:8: timestamp must be a whole number"),
        ({"votes": (*VOTES, "99999999999999,x,0,7,1")}, "votes.csv:8: timestamp must be a whole number"),
        ({"votes": (*VOTES, "1,x,0,,1")}, "votes.csv:8: voter-id must have 1 to 40 characters"),
        ({"votes": (*VOTES, "1,x,0,7")}, "votes.csv:8: has 4 cells where the header has 5"),
        ({"comments": (*COMMENTS, "1,x,1,7,0,0,1,Igen")}, "comments.csv:5: comment-id 1 stands twice"),
        ({"comments": (*COMMENTS, "1,x,-4,7,0,0,1,Minus")}, "comments.csv:5: comment-id and timestamp must be whole"),
        ({"comments": (*COMMENTS, "1,x,5000000000,7,0,0,1,Stort")}, "comments.csv:5: comment-id and timestamp must"),
        ({"comments": (*COMMENTS, "1,x,5,7,0,0,2,Vad")}, "comments.csv:5: moderated must be -1, 0 or 1"),
        ({"comments": (*COMMENTS, f"1,x,5,7,0,0,1,{'a' * 1001}")}, "comments.csv:5: comment-body must have 1 to 1000"),
        ({"comments": (*COMMENTS, "1,x,5,7,0,0,1,")}, "comments.csv:5: comment-body must have 1 to 1000"),
        ({"participants_votes": (*PEOPLE, "7,1,1")}, "participants-votes.csv:5: participant is missing, too long, or"),
        ({"participants_votes": (*PEOPLE, f"12,{'g' * 21},1")}, "participants-votes.csv:5: group-id must have at most"),
    ],
    ids=lambda value: None if isinstance(value, dict) else value.split(":")[0] + value[-12:],
)
def test_a_bad_file_stores_nothing_and_says_why(
    app: Flask, tmp_path: Path, files: dict[str, tuple[str, ...]], reason: str
) -> None:
    result = run(app, "dialog", "import-votes", "prov", folder(tmp_path, files))

    assert (result.exit_code, result.stdout) == (1, "")
    assert reason in result.stderr
    assert "nothing was stored" in result.stderr
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(Dialogue)) == 0


@on_sqlite
def test_what_people_said_here_is_not_mixed_with_what_was_collected_elsewhere(app: Flask, tmp_path: Path) -> None:
    open_dialogue(app, "Öppna badet", slug="badet")

    refused = run(app, "dialog", "import-votes", "badet", folder(tmp_path))
    missing = run(app, "dialog", "import-votes", "badet", str(tmp_path / "ingenstans"))
    no_votes = run(app, "dialog", "import-votes", "ny", str(tmp_path.parent))
    no_address = run(app, "dialog", "import-votes", "Å Ä", folder(tmp_path))

    assert refused.exit_code == 1
    assert "people have taken part" in refused.stderr
    assert no_votes.exit_code == 1
    assert "comments.csv" in no_votes.stderr
    assert (missing.exit_code, no_address.exit_code) == (2, 2)
    with working(app) as session:
        assert session.scalars(select(Statement.text)).all() == ["Öppna badet"]
