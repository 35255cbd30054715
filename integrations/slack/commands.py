"""``flask slack-socket``: one process beside the web that keeps the connection to Slack."""

from __future__ import annotations

import signal
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from core.cli import fail
from core.house import settings_of
from integrations.slack.socket import NotConnected, listen


@click.command("slack-socket", help="Hear Slack over Socket Mode, where no request from outside can come in.")
@with_appcontext
def slack_socket() -> None:
    """Listen until told to stop."""
    if not settings_of(current_app).slack_app_token:
        fail("SAMSPEL_SLACK_APP_TOKEN is missing; make one with the scope connections:write")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        listen(current_app._get_current_object(), stopping)  # type: ignore[attr-defined]
    except NotConnected:
        fail("Slack cannot be reached, or does not accept SAMSPEL_SLACK_APP_TOKEN")
