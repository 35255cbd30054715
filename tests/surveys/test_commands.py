"""Questionnaires and answers in and out through the commands: nothing half stored, and every reason told."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, func, select

from surveys import toml_files
from surveys.models import Collection, Comment, Response, Score, Survey, SurveyVersion, Tally
from tests.builders import drain, on_sqlite, run, small_survey
from tests.ground import working

LIBRARY = toml_files.library_slugs()


def written(folder: Path, data: dict[str, Any], name: str = "prov.toml") -> str:
    path = folder / name
    path.write_text(tomli_w.dumps(data), "utf-8")
    return str(path)


def lines(folder: Path, *rows: str, encoding: str = "utf-8") -> str:
    path = folder / "svar.csv"
    path.write_text("\n".join(rows) + "\n", encoding)
    return str(path)


def count(app: Flask, *tables: type) -> int:
    with working(app) as session:
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def refused(result: Result, *words: str, code: int = 1) -> None:
    """Errors are told on standard error alone."""
    assert result.exit_code == code
    assert result.stdout == ""
    for part in words:
        assert part in result.stderr


@on_sqlite
@pytest.mark.parametrize("slug", LIBRARY)
def test_every_ready_questionnaire_is_published_by_name(app: Flask, slug: str) -> None:
    result = run(app, "surveys", "import", slug)

    assert result.exit_code == 0
    assert "version 1" in result.stderr
    with working(app) as session:
        assert session.scalars(select(Survey.slug)).all() == [slug]


@on_sqlite
def test_the_same_questions_can_have_several_addresses(app: Flask) -> None:
    for slug in ("efter-bygglov", "efter-bussen"):
        assert run(app, "surveys", "import", "efter-dialogen", "--slug", slug).stderr == f"{slug}: version 1\n"
    again = run(app, "surveys", "import", "efter-dialogen", "--slug", "efter-bygglov")

    assert "version 1" in again.stderr
    with working(app) as session:
        kept = {version.survey.slug: dict(version.definition) for version in session.scalars(select(SurveyVersion))}
    assert set(kept) == {"efter-bygglov", "efter-bussen"}
    assert [definition.pop("slug") for definition in kept.values()] == list(kept)
    assert kept["efter-bygglov"] == kept["efter-bussen"]


@on_sqlite
@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("Efter bygglov", "--slug: should be 3-60 small letters, digits and dashes"),
        ("", "--slug: should be 3-60"),
        ("receptionen", "--slug: 'receptionen' is the address of another ready questionnaire"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_and_nothing_is_published(app: Flask, slug: str, words: str) -> None:
    refused(run(app, "surveys", "import", "efter-dialogen", "--slug", slug), words)

    assert count(app, Survey, SurveyVersion) == 0


@on_sqlite
def test_a_list_shows_what_is_in_use_and_what_could_be(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))

    shown = run(app, "surveys", "list").stdout.splitlines()

    assert any(line.startswith("prov ") and "version 1" in line and "never opened" in line for line in shown)
    assert len([line for line in shown if "in the library" in line]) == len(LIBRARY)


@on_sqlite
def test_a_questionnaire_that_is_exported_and_imported_again_is_the_same_version(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", "myndighetsservice-foretag")
    file = tmp_path / "ut.toml"

    assert run(app, "surveys", "export", "myndighetsservice-foretag", str(file)).exit_code == 0
    again = run(app, "surveys", "import", str(file))

    assert "version 1" in again.stderr
    assert count(app, SurveyVersion) == 1
    original, _ = toml_files.read(toml_files.library_file("myndighetsservice-foretag"))
    assert toml_files.read(file)[0] == original


@on_sqlite
def test_a_change_makes_the_next_version_and_leaves_the_first_as_it_was(app: Flask, tmp_path: Path) -> None:
    data = small_survey()
    run(app, "surveys", "import", written(tmp_path, data))

    result = run(app, "surveys", "import", written(tmp_path, data | {"minutes": 9}))

    assert "version 2" in result.stderr
    with working(app) as session:
        kept = session.scalars(select(SurveyVersion).order_by(SurveyVersion.number)).all()
        assert [version.definition["minutes"] for version in kept] == [2, 9]


@on_sqlite
def test_a_questionnaire_with_mistakes_is_refused_with_file_line_and_key(app: Flask, tmp_path: Path) -> None:
    data = small_survey()
    data["section"][2]["question"][0]["kind"] = "skala"

    refused(run(app, "surveys", "import", written(tmp_path, data)), "prov.toml:", "section 3, question 1, kind")

    assert count(app, Survey) == 0


@on_sqlite
@pytest.mark.parametrize(
    "arguments",
    [
        ("surveys", "import", "finns-inte.toml"),
        ("surveys", "export", "finns-inte", "ut.toml"),
        ("surveys", "export-responses", "finns-inte", "-"),
        ("surveys", "import-responses", "finns-inte", "svar.csv"),
        ("surveys", "import-responses", "receptionen", "finns-inte.csv"),
        ("goals", "measure", "--period", "2025"),
        ("goals", "population", "import", "finns-inte.csv"),
        ("staff", "disable", "ingen@example.se"),
    ],
)
def test_what_is_not_there_ends_with_one_and_a_reason(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run(app, *arguments)

    refused(result)
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


@on_sqlite
@pytest.mark.parametrize("arguments", [("surveys", "import"), ("goals", "measure"), ("surveys", "export-responses")])
def test_wrong_usage_ends_with_two(app: Flask, arguments: tuple[str, ...]) -> None:
    refused(run(app, *arguments), "Usage", code=2)


def test_answers_are_stored_whole_with_scores_and_counts(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    file = lines(
        tmp_path,
        "id,period,roll,nojd,varfor,kanaler,antal,submitted_on",
        "a1,2025,boende,2,Väntade länge,,,2025-03-01",
        'a2,2025,foretag,5,,besok|epost,"1 200,5",2025-03-02'.replace("1 200,5", "12,5"),
        "a3,2024,boende,,,,,",
    )

    result = run(app, "surveys", "import-responses", "prov", file)

    assert result.exit_code == 0, result.stderr
    assert "3 responses stored, 0 left out" in result.stderr
    with working(app) as session:
        kept = {row.external_id: row for row in session.scalars(select(Response))}
        assert kept["a1"].answers == {"roll": "boende", "nojd": 2, "varfor": "Väntade länge"}
        assert kept["a2"].answers == {"roll": "foretag", "nojd": 5, "kanaler": ["besok", "epost"], "antal": 12.5}
        assert kept["a3"].answers == {"roll": "boende"}
        assert sorted(session.scalars(select(Collection.period))) == ["2024", "2025"]
    assert count(app, Comment) == 1
    assert count(app, Tally) > 0


def test_bad_rows_are_all_named_and_nothing_is_stored(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    file = lines(
        tmp_path,
        "id,period,roll,nojd,antal",
        "1,2025,boende,4,",
        "2,2025,boende,11,",
        "3,,boende,4,",
        "1,2025,boende,4,",
        "5,2025,kung,4,",
        "6,2025,boende",
        "7,2025,foretag,4,5000",
    )

    result = run(app, "surveys", "import-responses", "prov", file)

    refused(result, "nothing was stored", "--skip-bad")
    assert [line.split(": ")[0] for line in result.stderr.splitlines()[:-1]] == [
        f"svar.csv:{number}" for number in (3, 4, 5, 6, 7, 8)
    ]
    assert "nojd: '11'" in result.stderr
    assert "id 1 stands on an earlier line" in result.stderr
    assert count(app, Response, Collection, Score, Tally) == 0


def test_the_good_rows_are_stored_when_the_bad_may_be_left_out(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    file = lines(tmp_path, "id,period,roll,nojd", "1,2025,boende,4", "2,2025,boende,11", "3,2025,boende,5")

    result = run(app, "surveys", "import-responses", "prov", file, "--skip-bad")

    assert result.exit_code == 0
    assert "svar.csv:3: nojd" in result.stderr
    assert "2 responses stored, 1 left out" in result.stderr
    assert count(app, Response) == 2


def test_a_file_that_is_imported_twice_is_stored_once(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    file = lines(tmp_path, "id,period,roll", "1,2025,boende", "2,2025,foretag")
    run(app, "surveys", "import-responses", "prov", file)

    refused(run(app, "surveys", "import-responses", "prov", file), "svar.csv:2: id 1 has been imported before")
    assert run(app, "surveys", "import-responses", "prov", file, "--skip-bad").exit_code == 0

    assert count(app, Response) == 2


@on_sqlite
@pytest.mark.parametrize(("mark", "encoding"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-8")])
def test_files_from_swedish_excel_and_from_elsewhere_are_read_alike(
    app: Flask, tmp_path: Path, mark: str, encoding: str
) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    rows = [mark.join(row) for row in (("id", "period", "roll", "ord"), ("1", "2025", "boende", "Åäö"))]

    result = run(app, "surveys", "import-responses", "prov", lines(tmp_path, *rows, encoding=encoding))

    assert result.exit_code == 0, result.stderr
    with working(app) as session:
        assert session.scalars(select(Response.answers)).one() == {"roll": "boende", "ord": "Åäö"}


@on_sqlite
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id,roll\n1,boende\n", "period is missing"),
        (b"id,period,skostorlek\n1,2025,44\n", "skostorlek"),
        (b"id,period,id\n1,2025,2\n", "stands twice"),
        ("id,period,ord\n1,2025,Åäö\n".encode("latin-1"), "not UTF-8"),
        (b"", "period is missing"),
        (b'id,period,ord\n1,2025,"aldrig slut', ""),
        (b"id,period,ord\n1,2025,a\0b\n", ""),
    ],
)
def test_a_file_that_is_no_table_of_answers_is_refused(app: Flask, tmp_path: Path, content: bytes, words: str) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    file = tmp_path / "svar.csv"
    file.write_bytes(content)

    result = run(app, "surveys", "import-responses", "prov", str(file))

    if words:
        refused(result, words)
        assert count(app, Response) == 0
    assert result.exit_code in (0, 1)


def test_what_is_exported_can_be_imported_again(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    rows = [
        "id,period,roll,nojd,varfor,ord,kanaler,antal,igen",
        '1,2025,foretag,1,"Två\nrader; med ""citat""",=1+1,besok|telefon,7,ja',
        "2,2025,boende,vet_ej,,-5,,,nej",
    ]
    run(app, "surveys", "import-responses", "prov", lines(tmp_path, *rows))
    with working(app) as session:
        before = {row.external_id: row.answers for row in session.scalars(select(Response))}
        session.execute(delete(Score))
    out = tmp_path / "ut.csv"

    assert run(app, "surveys", "export-responses", "prov", str(out)).exit_code == 0
    with working(app) as session:
        for table in (Comment, Tally, Response):
            session.execute(delete(table))
    result = run(app, "surveys", "import-responses", "prov", str(out))

    assert result.exit_code == 0, result.stderr
    assert len(before) == 2
    with working(app) as session:
        assert {row.external_id: row.answers for row in session.scalars(select(Response))} == before


