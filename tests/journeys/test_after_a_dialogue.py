"""Those who took part in a dialogue say whether they could make themselves heard: an index for each dialogue."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from surveys import subjects, toml_files
from surveys.measures import DELAKTIGHET, NKI
from surveys.models import Score
from surveys.statistics.sample import Cell
from tests.browsing import Browser
from tests.builders import on_sqlite, open_round, store
from tests.ground import working

ITEMS = ("utrymme", "rost", "lyssnare", "inflytande")
# What somebody answers, and the index that worked out by hand is (mean - 1) * 25, of at least two of the four.
EXAMPLES: dict[tuple[str, ...], float | None] = {
    ("1", "1", "1", "1"): 0.0,
    ("5", "5", "5", "5"): 100.0,
    ("2", "3", "5", "4"): 62.5,
    ("4", "5", "", ""): 87.5,
    ("4", "vet_ej", "vet_ej", "3"): 62.5,
    ("4", "vet_ej", "", "vet_ej"): None,
}


def index_of(app: Flask, subject_ref: str, measure: str = DELAKTIGHET) -> Cell:
    with working(app) as session:
        return subjects.of_subject(session, subject_ref, measure)


def test_what_is_sent_becomes_an_index_when_half_of_the_items_are_answered(app: Flask) -> None:
    open_round(app, "efter-dialogen", subject_ref="bygglov")

    for steps in EXAMPLES:
        browser = Browser(app)
        given = {item: step for item, step in zip(ITEMS, steps, strict=True) if step}
        page = browser.send(browser.open("/enkat/efter-dialogen"), given)
        assert page.path == "/enkat/efter-dialogen/tack"

    expected = sorted(index for index in EXAMPLES.values() if index is not None)
    with working(app) as session:
        kept = session.scalars(select(Score.value).where(Score.measure == DELAKTIGHET)).all()
    assert sorted(kept) == pytest.approx(expected)
    found = index_of(app, "bygglov")
    assert found.n == len(expected)
    assert found.mean == pytest.approx(sum(expected) / len(expected))
    assert found.variance == pytest.approx(Cell.of("bygglov", expected).variance)


def test_two_dialogues_are_told_apart_and_rounds_about_one_are_taken_together(app: Flask) -> None:
    _, data = toml_files.read(toml_files.library_file("efter-dialogen"))
    earlier = open_round(
        app, "efter-dialogen", subject_ref="bygglov", period="2025", opens_on=None, closes_on=date(2025, 12, 31)
    )
    # In the same survey and period as the next, so that only the reference tells them apart.
    unnamed = open_round(app, "efter-dialogen", opens_on=None, closes_on=date(2026, 1, 31))
    bygglov = open_round(app, "efter-dialogen", subject_ref="bygglov")
    bussen = open_round(app, data | {"slug": "efter-bussen"}, subject_ref="bussen")
    for round_, step in ((earlier, 2), (unnamed, 1), (bygglov, 4), (bussen, 5)):
        store(app, round_, dict.fromkeys(ITEMS, step), {"utrymme": step, "rost": step})

    for subject_ref, scores in (("bygglov", [25, 25, 75, 75]), ("bussen", [100, 100])):
        found, expected = index_of(app, subject_ref), Cell.of(subject_ref, scores)
        assert found.n == expected.n
        assert found.mean == pytest.approx(expected.mean)
        assert found.population is None


@on_sqlite
def test_a_subject_nobody_was_asked_about_has_no_answers_and_no_index(app: Flask) -> None:
    open_round(app, "efter-dialogen", subject_ref="bygglov")

    for found in (index_of(app, "skolan"), index_of(app, "bygglov"), index_of(app, "bygglov", NKI)):
        assert (found.n, found.mean) == (0, None)
