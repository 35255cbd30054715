"""Figures through the commands: the same as R's to nine decimals, and small groups hidden unless asked for."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core import population
from tests.builders import OWN, on_sqlite, run
from tests.ground import working

ORACLE = Path(__file__).parents[1] / "oracle"
SLUG = "oracle-insikt"
CLOSE = 1e-9
PERIODS = ("2024", "2025")


def expected(period: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ORACLE / "insikt_expected.json").read_text("utf-8"))[f"period_{period}"]
    return found


@pytest.fixture
def measured(app: Flask) -> Flask:
    """The app with the invented answers and counts of the oracle, brought in by the commands."""
    for arguments in (
        ("goals", "population", "import", str(ORACLE / "insikt_population.csv")),
        ("surveys", "import-responses", SLUG, str(ORACLE / "insikt_svar.csv")),
    ):
        result = run(app, *arguments)
        assert result.exit_code == 0, result.stderr
        assert result.stdout == ""
    return app


def document(app: Flask, period: str, *flags: str, survey: str = SLUG) -> dict[str, Any]:
    """What the command prints; standard output holds nothing but JSON."""
    result = run(app, "goals", "measure", "--period", period, "--survey", survey, "--json", *flags)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("period", PERIODS)
def test_the_nki_is_the_oracles_in_every_part(measured: Flask, period: str) -> None:
    wanted, figure = expected(period), document(measured, period, "--unsuppressed")["figures"]["nki"]

    assert figure["estimate"] == pytest.approx(wanted["stratified_fpc_t"]["estimate"], abs=CLOSE)
    assert figure["se"] == pytest.approx(wanted["stratified_fpc_t"]["se"], abs=CLOSE)
    assert figure["ci95"] == pytest.approx(wanted["stratified_fpc_t"]["ci95"], abs=CLOSE)
    assert figure["df"] == wanted["stratified_df"]
    assert figure["sd"] == pytest.approx(wanted["sd"], abs=CLOSE)
    assert (figure["n"], figure["base"], figure["N"]) == (wanted["n_scored"], wanted["n_rows"], wanted["N"])


@on_sqlite
@pytest.mark.parametrize("period", PERIODS)
def test_every_area_is_the_oracles(measured: Flask, period: str) -> None:
    figure = document(measured, period, "--unsuppressed")["figures"]["nki"]
    rows = {row["area"]: row for row in figure["area"] if row["n"]}

    assert set(rows) == {row["area"] for row in expected(period)["area"]}
    for wanted in expected(period)["area"]:
        row = rows[wanted["area"]]
        assert (row["n"], row["N"]) == (wanted["n"], wanted["N"])
        for name in ("mean", "se_fpc", "sd"):
            assert row[name] == pytest.approx(wanted[name], abs=CLOSE)


@on_sqlite
@pytest.mark.parametrize("period", PERIODS)
def test_the_factors_are_measured_on_the_oracles_answers(measured: Flask, period: str) -> None:
    found = document(measured, period, "--unsuppressed")["figures"]

    for key, wanted in (("bemotande", "factor_bem"), ("tillganglighet", "factor_til")):
        assert found[key]["n"] == expected(period)[wanted]["n"]
        assert 0 < found[key]["estimate"] < 100


@on_sqlite
@pytest.mark.parametrize("period", PERIODS)
def test_without_the_flag_small_groups_are_null_and_the_total_stays(measured: Flask, period: str) -> None:
    open_, shut = document(measured, period, "--unsuppressed"), document(measured, period)

    assert (open_["suppressed"], shut["suppressed"]) == (False, True)
    assert shut["figures"]["nki"]["estimate"] == open_["figures"]["nki"]["estimate"]
    hidden = [row for row in shut["figures"]["nki"]["area"] if row["suppressed"]]
    small = set(expected(period)["suppressed_below_7"])
    assert small <= {row["area"] for row in hidden}
    assert not small or len([row for row in hidden if row["base"]]) >= 2
    for row in hidden:
        assert [row[name] for name in ("mean", "se_fpc", "sd", "n")] == [None] * 4
    assert not any(row["suppressed"] for row in open_["figures"]["nki"]["area"])


@on_sqlite
def test_the_figures_are_also_told_in_plain_lines(measured: Flask) -> None:
    result = run(measured, "goals", "measure", "--period", "2025", "--survey", SLUG)

    assert result.exit_code == 0
    assert "nki" in result.stdout
    assert "69.6" in result.stdout


@on_sqlite
def test_a_period_without_answers_is_an_error_on_standard_error_alone(measured: Flask) -> None:
    result = run(measured, "goals", "measure", "--period", "1999", "--survey", SLUG, "--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "1999" in result.stderr


@on_sqlite
def test_the_demo_can_be_measured_as_the_board_shows_it(demo_app: Flask) -> None:
    found = document(demo_app, "2025", survey=OWN)["figures"]

    assert {key: round(figure["estimate"]) for key, figure in found.items()} == {
        "nki": 73,
        "service": 70,
        "tillganglighet": 71,
        "bemotande": 79,
    }


def test_counts_are_replaced_cell_by_cell(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "antal.csv"
    file.write_text("period;area;N\n2025;bygglov;48\n2025;livsmedelskontroll;58\n", "utf-8-sig")
    run(app, "goals", "population", "import", str(file))
    file.write_text("period,area,N\n2025,bygglov,50\n", "utf-8")

    result = run(app, "goals", "population", "import", str(file))

    assert result.exit_code == 0
    assert "1 counts stored" in result.stderr
    with working(app) as session:
        assert population.counts(session, "2025") == {"bygglov": 50, "livsmedelskontroll": 58}


@on_sqlite
def test_bad_counts_are_all_named_and_nothing_is_stored(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "antal.csv"
    rows = ["period,area,N", "2025,bygglov,48", "2025,bygglov,49", "2025,,3", ",x,3", "2025,y,-1", "2025,z,många"]
    file.write_text("\n".join(rows), "utf-8")

    result = run(app, "goals", "population", "import", str(file))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert [line.split(":")[1] for line in result.stderr.splitlines()] == ["3", "4", "5", "6", "7"]
    with working(app) as session:
        assert population.counts(session, "2025") == {}


def test_the_oracles_files_are_what_this_test_thinks(tmp_path: Path) -> None:
    with (ORACLE / "insikt_svar.csv").open(encoding="utf-8", newline="") as file:
        periods = {row["period"] for row in csv.DictReader(file)}

    assert periods == set(PERIODS)
