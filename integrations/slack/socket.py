"""Socket Mode: Slack is heard over a connection of our own, for a house that lets nobody in from the outside."""

from __future__ import annotations

import logging
import threading

from flask import Flask
from requests.utils import should_bypass_proxies
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from werkzeug.exceptions import HTTPException

from core.db import begin_writing
from core.failures import trail
from core.house import settings_of
from core.outside import outside_call
from integrations.slack import inbound
from integrations.slack.app import slack_app_of

log = logging.getLogger(__name__)
# The connection's own troubles, without what it says at lower levels about everything that passes.
connection_log = logging.getLogger("integrations.slack.connection")
connection_log.setLevel(logging.WARNING)

# A line that has broken without a word is given up after four pings without an answer.
SECONDS_BETWEEN_PINGS = 3.0


class NotConnected(Exception):
    """Slack did not let us connect, or could not be reached."""


class Listener(SocketModeHandler):
    """Hears each thing in the app's context, and as strictly as what comes over HTTP."""

    def __init__(self, app: Flask) -> None:
        """Nothing is connected yet."""
        settings = settings_of(app)
        client = WebClient(base_url=f"{settings.slack_api_url}/", logger=connection_log)
        super().__init__(
            slack_app_of(app),
            settings.slack_app_token,
            logger=connection_log,
            web_client=client,
            ping_interval=SECONDS_BETWEEN_PINGS,
        )
        if should_bypass_proxies(settings.slack_api_url, no_proxy=None):
            # Slack's library knows of HTTPS_PROXY and not of NO_PROXY, which all other calls of ours keep to.
            client.proxy = self.client.proxy = None
        self._flask = app

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """One thing that came; what failed is not acknowledged, so that Slack sends it again."""
        with self._flask.app_context():
            begin_writing()
            try:
                req.payload = inbound.checked(req.payload)
                if inbound.kind_of(req.payload) is None:
                    client.send_socket_mode_response(SocketModeResponse(req.envelope_id))
                else:
                    super().handle(client, req)
            except HTTPException:
                # It would look the same if it came again.
                log.warning("something came over Socket Mode that could not be read")
                client.send_socket_mode_response(SocketModeResponse(req.envelope_id))
            except Exception as error:
                log.error("something from Slack could not be taken in: %s", trail(error))


def listen(app: Flask, stopping: threading.Event) -> None:
    """Stay connected until ``stopping`` is set; a connection that breaks is made again. Raises NotConnected."""
    listener = Listener(app)
    try:
        with outside_call():
            listener.connect()  # type: ignore[no-untyped-call]
    except (SlackClientError, OSError) as error:
        listener.close()  # type: ignore[no-untyped-call]
        raise NotConnected from error
    log.info("connected to Slack")
    try:
        stopping.wait()
    finally:
        listener.close()  # type: ignore[no-untyped-call]
