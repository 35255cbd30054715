"""``flask goals``: reference counts in, figures out."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from core import audit, clock, population, spreadsheets
from core.cli import fail
from core.db import db
from core.house import settings_of
from core.spreadsheets import BadSheet
from core.tables import BadTable
from goals import forum_facts, forum_readings, official, readings, stating, versions
from goals.indicators import OWN_SURVEY, Measurement
from goals.models import Origin
from surveys import results

# What is not told about an area whose group is too small.
HIDDEN = {"n": None, "mean": None, "se_fpc": None, "sd": None}

goals = AppGroup("goals", help="The figures the council steers by.")
counts = AppGroup("population", help="Reference counts, such as closed cases per period and area.")
values = AppGroup("official", help="Values that others state, with their sources.")
goals.add_command(counts)
goals.add_command(values)


@counts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_population(file: Path) -> None:
    """Store the counts in FILE, a CSV with the columns period, area and N; or period, dimension, cell and N.

    Figures of the periods counted are worked out anew, since nothing else may happen in a round that has closed.
    """
    try:
        parts = population.read_any_csv(file)
    except BadTable as error:
        fail(str(error))
    for part in parts:
        population.store(db.session(), part.rows, part.dimension)
    weighed = {row.period for part in parts if part.dimension.split(":")[0] == population.AREA for row in part.rows}
    for period in sorted(weighed):
        readings.take(db.session(), OWN_SURVEY, period, clock.today(), clock.now())
    if any(part.dimension in forum_facts.DIMENSIONS.values() for part in parts):
        forum_readings.take(db.session(), clock.today(), clock.now())
    db.session.commit()
    click.echo(f"{sum(len(part.rows) for part in parts)} counts stored", err=True)


@values.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_official(file: Path) -> None:
    """Store the values in FILE, a CSV or XLSX with the columns series, place, period, value, source and source_url."""
    settings, today = settings_of(current_app), clock.today()
    document = versions.current(db.session(), today)
    known = stating.offered(document, settings.municipality_code, settings.peer_group, today)
    try:
        judged = stating.read(spreadsheets.read(file.name, file.read_bytes()), known)
    except OSError as error:
        fail(f"{file.name}: {error.strerror}")
    except BadSheet as error:
        fail(error.message % error.values)
    if judged.bad:
        fail("\n".join(f"{file.name}:{row.number}: {row.reason.message % row.reason.values}" for row in judged.bad))
    by = audit.COMMAND_LINE
    said = official.state(db.session(), judged.good, origin=Origin.FILE, by=by.name, now=clock.now())
    audit.record(db.session(), by, "official.file_read", "official_value", "file", rows=len(said))
    db.session.commit()
    click.echo(f"{len(said)} values stored, {len(judged.good) - len(said)} were known already", err=True)


@goals.command()
@click.option("--period", required=True, help="For example 2025.")
@click.option("--survey", default=OWN_SURVEY, show_default=True, help="Whose answers to measure.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
@click.option(
    "--unsuppressed", is_flag=True, help="Show small groups too: for checking the arithmetic, never to publish."
)
def measure(period: str, survey: str, as_json: bool, unsuppressed: bool) -> None:
    """Work out every figure of a period from the answers and the dialogues as they are now."""
    survey_id = results.survey_id(db.session(), survey)
    if survey_id is None:
        fail(f"there is no survey {survey!r}")
    found = readings.measure_all(db.session(), survey_id, period)
    forum = forum_readings.measure(db.session(), period, clock.today(), unsuppressed=unsuppressed)
    if not found and not forum:
        fail(f"nobody has answered {survey!r} in {period!r}")
    if as_json:
        document = {
            "period": period,
            "survey": survey,
            "suppressed": not unsuppressed,
            "figures": {key: as_document(measurement, unsuppressed) for key, measurement in found.items()},
            "forum": forum,
        }
        json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    for key, measurement in found.items():
        figure = as_document(measurement, unsuppressed)
        value = "too few answers" if figure["estimate"] is None else f"{figure['estimate']:.1f}"
        interval = "" if figure["ci95"] is None else f" ({figure['ci95'][0]:.1f}-{figure['ci95'][1]:.1f})"
        click.echo(f"{key:16} {value}{interval}, n {figure['n']} of {figure['N']}")
    for key, row in forum.items():
        value = str(row["why"]).replace("_", " ") if row["value"] is None else f"{row['value']:.1f}"
        click.echo(f"{key:16} {value}, {row['part']} of {row['of']}")


def as_document(measurement: Measurement, unsuppressed: bool) -> dict[str, Any]:
    """A measurement as plain data; what small groups said is null unless the caller is checking the arithmetic."""
    found = measurement.estimate
    is_shown = unsuppressed or measurement.is_shown
    return {
        "estimate": found.estimate if is_shown else None,
        "se": found.se if is_shown else None,
        "ci95": [found.low, found.high] if is_shown and found.low is not None else None,
        "df": found.df,
        "sd": found.sd if is_shown else None,
        "n": found.n,
        "base": measurement.base,
        "N": measurement.population,
        "response_rate": measurement.response_rate,
        "design": found.design.value,
        "method": measurement.method,
        "definition": measurement.definition,
        "without_area": measurement.without_area,
        "left_out": list(found.left_out),
        "collapsed": [list(keys) for keys in found.collapsed],
        "over_counted": list(found.over_counted),
        "area": [
            {
                "area": row["area"],
                "n": row["n"],
                "base": row["base"],
                "N": row["population"],
                "mean": row["mean"],
                "se_fpc": row["se_fpc"],
                "sd": row["sd"],
                "in_total": row["in_total"],
                "suppressed": row["is_hidden"] and not unsuppressed,
            }
            for row in (
                asdict(area) | (HIDDEN if area.is_hidden and not unsuppressed else {}) for area in measurement.areas
            )
        ],
    }
