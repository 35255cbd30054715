"""Writing to people in Teams, from the worker: our token, the Bot Connector, and what to do with what it answers."""

from __future__ import annotations

import json
import logging
import random
import threading
from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import quote

import msal
import requests
from flask import Flask, current_app
from sqlalchemy.orm import Session

from core import clock
from core.chat import ChatChannel, Screen
from core.db import db, reading
from core.failures import describe
from core.house import settings_of
from core.i18n import in_language
from core.outbox import NotDelivered, RetryLater
from core.outside import outside_call
from core.room import Note
from core.settings import Settings
from integrations.models import ChatConnection
from integrations.teams import cards, hosts, replies
from integrations.teams.hosts import StrangeHost

SCOPE = "https://api.botframework.com/.default"
# How an app is named among the members of a conversation.
BOT_PREFIX = "28:"
SECONDS_FOR_LOGIN = 4.0
# A login server that is away is not asked again for each of a thousand messages.
SECONDS_AWAY = 60.0
# What the Bot Connector wants to see again, with or without a word of when. What goes wrong on its way (502, 504) is
# tried again by the outbox like everything else, more and more seldom.
AGAIN = frozenset({412, 429})
# Nobody is reached in such a conversation any more.
GONE = frozenset({"BotNotInConversationRoster", "ConversationBlockedByUser", "ConversationNotFound"})
# The message is not there, or the client cannot replace messages.
NOT_THERE = frozenset({404, 405})
SOON, LATE = 1.0, 10.0
LONGEST_ANSWER = 100_000  # bytes

_CONNECTOR = "samspel.teams_connector"

log = logging.getLogger(__name__)


class AddressGone(Exception):
    """The bot is not in that conversation any more: nobody is reached there, and the address is to be forgotten."""


class _NotThere(NotDelivered):
    """The message that was to be replaced cannot be."""


class Connector:
    """The process's line to the Bot Connector; several threads use it."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._http = requests.Session()
        self._lock = threading.Lock()
        self._login: Any = None
        self._closed_until = 0.0

    def send(self, reference: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        """Send a message to a conversation.

        Raises AddressGone, RetryLater when asked to wait, and NotDelivered for all else.
        """
        self._call("POST", reference, "", document)

    def replace(self, reference: Mapping[str, Any], message_id: str, document: Mapping[str, Any]) -> None:
        """Put a message in the place of one that was sent before, or after it where that one cannot be found."""
        try:
            self._call("PUT", reference, f"/{quote(message_id, safe='')}", document)
        except _NotThere:
            self.send(reference, document)

    def check(self) -> None:
        """Find out whether Microsoft gives us a token; raises NotDelivered and RetryLater."""
        with outside_call():
            self._token()

    def _call(self, method: str, reference: Mapping[str, Any], rest: str, document: Mapping[str, Any]) -> None:
        if not self._settings.has_teams:
            raise NotDelivered("Teams is not connected")
        try:
            base = hosts.check(str(reference["service_url"]), is_anonymous=self._settings.teams_anonymous)
        except StrangeHost:
            raise NotDelivered("the address is none of the Bot Connector's") from None
        conversation = str(reference["conversation"])
        url = f"{base.rstrip('/')}/v3/conversations/{quote(conversation, safe='')}/activities{rest}"
        whole = {
            **document,
            "from": {"id": reference.get("bot", "")},
            "conversation": {"id": conversation},
        }
        with outside_call() as seconds:
            headers = {"Authorization": f"Bearer {token}"} if (token := self._token()) else {}
            try:
                with self._http.request(
                    method, url, json=whole, headers=headers, timeout=seconds / 3, allow_redirects=False, stream=True
                ) as response:
                    _judge(response)
            except requests.RequestException as error:
                raise NotDelivered(f"the Bot Connector does not answer: {describe(error)}") from None

    def _token(self) -> str:
        """Our token, kept by msal as long as it is good; none for a client on this machine."""
        if self._settings.teams_anonymous:
            return ""
        with self._lock:
            if (left := self._closed_until - monotonic()) > 0:
                raise RetryLater(left)
            try:
                self._login = self._login or self._new_login()
                answer = self._login.acquire_token_for_client(scopes=[SCOPE])
            except (requests.RequestException, ValueError, KeyError, TypeError) as error:
                # msal raises ValueError for a server that answers with something else than it should.
                self._closed_until = monotonic() + SECONDS_AWAY
                log.error("Microsoft's login does not answer, tried again in %d s: %s", SECONDS_AWAY, describe(error))
                raise RetryLater(SECONDS_AWAY) from None
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            code = str(answer.get("error", ""))[:40] if isinstance(answer, dict) else ""
            raise NotDelivered(f"Microsoft gives us no token: {code}")
        return token

    def _new_login(self) -> Any:
        settings = self._settings
        return msal.ConfidentialClientApplication(
            settings.teams_app_id,
            client_credential=settings.teams_app_secret,
            authority=f"{settings.teams_login_url}/{settings.teams_tenant_id}",
            # The address is a setting, checked when we start; nobody else need vouch for it.
            instance_discovery=False,
            timeout=SECONDS_FOR_LOGIN,
        )


def connector_of(app: Flask) -> Connector:
    """The process's line to the Bot Connector."""
    connector: Connector = app.extensions.setdefault(_CONNECTOR, Connector(settings_of(app)))
    return connector


