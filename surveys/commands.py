"""``flask surveys``: questionnaires and responses in and out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import click
import tomli_w
from flask import current_app
from flask.cli import AppGroup

from core import audit, clock
from core.cli import fail
from core.db import db, reading
from core.house import settings_of
from core.tables import BadTable, write_rows
from surveys import authoring, exporting, importing, listing, results, toml_files
from surveys.models import SurveyVersion
from surveys.questionnaire import BadQuestionnaire, Questionnaire

surveys = AppGroup("surveys", help="Questionnaires and their answers.")

KEPT_UNLESS_SAID = timedelta(days=365 * 5)


@surveys.command("list")
def show() -> None:
    """Every survey, and the ready questionnaires that are not in use yet."""
    rows = listing.overview(db.session(), clock.today())
    for row in rows:
        state = row.state.value if row.state else "never opened"
        click.echo(f"{row.slug:28} version {row.versions}  {row.period or '-':8} {state:12} {row.n:6} answers")
    known = {row.slug for row in rows}
    for slug in toml_files.library_slugs():
        if slug not in known:
            click.echo(f"{slug:28} in the library; add it with: flask surveys import {slug}")


@surveys.command("import")
@click.argument("source")
@click.option("--slug", help="The address to publish under, instead of the one SOURCE names.")
def import_survey(source: str, slug: str | None) -> None:
    """Publish SOURCE: a TOML file, or the name of a ready questionnaire."""
    path = Path(source)
    if not path.suffix and source in toml_files.library_slugs():
        path = toml_files.library_file(source)
    version = _publish(path, slug)
    db.session.commit()
    click.echo(f"{version.survey.slug}: version {version.number}", err=True)


@surveys.command()
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(slug: str, file: Path) -> None:
    """Write the latest version of SLUG to FILE as TOML, to change and import again."""
    version = authoring.latest_version(db.session(), _survey_id(slug))
    assert version is not None
    with _written_whole(file, "utf-8") as target:
        target.write(tomli_w.dumps(version.definition, multiline_strings=True))


@surveys.command("import-responses")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--skip-bad", is_flag=True, help="Store the good rows although others are bad.")
@click.option("--without-ids", is_flag=True, help="Accept rows without an id; the same file can then be stored twice.")
def import_responses(slug: str, file: Path, skip_bad: bool, without_ids: bool) -> None:
    """Store the responses in FILE, a CSV with a row each: id, period, customer if known, then the questions' keys."""
    version = _version(slug)
    settings = settings_of(current_app)
    terms = authoring.Terms(
        period="",
        controller=settings.municipality,
        legal_basis="Uppgift av allmänt intresse",
        contact=settings.contact_email,
        erase_on=clock.today() + KEPT_UNLESS_SAID,
        erase_decision="Importerade svar, beslut anges av kommunen",
    )
    try:
        done = importing.import_responses(
            db.session(),
            version,
            file,
            terms,
            clock.now(),
            settings.secret_key,
            skip_bad=skip_bad,
            without_ids=without_ids,
        )
    except BadTable as error:
        db.session.rollback()
        fail(f"{error}\nnothing was stored; correct the rows, or leave them out with --skip-bad")
    audit.record(db.session(), audit.COMMAND_LINE, "responses.imported", "survey", slug, stored=done.stored)
    db.session.commit()
    for problem in done.skipped:
        click.echo(f"{file.name}:{problem.line}: {problem.reason}", err=True)
    click.echo(f"{done.stored} responses stored, {len(done.skipped)} left out", err=True)


@surveys.command("export-responses")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--plain", is_flag=True, help="Commas and no byte-order mark, instead of what Swedish Excel opens.")
def export_responses(slug: str, file: Path, plain: bool) -> None:
    """Write every response to SLUG to FILE, a CSV (``-`` is standard output)."""
    survey_id = _survey_id(slug)
    audit.record(db.session(), audit.COMMAND_LINE, "responses.exported", "survey", slug)
    db.session.commit()
    with reading():
        columns = exporting.header(db.session(), survey_id)
        rows = exporting.rows(db.session(), survey_id, columns)
        delimiter, encoding = (",", "utf-8") if plain else (";", "utf-8-sig")
        if str(file) == "-":
            sys.stdout.reconfigure(encoding=encoding)  # type: ignore[union-attr]
            write_rows(sys.stdout, columns, rows, delimiter=delimiter)
            return
        with _written_whole(file, encoding) as target:
            write_rows(target, columns, rows, delimiter=delimiter)


@contextmanager
def _written_whole(file: Path, encoding: str) -> Iterator[IO[str]]:
    """The file appears when everything has been written, or not at all."""
    beside = file.with_name(file.name + ".part")
    try:
        with beside.open("w", encoding=encoding, newline="") as target:
            yield target
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        fail(f"{file}: {error.strerror}")


def _publish(path: Path, slug: str | None = None) -> SurveyVersion:
    try:
        questionnaire, data = toml_files.read(path)
    except toml_files.BadFile as error:
        fail(str(error))
    if slug is not None and slug != questionnaire.slug:
        questionnaire, data = _at(slug, data)
    version = authoring.publish(db.session(), questionnaire, data, clock.now())
    audit.record(
        db.session(), audit.COMMAND_LINE, "survey.published", "survey", questionnaire.slug, version=version.number
    )
    return version


def _at(slug: str, data: Mapping[str, Any]) -> tuple[Questionnaire, dict[str, Any]]:
    """The same content at another address, which must not be that of another ready questionnaire."""
    if slug in toml_files.library_slugs():
        fail(f"--slug: {slug!r} is the address of another ready questionnaire")
    moved = {**data, "slug": slug}
    try:
        return Questionnaire.from_data(moved), moved
    except BadQuestionnaire as error:
        fail("\n".join(f"--{problem.where}: {problem.message}" for problem in error.problems))


def _version(slug: str) -> SurveyVersion:
    """The latest version; a ready questionnaire that was never used is published first."""
    survey_id = results.survey_id(db.session(), slug)
    if survey_id is None:
        if slug not in toml_files.library_slugs():
            fail(f"there is no survey {slug!r}")
        return _publish(toml_files.library_file(slug))
    version = authoring.latest_version(db.session(), survey_id)
    assert version is not None
    return version


def _survey_id(slug: str) -> int:
    found = results.survey_id(db.session(), slug)
    if found is None:
        fail(f"there is no survey {slug!r}")
    return found
