"""``flask dialog analyse``: the same votes give the same bytes, in whatever order and database they are kept."""

from __future__ import annotations

import json
import random
from pathlib import Path

from flask import Flask

from dialog.analysis import opinions
from dialog.analysis.document import document
from dialog.analysis.opinions import Convention
from dialog.analysis.votes import Ballot, cast
from dialog.models import Audience
from tests.builders import on_sqlite, run
from tests.dialogues import open_dialogue

VOTERS, STATEMENTS, OUT = 40, 10, 9
DAY = 1772532000000


def ballots() -> list[Ballot]:
    """Two groups that differ on half of the inspel, some not seen, and one that was moderated out."""
    draw = random.Random(8)
    return [
        Ballot(voter, number, draw.choices((1, -1, 0), (8, 1, 1) if number % 2 or voter < 20 else (1, 8, 1))[0], DAY)
        for voter in range(VOTERS)
        for number in range(STATEMENTS)
        if draw.random() < 0.9
    ]


def folder(to: Path, votes: list[Ballot]) -> str:
    to.mkdir()
    comments = [f"{DAY},x,{n},0,0,0,{-1 if n == OUT else 1},Inspel {n}" for n in range(STATEMENTS)]
    rows = [f"{vote.at},x,{vote.statement},{vote.voter},{vote.value}" for vote in votes]
    people = [f"{voter},{int(voter >= 20)}" for voter in range(VOTERS)]
    heads = {
        "comments": ("timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body", comments),
        "votes": ("timestamp,datetime,comment-id,voter-id,vote", rows),
        "participants-votes": ("participant,group-id", people),
    }
    for name, (head, lines) in heads.items():
        (to / f"{name}.csv").write_text("\n".join([head, *lines]) + "\n")
    return str(to)


def test_the_same_votes_give_the_same_bytes_on_every_database(app: Flask, tmp_path: Path) -> None:
    votes = ballots()
    shuffled = random.Random(1).sample(votes, len(votes))
    run(app, "dialog", "import-votes", "ett", folder(tmp_path / "1", votes))
    run(app, "dialog", "import-votes", "tva", folder(tmp_path / "2", shuffled))

    first, second = (run(app, "dialog", "analyse", slug, "--json") for slug in ("ett", "tva"))
    polis = run(app, "dialog", "analyse", "ett", "--json", "--convention", "polis")

    assert first.stdout_bytes == second.stdout_bytes
    assert first.stderr == ""
    labels = {voter: int(voter >= 20) for voter in range(VOTERS)}
    hidden = frozenset({OUT})
    table = cast(votes, range(STATEMENTS))
    for told, convention in ((first, Convention.SAMSPEL), (polis, Convention.POLIS)):
        found = opinions.analyse(table, convention=convention, hidden=hidden, labels=labels)
        assert json.loads(told.stdout) == document(found, floats_in_full=True, with_voters=True)
    told = json.loads(first.stdout)
    assert told["gate"]["open"] is True
    assert told["groups"]["sizes"] == {"0": 20, "1": 20}
    assert str(OUT) not in told["extremity"]
    assert len(told["claims"]) == STATEMENTS - 1


@on_sqlite
def test_a_dialogue_of_fewer_than_five_is_not_analysed_and_one_that_is_unknown_is_told_of(app: Flask) -> None:
    open_dialogue(app, "Öppna badet", slug="badet", audience=Audience.MEDBORGARE)

    few, unknown = run(app, "dialog", "analyse", "badet", "--json"), run(app, "dialog", "analyse", "ingen", "--json")

    assert (few.exit_code, few.stdout, unknown.exit_code, unknown.stdout) == (1, "", 1, "")
    assert "fewer than 5 have voted" in few.stderr
    assert "there is no dialogue 'ingen'" in unknown.stderr
    assert run(app, "dialog", "analyse", "badet", "--convention", "annan").exit_code == 2


@on_sqlite
def test_the_short_form_tells_the_claims_in_words(app: Flask, tmp_path: Path) -> None:
    run(app, "dialog", "import-votes", "ett", folder(tmp_path / "1", ballots()))

    told = run(app, "dialog", "analyse", "ett")

    assert told.stdout.startswith("40 voters, 9 inspel, method opinions-")
    assert "groups: shown" in told.stdout
    assert "common_agree" in told.stdout
