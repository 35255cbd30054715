"""``flask dialog``: votes in, analyses and conversations out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from core import audit, clock
from core.cli import fail
from core.db import db, reading
from core.house import settings_of
from core.tables import BadTable
from dialog import data_card, exporting, hosting, importing, results
from dialog.analysing import keeping
from dialog.analysing import reading as analysing
from dialog.analysis import document, opinions
from dialog.analysis.opinions import Convention
from dialog.hosting import Plan
from dialog.models import Audience, Dialogue, DialogueState

dialog = AppGroup("dialog", help="Dialogues: their votes and what they say.")

LONGEST_TITLE = 120


@dialog.command("import-votes")
@click.argument("slug")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--title", help="What a new dialogue is called; otherwise what summary.csv says, or SLUG.")
@click.option("--audience", type=click.Choice([audience.value for audience in Audience]), default="medborgare")
@click.option("--closed", is_flag=True, help="Show a new dialogue to everybody as one that is over.")
def import_votes(slug: str, folder: Path, title: str | None, audience: str, closed: bool) -> None:
    """Read votes.csv, comments.csv and, when there, participants-votes.csv in DIR into the dialogue SLUG.

    A SLUG that is not in use becomes a new dialogue that only staff see. Importing again replaces what was imported
    before; a dialogue where people have taken part here is left as it is.
    """
    if hosting.slug_from(slug) != slug:
        fail(f"{slug!r} is no address: use a to z, digits and hyphens, at most {hosting.LONGEST_SLUG}", usage=True)
    session = db.session()
    try:
        conversation = importing.read(folder)
        dialogue = session.scalar(select(Dialogue).where(Dialogue.slug == slug))
        if dialogue is None:
            named = (title or importing.topic(folder) or slug)[:LONGEST_TITLE]
            plan = Plan(named, Audience(audience), question=named)
            dialogue = hosting.plan(session, plan, clock.now(), slug=slug)
            if closed:
                dialogue.state = DialogueState.CLOSED
                dialogue.closed_on = conversation.last_day or clock.today()
        done = importing.store(session, dialogue, conversation)
        keeping.ask_for(session, dialogue.id, clock.now(), at_once=True)
    except BadTable as error:
        session.rollback()
        fail(f"{error}\nnothing was stored")
    except importing.NotForImport:
        session.rollback()
        fail(f"{slug}: people have taken part in this dialogue here; import into another one")
    audit.record(session, audit.COMMAND_LINE, "votes.imported", "dialogue", slug, votes=done.votes)
    session.commit()
    click.echo(
        f"{slug}: {done.statements} inspel, {done.participants} participants, {done.votes} votes stored; "
        f"{done.revoted} votes were replaced by a later one",
        err=True,
    )


@dialog.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Everything, with floats in full, on standard output.")
@click.option("--convention", type=click.Choice([one.value for one in Convention]), default=Convention.SAMSPEL.value)
def analyse(slug: str, as_json: bool, convention: str) -> None:
    """Analyse the votes of the dialogue SLUG as they stand now; nothing is stored.

    The same votes give the same bytes. Groups that were imported with the votes are described; the gate judges the
    groups that are found.
    """
    with reading():
        cast = analysing.cast(db.session(), _found(slug).id).named()
    came_from_elsewhere = any(person.name is not None for person in cast.people.values())
    if not came_from_elsewhere and len(cast.people) < results.FEWEST:
        fail(f"{slug}: fewer than {results.FEWEST} have voted; nothing is shown of so few")
    found = opinions.analyse(cast.votes, convention=Convention(convention), hidden=cast.hidden, labels=cast.labels())
    told = document.document(found, floats_in_full=True, with_voters=True)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_in_short(told, len(cast.people))))


@dialog.command("export")
@click.argument("slug")
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path, dir_okay=False))
def export(slug: str, file: Path) -> None:
    """Write what was said and voted in SLUG to FILE.zip, in the files of Polis and with a data card.

    For a dialogue that is over, or one that was imported, where five or more have voted.
    """
    session = db.session()
    try:
        with reading():
            conversation = exporting.collect(session, results.view_of(_found(slug), clock.today()))
            cards = data_card.cards(session, conversation, settings_of(current_app).municipality)
            session.rollback()
    except exporting.NotAtRest:
        fail(f"{slug}: votes are handed out when a dialogue is over, and never from one that is withdrawn")
    except exporting.TooFewToExport:
        fail(f"{slug}: fewer than {results.FEWEST} have voted; nothing is handed out of so few")
    audit.record(session, audit.COMMAND_LINE, "dialogue.exported", "dialogue", slug)
    session.commit()
    beside = file.with_name(file.name + ".part")
    try:
        with beside.open("wb") as target:
            exporting.write(target, conversation, cards)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        fail(f"{file}: {error.strerror}")
    click.echo(f"{slug}: {len(conversation.said)} inspel and {conversation.votes} votes written to {file}", err=True)


def _in_short(told: dict[str, Any], voters: int) -> Iterator[str]:
    gate = told["gate"]
    yield f"{voters} voters, {len(told['counts'])} inspel, method {told['method']}"
    yield "groups: shown" if gate["open"] else f"groups: not shown ({gate['reason']})"
    for claim in told["claims"]:
        votes = f"{claim['agree']}-{claim['disagree']}-{claim['passes']}"
        yield f"  {claim['kind']:14} inspel {claim['statements'][0]:4}  {votes}"


def _found(slug: str) -> Dialogue:
    found = db.session().scalar(select(Dialogue).where(Dialogue.slug == slug))
    if found is None:
        fail(f"there is no dialogue {slug!r}")
    return found
