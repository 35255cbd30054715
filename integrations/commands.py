"""``flask goals sync-kolada`` and ``sync-scb``: a source fetched by hand, with the same rules as by the clock."""

from __future__ import annotations

import json
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from core.cli import fail
from core.db import db
from core.house import settings_of
from integrations.fetching import Patience, SourceFailed
from integrations.kolada.sync import KOLADA
from integrations.scb.sync import SCB
from integrations.syncing import Source

# Nobody waits for a page and no lease runs out: a source that asks for a minute may have it.
SECONDS = 300.0


def sync_command(source: Source[Any], what: str) -> click.Command:
    """The command of a source."""

    @click.command(f"sync-{source.key}", help=f"Fetch {what} from {source.name}, all of it or nothing.")
    @click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
    @with_appcontext
    def sync(dry_run: bool, as_json: bool) -> None:
        try:
            changes = source.sync(db.session(), settings_of(current_app), Patience(SECONDS), dry_run=dry_run)
        except SourceFailed as error:
            fail(str(error))
        if as_json:
            click.echo(json.dumps({"source": source.key, "dry_run": dry_run, **changes.as_document()}))
            return
        would = "would be " if dry_run else ""
        click.echo(
            f"{source.name}: {changes.values} values; {would}added {changes.added}, changed {changes.changed}, "
            f"taken back {changes.taken_back}",
            err=True,
        )

    return sync


COMMANDS = (
    sync_command(KOLADA, "official figures of the municipality, of Sweden and of comparable municipalities"),
    sync_command(SCB, "the municipality's population by sex and age"),
)
