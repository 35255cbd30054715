"""Microsoft on loopback: the Bot Connector, the keys it signs with, and the login that gives us a token.

It signs what it tells us with real tokens, checks ours and the cards we send, and fails or hangs when it is told to.
"""

from __future__ import annotations

import json
import ssl
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import HTTPAdapter

from core import clock

CERTIFICATE = Path(__file__).with_name("localhost.pem")
APP_ID = "11111111-2222-3333-4444-555555555555"
SECRET = "the bot's own secret"
TENANT = "aaaaaaaa-0000-0000-0000-000000000001"
PUPILS = "aaaaaaaa-0000-0000-0000-000000000002"
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
BOT = f"28:{APP_ID}"
ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com/.default"
LARGEST_MESSAGE = 28 * 1024
CARD = "application/vnd.microsoft.card.adaptive"
# What a client of Teams draws on a card of version 1.5; anything else it would leave out without a word.
ELEMENTS = {"TextBlock", "RichTextBlock", "Container", "ActionSet", "Input.Text", "Input.ChoiceSet"}
ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl"}
STYLES = {"compact", "expanded", "filtered"}
BUTTONS_SHOWN = 6


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """A key with a name; making one takes a moment, so all fakes of a process have the same."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Fault:
    """What the next call meets instead of an answer."""

    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    hangs: bool = False


@dataclass(frozen=True)
class Sent:
    """A message that somebody has got: in which conversation, and in the place of which."""

    conversation: str
    document: Mapping[str, Any]
    replaces: str = ""

    @property
    def card(self) -> Mapping[str, Any]:
        """The card in it."""
        card: Mapping[str, Any] = self.document["attachments"][0]["content"]
        return card


class FakeTeams:
    """Knows its keys, what it was asked and what has been sent; the next of ``faults`` is what a message meets."""

    def __init__(self) -> None:
        """With one key, in a world where all is well."""
        self.keys = {"one": private_key("one")}
        self.endorsements = ["msteams"]
        self.sent: list[Sent] = []
        self.faults: list[Fault | None] = []
        self.asked: list[str] = []
        self.tokens: set[str] = set()
        self.needs_token = True
        self.fails_on_keys = False
        self.hangs_on_keys = False
        self.hangs_on_login = False
        self.root = ""
        self.login = ""
        self.reached, self.closing = threading.Event(), threading.Event()
        self._lock = threading.Lock()

    @property
    def openid_url(self) -> str:
        """Where the OpenID metadata is."""
        return f"{self.root}/openid"

    def header(
        self, activity: Mapping[str, Any], *, key: str = "one", head: Any = None, **changed: Any
    ) -> dict[str, str]:
        """The Authorization header of a request that carries an activity; ``changed`` claims, None for one left out."""
        now = int(clock.now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": APP_ID,
            "nbf": now,
            "exp": now + 3600,
            "serviceurl": activity.get("serviceUrl", SERVICE_URL),
        } | changed
        claims = {name: value for name, value in claims.items() if value is not None}
        signer = self.keys.get(key) or private_key("stranger")
        token = jwt.encode(claims, signer, algorithm="RS256", headers={"kid": key, **(head or {})})
        return {"Authorization": f"Bearer {token}"}

    def turn_key(self) -> None:
        """Sign with a new key from now on; the old one is no longer listed."""
        self.keys = {"two": private_key("two")}

    # What it answers, as (status, value).

    def get(self, path: str) -> tuple[int, Any]:
        """OpenID metadata and keys."""
        with self._lock:
            self.asked.append(path)
        self.reached.set()
        if self.hangs_on_keys:
            self.closing.wait()
        if self.fails_on_keys:
            return 404, {}
        if path == "/openid":
            return 200, {"issuer": ISSUER, "jwks_uri": f"{self.root}/keys"}
        if path == "/keys":
            return 200, {"keys": [self._listed(name, key) for name, key in self.keys.items()]}
        return 404, {}

    def give_token(self, path: str, form: Mapping[str, list[str]]) -> tuple[int, Any]:
        """What the login server answers to somebody who wants a token."""
        wanted = {"grant_type": "client_credentials", "client_id": APP_ID, "client_secret": SECRET, "scope": SCOPE}
        given = {name: "".join(form.get(name, [])) for name in wanted}
        if path != f"/{TENANT}/oauth2/v2.0/token" or given != wanted:
            return 401, {"error": "invalid_client", "error_description": "not you"}
        token = uuid.uuid4().hex
        self.tokens.add(token)
        return 200, {"token_type": "Bearer", "expires_in": 3600, "access_token": token}

    def take(self, method: str, path: str, authorization: str, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        """A message to a conversation."""
        with self._lock:
            self.asked.append(f"{method} {path}")
            fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            if fault.hangs:
                self.closing.wait()
            return fault.status, {"error": {"code": fault.code}}, fault.headers
        if self.needs_token and authorization.removeprefix("Bearer ") not in self.tokens:
            return 401, {"error": {"code": "Unauthorized"}}, {}
        match path.split("/v3/conversations/", 1)[-1].split("/"):
            case [conversation, "activities"] if method == "POST":
                replaces = ""
            case [conversation, "activities", replaces] if method == "PUT":
                pass
            case _:
                return 404, {"error": {"code": "NotFound"}}, {}
        if wrong := faults_of(body):
            return 400, {"error": {"code": "BadSyntax", "message": wrong}}, {}
        with self._lock:
            self.sent.append(Sent(unquote(conversation), json.loads(body), unquote(replaces)))
            return 201, {"id": f"1:{len(self.sent)}"}, {}

    def _listed(self, name: str, key: rsa.RSAPrivateKey) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        return public | {"kid": name, "use": "sig", "endorsements": self.endorsements}


def faults_of(body: bytes) -> str:
    """What Teams would not take of a message, or nothing."""
    document = json.loads(body)
    if len(body) > LARGEST_MESSAGE:
        return "too large"
    if document.get("type") != "message" or not document.get("from", {}).get("id"):
        return "not a message from anybody"
    for attachment in document.get("attachments", []):
        if attachment.get("contentType") != CARD:
            return "an attachment of another kind"
        if wrong := faults_of_card(attachment["content"]):
            return wrong
    return ""


def faults_of_card(card: Mapping[str, Any]) -> str:
    """What a client could not draw of a card, or nothing."""
    if card.get("type") != "AdaptiveCard" or card.get("version") != "1.5":
        return "not a card of version 1.5"
    if len(json.dumps(card).encode()) > LARGEST_MESSAGE:
        return "too large"
    elements = list(_elements(card["body"]))
    ids = [element["id"] for element in elements if "id" in element]
    if len(ids) != len(set(ids)):
        return "two inputs with one id"
    for element in elements:
        kind = element["type"]
        if kind not in ELEMENTS:
            return f"no client draws {kind}"
        if kind.startswith("Input.") and not (element.get("label") and element.get("id")):
            return "an input without a label"
        if kind == "Input.ChoiceSet" and not _is_choice_set(element):
            return "a choice that cannot be made"
        if kind == "ActionSet" and not _is_action_set(element):
            return "buttons that cannot be pressed"
    return ""


def _elements(body: list[Any]) -> Iterator[Mapping[str, Any]]:
    for element in body:
        yield element
        yield from _elements(element.get("items", []))


def _is_choice_set(element: Mapping[str, Any]) -> bool:
    values = [choice["value"] for choice in element["choices"]]
    chosen = element.get("value", "")
    picked = chosen.split(",") if element["isMultiSelect"] and chosen else [chosen] if chosen else []
    is_parted = not element["isMultiSelect"] or not any("," in value for value in values)
    return (
        bool(values)
        and len(values) == len(set(values))
        and element["style"] in STYLES
        and is_parted
        and set(picked) <= set(values)
    )


def _is_action_set(element: Mapping[str, Any]) -> bool:
    actions = element["actions"]
    return 0 < len(actions) <= BUTTONS_SHOWN and all(
        action["type"] in ACTIONS and action.get("title") and (action["type"] != "Action.OpenUrl" or action.get("url"))
        for action in actions
    )


def activity(text: str = "", **changed: Any) -> dict[str, Any]:
    """A message to the bot in private, as Teams sends it; ``changed`` stands instead."""
    return {
        "type": "message",
        "id": uuid.uuid4().hex,
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": "29:someone", "aadObjectId": "cccccccc-0000-0000-0000-000000000001", "name": "Alva"},
        "recipient": {"id": BOT, "name": "Samspel"},
        "conversation": {"id": "a:private", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "sv-SE",
        "text": text,
    } | changed


def pressed(action: Mapping[str, Any], filled: Mapping[str, str] | None = None, **changed: Any) -> dict[str, Any]:
    """What Teams tells when a button of a card is pressed: the button's own data, and what was filled in."""
    data = {**action.get("data", {}), **({} if action.get("associatedInputs") == "none" else filled or {})}
    if action["type"] == "Action.Submit":
        return activity(**{"value": data, "replyToId": "1:1", "text": None, **changed})
    value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}, "trigger": "manual"}
    return activity(
        **{"type": "invoke", "name": "adaptiveCard/action", "value": value, "replyToId": "1:1", "text": None, **changed}
    )


