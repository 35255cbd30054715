"""What was said and voted, handed out: it reads back to the same figures, and tells of nobody who gave which."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.audit import AuditEntry
from core.people.roles import Role
from dialog import exporting, hosting
from dialog.models import (
    Channel,
    Choice,
    Dialogue,
    DialogueState,
    Participant,
    Source,
    Statement,
    StatementKind,
    StatementState,
    Vote,
)
from dialog.moderating.models import Action, Moderation, Reason
from tests.builders import TODAY, on_sqlite, run, signed_in
from tests.dialogues import add_inspel, close_dialogue, more_votes, open_dialogue
from tests.ground import NOON, working

FILES = {"comments.csv", "votes.csv", "participants-votes.csv", "summary.csv"}
CARDS = {"datakort.md", "data-card.md", "metadata.json"}
COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"
VOTES = "timestamp,datetime,comment-id,voter-id,vote"
PEOPLE = "participant,group-id,n-votes"


def collected_elsewhere(folder: Path) -> str:
    """Twelve people in two groups that disagree, an inspel that was taken out, and one that looks like a formula."""
    texts = ("Fler bussar", "=Bygg, nu", '"Citat" och åäö', "Uttaget")
    comments = [f'{1772445600000 + n},x,{n},7,0,0,{-1 if n == 3 else 1},"{text.replace(chr(34), chr(34) * 2)}"'
                for n, text in enumerate(texts)]  # fmt: skip
    votes = [
        f"1772445600000,x,{number},{voter},{(1 if voter % 2 else -1) if number < 2 else voter % 3 - 1}"
        for voter in range(12)
        for number in range(4)
        if (voter + number) % 5
    ]
    people = [f"{voter},{voter % 2},4" for voter in range(12)]
    for name, lines in (
        ("comments", (COMMENTS, *comments)),
        ("votes", (VOTES, *votes)),
        ("participants-votes", (PEOPLE, *people)),
    ):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return str(folder)


def unpacked(archive: Path | bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive) if isinstance(archive, bytes) else archive) as files:
        assert {info.date_time[0] for info in files.infolist()} == {1980}
        return {name: files.read(name).decode() for name in files.namelist()}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_what_is_written_out_reads_back_to_the_same_figures(app: Flask, tmp_path: Path) -> None:
    first, again = tmp_path / "forst", tmp_path / "igen"
    first.mkdir()
    again.mkdir()
    run(app, "dialog", "import-votes", "forst", collected_elsewhere(first))

    written = run(app, "dialog", "export", "forst", str(tmp_path / "ut.zip"))
    files = unpacked(tmp_path / "ut.zip")
    for name in FILES:
        (again / name).write_text(files[name], "utf-8", newline="")
    read = run(app, "dialog", "import-votes", "igen", str(again), "--closed")

    assert (written.exit_code, written.stdout, read.exit_code) == (0, "", 0)
    assert set(files) == FILES | CARDS
    assert [row["comment-body"] for row in rows(files["comments.csv"])] == [
        "Fler bussar",
        "'=Bygg, nu",
        '"Citat" och åäö',
    ]
    assert {row["vote"] for row in rows(files["votes.csv"])} == {"1", "0", "-1"}
    with working(app) as session:
        stored = {
            slug: [
                session.execute(
                    select(Statement.number, Statement.text, Statement.n_agree, Statement.n_disagree, Statement.n_pass)
                    .join(Dialogue)
                    .where(Dialogue.slug == slug, Statement.state == StatementState.PUBLISHED)
                    .order_by(Statement.number)
                ).all(),
                _by_person(session, slug),
            ]
            for slug in ("forst", "igen")
        }
    assert stored["forst"] == stored["igen"]


def _by_person(session: Session, slug: str) -> list[tuple[str, ...]]:
    """What each person thinks, without who they are: their group, and their votes by number."""
    people: dict[uuid.UUID, list[str]] = {}
    for key, label, number, choice in session.execute(
        select(Participant.id, Participant.label, Statement.number, Vote.choice)
        .join(Vote, Vote.participant_id == Participant.id)
        .join(Statement, Statement.id == Vote.statement_id)
        .join(Dialogue, Dialogue.id == Participant.dialogue_id)
        .where(Dialogue.slug == slug, Statement.state == StatementState.PUBLISHED)
        .order_by(Statement.number)
    ):
        people.setdefault(key, [label or ""]).append(f"{number} {choice}")
    return sorted(tuple(votes) for votes in people.values())


def closed_with_everything(app: Flask) -> None:
    """A closed dialogue: six have voted, one of them on paper, and inspel of every fate."""
    dialogue = open_dialogue(app, "Fler turer på kvällen", "Billigare kort")
    more_votes(app, "hem", 6)
    with working(app) as session:
        person = session.scalars(select(Participant)).first()
        assert person
        person.channel = Channel.PAPER
        session.execute(update(Statement).values(author_id=person.id, source=Source.WEB))
        session.execute(update(Vote).where(Vote.participant_id == person.id).values(is_important=True))
        about = add_inspel(session, dialogue.id, "Jag är ung", kind=StatementKind.ABOUT_SELF)
        refused = add_inspel(session, dialogue.id, "Nekade ord", state=StatementState.REJECTED)
        add_inspel(session, dialogue.id, "", state=StatementState.FLAGGED)
        add_inspel(session, dialogue.id, "Väntande ord", state=StatementState.SUBMITTED)
        session.add(
            Moderation(
                statement_id=refused.id, action=Action.REJECT, reason=Reason.HATE, actor_name="Eva", decided_at=NOON
            )
        )
        session.add(Vote(participant_id=person.id, statement_id=about.id, choice=Choice.AGREE, voted_on=TODAY))
    close_dialogue(app)


def test_staff_take_the_files_home_and_they_tell_of_nobody(app: Flask) -> None:
    closed_with_everything(app)
    strateg = signed_in(app, Role.STRATEGIST)

    page = strateg.open("/personal/dialoger/hem/filer")
    answer = strateg.send(page, to="/filer")

    assert answer.headers["Content-Type"] == "application/zip"
    assert "dialog-hem.zip" in answer.headers["Content-Disposition"]
    files = unpacked(answer.body)
    everything = "".join(files.values())
    for kept_back in ("Nekade ord", "Väntande ord", "Jag är ung", "Eva", "flagged"):
        assert kept_back not in everything
    with working(app) as session:
        assert not any(str(key) in everything for key in session.scalars(select(Participant.id)))
        taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "dialogue.exported")).one()
        assert taken.details["slug"] == "hem"
    said = rows(files["comments.csv"])
    assert [(row["comment-id"], row["author-id"], row["agrees"], row["important"]) for row in said] == [
        ("1", "", "6", "1"),
        ("2", "", "6", "1"),
    ]
    people = rows(files["participants-votes.csv"])
    assert [row["participant"] for row in people] == list("012345")
    assert {(row["group-id"], row["n-comments"], row["n-votes"], row["1"]) for row in people} == {("", "", "2", "1")}
    assert "Nekade: Hat eller kränkning: 1" in files["datakort.md"]
    assert "Av andra skäl inte publicerade: 3" in files["datakort.md"]
    known = json.loads(files["metadata.json"])
    assert (known["voters"], known["statements"], known["votes"]) == (6, 2, 12)
    # One came on paper, so it is said of neither way how many used it.
    assert known["channels"] == {"web": None, "paper": None}
    assert known["left_out"] == {"refused": {"hate": 1}, "merged": 0, "others": 3}


@on_sqlite
def test_a_voter_has_another_number_in_each_export(app: Flask, tmp_path: Path) -> None:
    run(app, "dialog", "import-votes", "forst", collected_elsewhere(tmp_path))
    orders = set()
    for turn in range(6):
        archive = tmp_path / f"{turn}.zip"
        run(app, "dialog", "export", "forst", str(archive))
        files = unpacked(archive)
        orders.add(files["participants-votes.csv"])
        table = {(row["participant"], key): row[key] for row in rows(files["participants-votes.csv"]) for key in "012"}
        assert {(row["voter-id"], row["comment-id"]): row["vote"] for row in rows(files["votes.csv"])} == {
            pair: vote for pair, vote in table.items() if vote
        }

    assert len(orders) > 1


@on_sqlite
def test_nothing_is_handed_out_while_votes_may_move_or_of_too_few(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, strateg = tmp_path / "ut.zip", signed_in(app, Role.STRATEGIST)
    open_dialogue(app, "Öppna badet")
    more_votes(app, "hem", 4)

    still_open = run(app, "dialog", "export", "hem", str(target))
    page_open = strateg.open("/personal/dialoger/hem/filer")
    close_dialogue(app)
    too_few = run(app, "dialog", "export", "hem", str(target))
    page_few = strateg.open("/personal/dialoger/hem/filer")
    more_votes(app, "hem", 1)
    monkeypatch.setattr(exporting, "MOST_ON_A_PAGE", 4)
    page_many = strateg.open("/personal/dialoger/hem/filer")
    no_place = run(app, "dialog", "export", "hem", str(tmp_path / "ingenstans" / "ut.zip"))
    unknown = run(app, "dialog", "export", "finns-inte", str(target))
    with working(app) as session:
        dialogue = hosting.find(session, "hem")
        dialogue.state, dialogue.withdrawn_reason = DialogueState.WITHDRAWN, "Fel fråga."
    taken_back = run(app, "dialog", "export", "hem", str(target))

    results = (still_open, too_few, no_place, unknown, taken_back)
    assert [(result.exit_code, result.stdout) for result in results] == [(1, "")] * 5
    assert "when a dialogue is over" in still_open.stderr
    assert "fewer than 5" in too_few.stderr
    assert "No such file or directory" in no_place.stderr
    assert "withdrawn" in taken_back.stderr
    assert not list(tmp_path.glob("ut*"))
    assert (page_open.status, page_many.status) == (409, 409)
    assert "flask dialog export" in page_many.text
    assert "Det behövs minst 5" in page_few.text
    assert "Ladda ner ZIP-filen" not in page_few.text
