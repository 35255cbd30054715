"""``flask teams-package FILE.zip``: the app package for an organisation's Teams administrator."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from core.cli import fail
from core.house import settings_of
from integrations.teams.package import NoPackage, build


@click.command("teams-package")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def teams_package(file: Path) -> None:
    """Write the app package for Teams to FILE, made from the settings."""
    privacy = current_app.url_map.bind("").build("home.privacy")
    try:
        file.write_bytes(build(settings_of(current_app), privacy))
    except NoPackage as error:
        fail(str(error), usage=True)
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    click.echo(f"{file} is ready: an administrator of Teams uploads it as a custom app", err=True)