def actions_of(card: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The buttons of a card by what they say."""
    sets = [element["actions"] for element in card["body"] if element["type"] == "ActionSet"]
    return {action["title"]: action for actions in sets for action in actions}


def words_of(card: Mapping[str, Any]) -> str:
    """Everything a card says, but for its inputs and buttons."""
    found = []
    for element in _elements(card["body"]):
        found.append(element.get("text", ""))
        found += [run["text"] for run in element.get("inlines", [])]
    return "\n".join(text for text in found if text)


class Detour(HTTPAdapter):
    """Takes what is meant for Microsoft's own address to the fake: ``session.mount(SERVICE_URL, Detour(fake))``."""

    def __init__(self, fake: FakeTeams) -> None:
        """To this fake."""
        super().__init__()
        self.fake = fake

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send it there instead."""
        request.url = self.fake.root + urlsplit(str(request.url))._replace(scheme="", netloc="").geturl()
        return super().send(request, *args, **options)


class _Handler(BaseHTTPRequestHandler):
    fake: FakeTeams

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.endswith("/v2.0/.well-known/openid-configuration"):
            if self.fake.hangs_on_login:
                self.fake.closing.wait()
            at = f"{self.fake.login}/{TENANT}/oauth2/v2.0"
            points = {"issuer": at, "token_endpoint": f"{at}/token", "authorization_endpoint": f"{at}/authorize"}
            self._say(200, points)
            return
        self._say(*self.fake.get(path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = urlsplit(self.path).path
        if path.endswith("/oauth2/v2.0/token"):
            self._say(*self.fake.give_token(path, parse_qs(body.decode())))
            return
        self._say(*self.fake.take(self.command, path, self.headers.get("Authorization", ""), body))

    do_PUT = do_POST

    def _say(self, status: int, value: Any, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    """A server that says nothing of clients that hang up."""

    def handle_error(self, *_args: object) -> None:
        pass


@contextmanager
def serving_teams() -> Iterator[FakeTeams]:
    """Microsoft, on two free ports: one for the Bot Connector and its keys, and one over TLS for the login."""
    fake = FakeTeams()
    handler = type("Handler", (_Handler,), {"fake": fake})
    plain, safe = _Server(("127.0.0.1", 0), handler), _Server(("127.0.0.1", 0), handler)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    safe.socket = context.wrap_socket(safe.socket, server_side=True, do_handshake_on_connect=False)
    fake.root = f"http://127.0.0.1:{plain.server_address[1]}"
    fake.login = f"https://127.0.0.1:{safe.server_address[1]}"
    threads = [threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01}) for one in (plain, safe)]
    for thread in threads:
        thread.start()
    try:
        yield fake
    finally:
        fake.closing.set()
        for server, thread in zip((plain, safe), threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
