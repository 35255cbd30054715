"""Anybody who reads an inspel can say that they worry: it leaves view at once, and nobody can empty a dialogue."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.audit import Actor
from core.concerns import handling
from core.concerns.models import Concern, Raiser
from core.people.roles import Role
from dialog.models import Source, Statement, StatementState
from dialog.moderating.models import Moderation
from tests.browsing import Browser, Page
from tests.builders import drain, on_sqlite, signed_in
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import NOON, working

pytestmark = on_sqlite

READER = Actor(None, "Trygg Hansson")
WORDS = "Ingen vet hur det är hemma hos oss"


@pytest.fixture
def said(app: Flask) -> list[int]:
    """An open dialogue with a seed, and four inspel that people have written; gives their numbers."""
    dialogue = open_dialogue(app, "Sista bussen går för tidigt")
    with working(app) as session:
        return [add_inspel(session, dialogue.id, f"{WORDS} {n}", source=Source.WEB).number for n in range(4)]


def report(app: Flask, number: int, words: str = "") -> Page:
    browser = Browser(app)
    page = browser.open(f"/dialog/hem/oro/{number}")
    return browser.send(page, {"orsak": "harmed_by_others", "ord": words})


def test_what_somebody_worries_about_leaves_view_at_once_and_its_words_lie_with_the_concern(
    app: Flask, said: list[int]
) -> None:
    here = Browser(app).open("/dialog/hem")
    assert f"/dialog/hem/oro/{said[0]}" in here.links
    assert any("/oro/" in link for link in Browser(app).open("/dialog/hem/rosta").links)

    page = report(app, said[0], "Jag tror att jag vet vem det är")

    assert page.path == "/dialog/hem/oro/tack"
    assert "visas inte längre" in page.text
    assert f"{WORDS} 0" not in Browser(app).open("/dialog/hem").text
    assert Browser(app).open(f"/dialog/hem/oro/{said[0]}").status == 404
    with working(app) as session:
        (concern,) = session.scalars(select(Concern))
        assert (concern.words, concern.notes) == (f"{WORDS} 0", "Jag tror att jag vet vem det är")
        assert (concern.raised_by, concern.kind) == (Raiser.PARTICIPANT, "harmed_by_others")
        (noted,) = session.scalars(select(Moderation))
        assert noted.statement_id == session.scalar(select(Statement.id).where(Statement.number == said[0]))
    queue = signed_in(app, Role.MODERATOR).open("/personal/dialoger/hem/inspel")
    assert queue.status == 200
    assert WORDS not in queue.text


def test_a_report_without_a_reason_or_with_too_many_words_is_not_sent_and_loses_nothing(
    app: Flask, said: list[int]
) -> None:
    browser = Browser(app)
    page = browser.open(f"/dialog/hem/oro/{said[0]}")

    page = browser.send(page, {"ord": "ö" * 501})

    assert page.status == 400
    assert page.title.startswith("Fel: ")
    assert page.value("ord") == ["ö" * 501]
    assert page.text.count("Välj vad du är orolig för.") == 2
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(Concern)) == 0


def test_of_two_who_report_the_same_inspel_at_once_neither_is_turned_away(app: Flask, said: list[int]) -> None:
    first, second = Browser(app), Browser(app)
    pages = [one.open(f"/dialog/hem/oro/{said[0]}") for one in (first, second)]

    answers = [
        one.send(page, {"orsak": "threat", "ord": words})
        for one, page, words in zip((first, second), pages, ("Det ena", "Det andra"), strict=True)
    ]

    assert [page.path for page in answers] == ["/dialog/hem/oro/tack"] * 2
    with working(app) as session:
        told = [concern.words + concern.notes for concern in session.scalars(select(Concern).order_by(Concern.id))]
    assert told == [f"{WORDS} 0Det ena", "Det andra"]


def test_one_network_cannot_empty_a_dialogue_and_its_reports_still_arrive(app: Flask, said: list[int]) -> None:
    pages = [report(app, number) for number in said]

    assert ["visas tills" in page.text for page in pages] == [False, False, False, True]
    with working(app) as session:
        left = session.scalars(select(Statement.number).where(Statement.state == StatementState.FLAGGED)).all()
        assert sorted(left) == said[:3]
        assert session.scalar(select(func.count()).select_from(Concern)) == 4
    assert f"{WORDS} 3" in Browser(app).open("/dialog/hem").text


def test_what_the_municipality_wrote_stays_and_the_copy_goes_when_somebody_has_looked(
    app: Flask, said: list[int]
) -> None:
    page = report(app, 1, "Det här låter som mig")

    assert "visas tills" in page.text
    with working(app) as session:
        (concern,) = session.scalars(select(Concern))
        assert concern.words == "Sista bussen går för tidigt"
        handling.see(session, concern, READER, NOON)
        handling.no_action(session, concern, READER, NOON)
    drain(app)
    with working(app) as session:
        (concern,) = session.scalars(select(Concern))
        assert (concern.words, concern.notes) == ("", "")
        assert session.scalar(select(Statement.state).where(Statement.number == 1)) is StatementState.PUBLISHED
