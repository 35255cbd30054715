"""The door for Teams: who knocks is checked, what they bring is done in one transaction, and then answered."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from core.chat import Link, Screen
from core.db import db
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import in_language
from core.people.access import public
from core.settings import Settings, is_this_machine
from core.web.inputs import reads_own_body
from integrations.conversations import receiving
from integrations.conversations.arrival import Outcome
from integrations.teams import activities, cards, hosts, inbound, leaving, replies, tokens
from integrations.teams.activities import Activity, Malformed
from integrations.teams.hosts import StrangeHost
from integrations.teams.inbound import Deed
from integrations.teams.tokens import Forged, NoKeys, Proof, SigningKeys

teams = Blueprint("teams", __name__)

# What a server between us and the client would have added: then the client is not on this machine.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
WORDS = "application/vnd.microsoft.activity.message"

_KEYS = "samspel.teams_keys"

log = logging.getLogger(__name__)


@teams.post("/api/messages")
@public
@reads_own_body
def messages() -> ResponseReturnValue:
    """Everything that Teams tells us; 400 and 401 leave nothing behind, 503 asks to have it sent again."""
    settings = settings_of(current_app)
    if not settings.has_teams:
        abort(404)
    try:
        proof = _proof(settings)
        activity = activities.read(_body())
        if proof is not None:
            proof.check(activity.service_url, activity.channel)
        hosts.check(activity.service_url, is_anonymous=settings.teams_anonymous)
        return _answer(activity, settings)
    except Malformed as error:
        return _no(400, str(error))
    except (Forged, StrangeHost) as error:
        return _no(401, str(error))
    except NoKeys:
        return _no(503, "no keys")


def keys_of(app: Flask) -> SigningKeys:
    """The process's store of Microsoft's keys."""
    keys: SigningKeys = app.extensions.setdefault(_KEYS, SigningKeys(settings_of(app).teams_openid_url))
    return keys


def _body() -> bytes:
    request.max_content_length = activities.LARGEST
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise Malformed("too large") from error


def _proof(settings: Settings) -> Proof | None:
    """Who has sent the request, before its body is read; None for a client on this machine. Raises Forged and NoKeys.

    No transaction is open yet, so nobody waits for us while Microsoft's keys are fetched.
    """
    if settings.teams_anonymous:
        # A page elsewhere can have its own name lead here, but the name is then in the request.
        is_here = all(map(is_this_machine, (request.remote_addr or "", urlsplit(request.host_url).hostname or "")))
        # A page in the browser of this machine may send a form or a text anywhere, but JSON only where it is let.
        if not is_here or not request.is_json or any(name in request.headers for name in FORWARDED):
            raise Forged("not from this machine")
        return None
    return tokens.verify(request.headers.get("Authorization", ""), settings.teams_app_id, keys_of(current_app))


def _answer(activity: Activity, settings: Settings) -> ResponseReturnValue:
    """Do what is asked for and commit, once."""
    deed = inbound.deed_of(activity)
    if deed is Deed.NOT_KNOWN:
        return "", 501
    if deed is Deed.NOTHING:
        return "", 200
    if not settings.teams_anonymous and activity.tenant not in settings.teams_allowed:
        return _politely(activity, deed, settings)
    arrival = inbound.arrival_of(activity)
    if deed is Deed.FORGET_PERSON:
        leaving.leave(db.session(), arrival)
        db.session.commit()
        return "", 200
    outcome = receiving.receive(db.session(), arrival)
    with in_language(outcome.language):
        body = _shown(activity, deed, outcome, settings)
    db.session.commit()
    return body


def _shown(activity: Activity, deed: Deed, outcome: Outcome, settings: Settings) -> ResponseReturnValue:
    """The answer to an invoke, or a reply for the worker to send."""
    screen = outcome.screen
    if deed is Deed.ANSWER_IN_PLACE:
        # What is seen by many is not replaced by what one of them gets to see.
        return _invoked(_drawn(outcome, activity, settings)) if activity.is_personal else _words(screen)
    if not outcome.is_repeat:
        card = _drawn(outcome, activity, settings)
        replies.post_reply(db.session(), activity, replies.message(screen, card))
    return "", 202


def _drawn(outcome: Outcome, activity: Activity, settings: Settings) -> cards.Card:
    draw = cards.draw if activity.is_personal else cards.draw_post
    return draw(outcome.screen, settings, outcome.language)


def _politely(activity: Activity, deed: Deed, settings: Settings) -> ResponseReturnValue:
    """Say that the bot is not for this organisation; nothing is stored of who asked."""
    if deed is Deed.FORGET_PERSON:
        return "", 200
    with in_language(activity.language):
        screen = Screen(
            title=_("Det här är inte öppet för din organisation"),
            paragraphs=(
                _(
                    "Boten är bara till för %(municipality)s och dem som kommunen har bjudit in.",
                    municipality=settings.municipality,
                ),
                _("På webben kan du svara och delta ändå."),
            ),
            links=(Link(settings.base_url, _("Öppna på webben")),),
        )
        outcome = Outcome(screen, language=activity.language)
        body = _shown(activity, deed, outcome, settings)
    db.session.commit()
    return body


def _invoked(card: cards.Card) -> ResponseReturnValue:
    return jsonify({"statusCode": 200, "type": cards.CONTENT_TYPE, "value": card})


def _words(screen: Screen) -> ResponseReturnValue:
    return jsonify({"statusCode": 200, "type": WORDS, "value": cards.plain(screen)})


def _no(status: int, reason: str) -> ResponseReturnValue:
    """Turn a request away, saying nothing of why to whoever sent it."""
    log.warning("a request to the door for Teams was refused", extra={"facts": {"status": status, "reason": reason}})
    headers: dict[str, Any] = {"Retry-After": "5"} if status == 503 else {}
    return jsonify({"error": {"code": "BadRequest" if status == 400 else "Unauthorized"}}), status, headers
