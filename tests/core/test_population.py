"""Reference counts: read from a file, kept by period and cell, replaced when they come again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import population
from core.population import Count, PopulationCount
from core.tables import BadTable
from tests.ground import working


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session whose work is committed when the test is done."""
    with working(app) as session:
        yield session


def file(folder: Path, *rows: str) -> Path:
    path = folder / "antal.csv"
    path.write_text("\n".join(rows), "utf-8")
    return path


def test_counts_are_kept_by_period_and_cell(session: Session) -> None:
    population.store(session, [Count("2024", "bygglov", 45), Count("2025", "bygglov", 48), Count("2025", "annat", 0)])

    assert population.counts(session, "2025") == {"bygglov": 48, "annat": 0}
    assert population.counts(session, "2023") == {}


def test_a_count_that_comes_again_replaces_the_one_before(session: Session) -> None:
    population.store(session, [Count("2025", "bygglov", 48)])
    population.store(session, [Count("2025", "bygglov", 50)])

    assert population.counts(session, "2025") == {"bygglov": 50}


def test_counts_of_something_else_are_kept_apart(session: Session) -> None:
    population.store(session, [Count("2025", "K", 5)], dimension="kon")

    assert population.counts(session, "2025") == {}
    assert population.counts(session, "2025", "kon") == {"K": 5}


def test_the_database_refuses_fewer_than_none(session: Session) -> None:
    session.add(PopulationCount(period="2025", dimension="area", cell="x", n=-1))

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    rows = population.read_csv(file(tmp_path, "area;period;N;note", "bygglov;2025;48;x"))

    assert rows == [Count("2025", "bygglov", 48)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",bygglov,1", "period should be like"),
        ("2025-01-01T00,bygglov,1", "period should be like"),
        ("2025,,1", "area is missing"),
        ("2025,bygglov,", "whole number"),
        ("2025,bygglov,-1", "whole number"),
        ("2025,bygglov,1.5", "whole number"),
        ("2025,bygglov,²", "whole number"),
        ("2025,bygglov,9999999999", "whole number"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    with pytest.raises(BadTable, match=reason) as refused:
        population.read_csv(file(tmp_path, "period,area,N", "2025,annat,3", row))

    assert [problem.line for problem in refused.value.problems] == [3]


def test_a_cell_that_stands_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="earlier line"):
        population.read_csv(file(tmp_path, "period,area,N", "2025,a,1", "2025,a,2"))
