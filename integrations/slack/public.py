"""Slack's door: what is signed by Slack is heard, all else is refused before it is read."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue
from slack_bolt.adapter.flask.handler import to_flask_response
from slack_bolt.request import BoltRequest
from slack_sdk.signature import SignatureVerifier

from core.house import settings_of
from core.people.access import public
from core.web.inputs import reads_own_body
from integrations.slack import inbound
from integrations.slack.app import slack_app_of

LARGEST = 1_000_000

log = logging.getLogger(__name__)

blueprint = Blueprint("slack", __name__)


@blueprint.post("/slack/events")
@public
@reads_own_body
def events() -> ResponseReturnValue:
    """Events, commands, buttons and forms."""
    secret = settings_of(current_app).slack_signing_secret
    if not secret:
        abort(404)
    body = request.get_data(cache=False)
    if not is_signed(body, secret):
        log.warning("a request that Slack has not signed was refused")
        return {"error": "invalid request"}, 401
    payload = inbound.payload_of(body, request.content_type or "")
    if inbound.kind_of(payload) is None:
        return "", 200
    heard = BoltRequest(body=payload, headers=_retry_headers(), mode="socket_mode")
    return to_flask_response(slack_app_of(current_app).dispatch(heard))


def is_signed(body: bytes, secret: str) -> bool:
    """Whether Slack has signed the body, less than five minutes ago."""
    stamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 20 and signature.isascii()):
        return False
    try:
        return SignatureVerifier(secret).is_valid(body, stamp, signature)
    except UnicodeDecodeError:
        return False


def _retry_headers() -> dict[str, str | Sequence[str]]:
    return {name: value for name, value in request.headers.items() if name.lower().startswith("x-slack-retry-")}
