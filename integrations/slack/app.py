"""The Slack app: Bolt finds who is to hear what, in the thread that Slack waits for and in none of its own."""

from __future__ import annotations

import logging
import re
from typing import Any, NoReturn

from flask import Flask
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from core.house import settings_of
from integrations.slack import hearing, inbound
from integrations.slack.blocks import CALLBACK

EVERYTHING = re.compile("")
_APP = "samspel.slack_app"

# Bolt quotes bodies and signatures in its log; what must be known is logged by us.
silent = logging.getLogger("integrations.slack.bolt")
silent.setLevel(logging.CRITICAL + 1)


def slack_app_of(app: Flask) -> App:
    """The Slack app of a Flask app, made when it is first needed."""
    bolt: App = app.extensions.get(_APP) or app.extensions.setdefault(_APP, _build(app))
    return bolt


def _build(app: Flask) -> App:
    settings = settings_of(app)

    def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        # One workspace, one token: asking Slack whose it is would be a call to the outside in every request.
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=settings.slack_bot_token)

    bolt = App(
        name="samspel",
        logger=silent,
        # Listeners run before the answer, inside Flask's own context; no thread is ever begun.
        process_before_response=True,
        token_verification_enabled=False,
        # What comes over HTTP has been verified before it was read; what comes over Socket Mode is our own connection.
        request_verification_enabled=False,
        authorize=authorize,
    )
    bolt.event(EVERYTHING)(hearing.hear_event)
    bolt.command(inbound.COMMAND)(hearing.hear_command)
    bolt.action(EVERYTHING)(hearing.hear_press)
    bolt.view(CALLBACK)(hearing.hear_form)
    bolt.view_closed(CALLBACK)(hearing.hear_nothing)
    bolt.error(_fall)
    return bolt


def _fall(error: Exception, **_more: Any) -> NoReturn:
    """What fails here fails as on any page: logged once, answered with an error, and delivered again by Slack."""
    raise error
