"""A comment that makes one worry is kept out of ordinary pages and files until somebody has read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.audit import Actor
from core.concerns import handling
from core.concerns.models import Concern
from core.people.roles import Role
from surveys import authoring, concerns
from surveys.models import Collection, Comment
from tests.browsing import Browser
from tests.builders import code_round, drain, on_sqlite, open_round, run, signed_in, small_survey, store
from tests.ground import NOON, working

pytestmark = on_sqlite

READER = Actor(None, "Trygg Hansson")
WORRYING, ORDINARY = "Jag orkar inte leva längre", "Kön var för lång"
COMMENTS = "/personal/enkater/prov/kommentarer"


def answer(app: Flask, words: str) -> str:
    """Answer, and give the code of the receipt."""
    browser = Browser(app)
    page = browser.send(browser.open("/enkat/prov"), {"roll": "boende", "nojd": "1", "varfor": words})
    assert page.path == "/enkat/prov/tack", page.text
    return next(word for word in page.text.split() if len(word) == 14 and word.count("-") == 2)


def exported(app: Flask, folder: Path) -> str:
    result = run(app, "surveys", "export-responses", "prov", str(folder / "svar.csv"))
    assert result.exit_code == 0, result.stderr
    return (folder / "svar.csv").read_text("utf-8-sig")


def the_concern(app: Flask) -> tuple[str, str]:
    with working(app) as session:
        concern = session.scalars(select(Concern)).one()
        return concern.subject_ref, concern.words


@pytest.mark.parametrize("worker_has_been", [False, True])
def test_no_ordinary_page_or_file_shows_a_worrying_comment(app: Flask, tmp_path: Path, worker_has_been: bool) -> None:
    open_round(app, small_survey(layout="one_page"))
    answer(app, WORRYING)
    answer(app, ORDINARY)
    if worker_has_been:
        drain(app)

    page, file = signed_in(app, Role.STRATEGIST).open(COMMENTS), exported(app, tmp_path)

    assert ORDINARY in page.text
    assert ORDINARY in file
    assert WORRYING not in page.text
    assert WORRYING not in file
    assert "[undantaget]" in file


def test_a_released_comment_is_shown_again_and_its_copy_is_gone(app: Flask, tmp_path: Path) -> None:
    open_round(app, small_survey(layout="one_page"))
    answer(app, WORRYING)
    drain(app)
    with working(app) as session:
        (concern,) = session.scalars(select(Concern))
        assert concern.words == WORRYING
        # The moment would say when somebody answered.
        assert concern.raised_at.astimezone(NOON.tzinfo) < NOON
        handling.see(session, concern, READER, NOON)
        handling.no_action(session, concern, READER, NOON)

    drain(app)

    assert WORRYING in signed_in(app, Role.STRATEGIST).open(COMMENTS).text
    assert WORRYING in exported(app, tmp_path)
    assert the_concern(app)[1] == ""


def test_words_that_are_taken_back_leave_the_concern_too(app: Flask) -> None:
    open_round(app, small_survey(layout="one_page"))
    receipt = answer(app, WORRYING)
    drain(app)
    assert the_concern(app)[1] == WORRYING
    browser = Browser(app)

    browser.send(browser.open("/enkat/prov/ta-tillbaka"), {"kvittokod": receipt})

    assert the_concern(app)[1] == ""


def test_a_concern_follows_its_comment_when_a_round_is_cut_and_the_old_key_is_gone(app: Flask) -> None:
    round_ = code_round(app, small_survey(layout="one_page", anonymous=False), is_anonymous=False, is_cut_at_close=True)
    store(app, round_, {"roll": "boende", "nojd": 1, "varfor": WORRYING})
    before, _ = the_concern(app)

    with working(app) as session:
        authoring.close(session, session.get_one(Collection, round_.collection_id), NOON)

    after, words = the_concern(app)
    with working(app) as session:
        (comment,) = session.scalars(select(Comment))
        assert comment.is_withheld
        assert after == concerns.ref_of(comment.response_id, comment.question_key)
        assert session.scalar(select(func.count()).where(Concern.subject_ref == before)) == 0
    assert words == WORRYING
