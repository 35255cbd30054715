"""Whoever regrets an answer takes it back with the receipt, and nothing of it stays; nobody else can."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from surveys import results, rounds, tallying
from surveys.models import Comment, Response, Tally
from tests.browsing import Browser
from tests.builders import TODAY, drain, on_sqlite, open_round, small_survey
from tests.ground import working

ANSWERS = {"roll": "boende", "nojd": "2", "varfor": "Ord som tas tillbaka"}


def answer(app: Flask) -> str:
    """Answer, and give the code of the receipt."""
    browser = Browser(app)
    page = browser.send(browser.open("/enkat/prov"), ANSWERS)
    return next(word for word in page.text.split() if len(word) == 14 and word.count("-") == 2)


def counted(app: Flask) -> int:
    with working(app) as session:
        round_ = rounds.current(session, "prov", TODAY)
        return results.counts(session, [round_.collection_id])[tallying.ALL, ""]


@pytest.mark.parametrize("worker_has_been", [False, True])
def test_a_receipt_takes_one_answer_back_and_leaves_nothing_of_it(app: Flask, worker_has_been: bool) -> None:
    open_round(app, small_survey(layout="one_page"))
    receipt = answer(app)
    answer(app)
    if worker_has_been:
        drain(app)
    browser = Browser(app)

    page = browser.send(browser.open("/enkat/prov/ta-tillbaka"), {"kvittokod": receipt.lower()})

    assert page.status == 200
    assert counted(app) == 1
    drain(app)
    assert counted(app) == 1
    with working(app) as session:
        for table in (Response, Comment):
            assert session.scalar(select(func.count()).select_from(table)) == 1
        assert session.scalar(select(func.min(Tally.n))) in (0, 1)


def test_a_receipt_works_once(app: Flask) -> None:
    open_round(app, small_survey(layout="one_page"))
    receipt = answer(app)
    browser = Browser(app)
    page = browser.open("/enkat/prov/ta-tillbaka")
    browser.send(page, {"kvittokod": receipt})

    again = browser.send(page, {"kvittokod": receipt})

    assert again.title.startswith("Fel: ")
    assert counted(app) == 0


@on_sqlite
@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-JKMN", "å" * 50])
def test_a_wrong_receipt_removes_nothing_and_stays_in_its_field(app: Flask, typed: str) -> None:
    open_round(app, small_survey(layout="one_page"))
    answer(app)
    browser = Browser(app)

    page = browser.send(browser.open("/enkat/prov/ta-tillbaka"), {"kvittokod": typed})

    assert page.title.startswith("Fel: ")
    assert page.value("kvittokod") == [typed]
    assert counted(app) == 1


def test_a_draft_cannot_be_taken_back_with_its_code_for_later(app: Flask) -> None:
    open_round(app, small_survey())
    browser = Browser(app)
    page = browser.send(browser.open("/enkat/prov"))
    page = browser.send(page, {"roll": "boende"}, button=("do", "save"))
    code = next(word for word in page.text.split() if len(word) == 14 and word.count("-") == 2)

    page = browser.send(browser.open("/enkat/prov/ta-tillbaka"), {"kvittokod": code})

    assert page.title.startswith("Fel: ")
