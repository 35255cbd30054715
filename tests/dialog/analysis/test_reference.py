"""A conversation whose figures were worked out by somebody else: see reference/README.md."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dialog.analysis.document import document
from dialog.analysis.opinions import Convention, analyse
from dialog.analysis.votes import Ballot, Votes, cast

REFERENCE = Path(__file__).parent / "reference"
CLOSE = 1e-9


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((REFERENCE / "expected.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def votes() -> Votes:
    with (REFERENCE / "votes.csv").open(encoding="utf-8", newline="") as file:
        return cast(Ballot(**{key: int(value) for key, value in row.items()}) for row in csv.DictReader(file))


@pytest.fixture(scope="module")
def found(votes: Votes, expected: dict[str, Any]) -> dict[str, Any]:
    labels = {int(voter): group for voter, group in expected["labels"].items()}
    opinions = analyse(votes, convention=Convention.POLIS, hidden=frozenset(expected["hidden"]), labels=labels)
    return document(opinions, floats_in_full=True, with_voters=True)


def close(found: Any, wanted: Any) -> bool:
    return bool(np.allclose(np.array(found, dtype=float), np.array(wanted, dtype=float), rtol=0, atol=CLOSE))


def test_the_plane_is_that_of_the_reference(found: dict[str, Any], expected: dict[str, Any]) -> None:
    pairs = zip(found["components"], expected["components"], strict=True)
    signs = [np.sign(np.dot(ours, theirs)) for ours, theirs in pairs]

    assert found["statements"] == expected["statements"]
    assert set(found["participants"]) == set(expected["participants"])
    assert set(found["clusterable_participants"]) == set(expected["clusterable"])
    assert close(found["center"], expected["center"])
    assert close(np.array(found["components"]) * np.array(signs)[:, None], expected["components"])
    assert close(found["explained_variance_ratio"], expected["explained"])
    for voter, point in expected["projections"].items():
        assert close(np.array(found["projections"][voter]) * signs, point)


def test_priorities_and_majorities_are_those_of_the_reference(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name in ("extremity", "priority"):
        assert found[name] == pytest.approx(expected[name], abs=CLOSE, rel=0)
    for side in ("agree", "disagree"):
        ours, theirs = found["consensus"][side], expected["consensus"][side]
        assert [one["statement"] for one in ours] == [one["tid"] for one in theirs]
        assert close(
            [[one[name] for name in ("k", "n", "share", "z")] for one in ours],
            [[one[name] for name in ("n-success", "n-trials", "p-success", "p-test")] for one in theirs],
        )


def test_the_figures_of_given_groups_are_those_of_the_reference(
    found: dict[str, Any], expected: dict[str, Any]
) -> None:
    groups = found["groups"]

    assert groups["given"]
    assert groups["labels"] == expected["labels"]
    for key, figures in expected["group_statements"].items():
        group, statement = key.split(":")
        assert groups["statistics"][group][statement] == pytest.approx(figures, abs=CLOSE, rel=0)
    for side in ("agree", "disagree"):
        wanted = expected[f"group_aware_{side}"]
        assert groups["group_aware_consensus"][side] == pytest.approx(wanted, abs=CLOSE, rel=0)


def test_what_represents_a_group_is_that_of_the_reference(found: dict[str, Any], expected: dict[str, Any]) -> None:
    figures = {
        "k": "n-success",
        "n": "n-trials",
        "share": "p-success",
        "z": "p-test",
        "ratio": "repness",
        "ratio_z": "repness-test",
    }
    for group, theirs in expected["representative"].items():
        ours = found["groups"]["representative"][group]
        assert [(one["statement"], one["side"]) for one in ours] == [(one["tid"], one["repful-for"]) for one in theirs]
        assert close(
            [[one[name] for name in figures] for one in ours],
            [[one[name] for name in figures.values()] for one in theirs],
        )


def test_our_own_convention_differs_in_what_is_prepared(votes: Votes, expected: dict[str, Any]) -> None:
    ours = analyse(votes, hidden=frozenset(expected["hidden"]))

    assert set(ours.statements) == set(expected["statements"]) - set(expected["hidden"])
    assert set(ours.voters) == set(ours.groupable) < set(expected["clusterable"])
    assert {claim.statement for claim in ours.claims} == set(ours.statements)