@on_sqlite
def test_an_export_runs_nothing_in_a_spreadsheet_and_keeps_numbers_as_numbers(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    hostile = ["=1+1", "+46", "-5", "@SUM(A1)"]
    rows = [f"{number},2025,boende,{words}" for number, words in enumerate(hostile)]
    run(app, "surveys", "import-responses", "prov", lines(tmp_path, "id,period,roll,ord", *rows))

    result = run(app, "surveys", "export-responses", "prov", "-", "--plain")

    cells = {row["ord"] for row in csv.DictReader(io.StringIO(result.stdout))}
    assert cells == {f"'{words}" for words in hostile}


@on_sqlite
def test_an_export_for_swedish_excel_has_a_mark_and_semicolons(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    out = tmp_path / "ut.csv"

    run(app, "surveys", "export-responses", "prov", str(out))

    assert out.read_bytes().startswith(b"\xef\xbb\xbfid;period;")
    assert list(tmp_path.glob("*.part")) == []


@on_sqlite
def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing_behind(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))

    refused(run(app, "surveys", "export-responses", "prov", str(tmp_path / "finns" / "inte.csv")), "inte.csv")


@on_sqlite
def test_imported_answers_reach_the_other_rooms_through_the_worker(app: Flask, tmp_path: Path) -> None:
    run(app, "surveys", "import", written(tmp_path, small_survey()))
    run(app, "surveys", "import-responses", "prov", lines(tmp_path, "id,period,roll", "1,2025,boende"))

    assert drain(app) > 0
    assert drain(app) == 0