def send(payload: Mapping[str, Any]) -> Note | None:
    """Send the reply to something that somebody wrote or pressed; the outbox calls this.

    A reply that could not be sent while it was wanted is let go: nothing of what people do is kept for the sake of it.
    """
    if not replies.is_wanted(payload, clock.now()):
        return None
    connector, reference, replaced = connector_of(current_app), payload["reference"], str(payload["replaces"])
    try:
        if replaced:
            connector.replace(reference, replaced, payload["document"])
        else:
            connector.send(reference, payload["document"])
    except AddressGone:
        log.info("a reply in Teams reached nobody")
    return None


def tell(tenant: str, reference: Mapping[str, Any], screen: Screen, language: str) -> None:
    """Write to somebody who asked for it; ``reference`` is what was kept of where they are.

    Called by the worker with no transaction open. Raises AddressGone when the address is to be forgotten, RetryLater
    and NotDelivered.
    """
    settings = settings_of(current_app)
    with in_language(language):
        document = replies.message(screen, cards.draw(screen, settings, language))
    connector_of(current_app).send(_fresh(tenant, reference), document)


def post(tenant: str, place: str, screen: Screen, language: str, *, service_url: str = "") -> None:
    """Write in a channel or a group: words and links, and buttons that lead to a private chat with the bot.

    ``service_url`` is needed only where nothing has been heard from the organisation. As ``tell`` otherwise.
    """
    settings = settings_of(current_app)
    with in_language(language):
        document = replies.message(screen, cards.draw_post(screen, settings, language))
    connector_of(current_app).send(
        _fresh(tenant, {"conversation": place, "service_url": service_url, "bot": BOT_PREFIX + settings.teams_app_id}),
        document,
    )


def check() -> None:
    """Find out whether the bot could write to anybody; raises RetryLater and NotDelivered."""
    connector_of(current_app).check()


def _fresh(tenant: str, reference: Mapping[str, Any]) -> dict[str, Any]:
    """The reference with the address the organisation was last heard from, since Microsoft moves them."""
    session: Session = db.session()
    with reading(), session.begin():
        connection = session.get(ChatConnection, (ChatChannel.TEAMS, tenant))
        latest = connection.service_url if connection else ""
    return {**reference, "service_url": latest or reference.get("service_url", "")}


def _judge(response: requests.Response) -> None:
    """Whether the Bot Connector took the message."""
    status = response.status_code
    if status < 300:
        return
    if status in (403, 404) and _code(response) in GONE:
        raise AddressGone
    if status in AGAIN:
        raise RetryLater(_asked_for(response) + random.uniform(SOON, LATE))  # noqa: S311 - spreading, not secrecy
    if status in NOT_THERE:
        raise _NotThere(f"the Bot Connector answered {status}")
    raise NotDelivered(f"the Bot Connector answered {status}")


def _asked_for(response: requests.Response) -> float:
    """Seconds, as the Bot Connector says in Retry-After; 0 when it says nothing we understand."""
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _code(response: requests.Response) -> str:
    """The name of an error."""
    try:
        body = response.raw.read(LONGEST_ANSWER, decode_content=True)
        document = json.loads(body)
        return str(document["error"]["code"])
    except (ValueError, KeyError, TypeError, OSError, requests.RequestException):
        return ""
