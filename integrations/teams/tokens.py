"""Whether a request really comes from the Bot Connector: its token, signed with a key that Microsoft publishes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from core import clock
from core.outside import SECONDS_IN_A_REQUEST
from core.settings import is_source_address
from integrations.fetching import Fetcher, Patience, SourceFailed

ALGORITHM = "RS256"
ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
LEEWAY = timedelta(minutes=5)
# What has been received is remembered for two days; a token that lived longer could be used again after that.
LONGEST_LIFE = timedelta(days=1)
LONGEST_TOKEN = 8_000  # characters
LEAST_BITS = 2048

KEYS_ARE_FRESH = timedelta(hours=24)
# Microsoft's server may be away for a while just when the keys are to be fetched anew.
KEYS_ARE_GOOD = timedelta(hours=48)
BETWEEN_FETCHES = timedelta(minutes=1)
AFTER_FAILURE = timedelta(seconds=5)
MOST_BYTES = 500_000

log = logging.getLogger(__name__)


class Forged(Exception):
    """The request does not prove that it comes from Teams; the text says why, for the log alone."""


class NoKeys(Exception):
    """The keys cannot be fetched now, so nothing can be known of a token: the request is to be sent again."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the Bot Connector signs with, and the channels it may speak for."""

    public: RSAPublicKey = field(repr=False)
    endorsements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a token says besides that it is the Bot Connector's: about which service, and for which channels."""

    service_url: str
    endorsements: frozenset[str]

    def check(self, service_url: str, channel: str) -> None:
        """Raise Forged unless an activity that names this service and this channel came with the right token."""
        if not service_url or self.service_url != service_url:
            raise Forged("about another service")
        if channel != CHANNEL or channel not in self.endorsements:
            raise Forged("signed by somebody who may not speak for Teams")


class SigningKeys:
    """The keys, by their ids, fetched when they are first needed and then once a day; several threads ask."""

    def __init__(self, openid_url: str) -> None:
        """Nothing is fetched yet; ``openid_url`` is where the OpenID metadata is."""
        self._url = openid_url
        self._lock = threading.Lock()
        self._keys: Mapping[str, Key] = {}
        self._fetched_at: datetime | None = None
        self._not_before: datetime | None = None

    def find(self, key_id: str) -> Key | None:
        """The key with an id, or None where there is none such; raises NoKeys. No transaction may be open."""
        now = clock.now()
        if key_id not in self._keys or self._age(now) > KEYS_ARE_FRESH:
            self._refresh(key_id, now)
        if self._age(now) > KEYS_ARE_GOOD:
            raise NoKeys
        return self._keys.get(key_id)

    def _age(self, now: datetime) -> timedelta:
        return now - self._fetched_at if self._fetched_at else timedelta.max

    def _refresh(self, key_id: str, now: datetime) -> None:
        """Fetch the keys, unless somebody else just did: an id that is made up must not make us ask each time."""
        # Whoever has a key that will do for a while yet does not wait for somebody else to fetch new ones.
        has_key = key_id in self._keys and self._age(now) <= KEYS_ARE_GOOD
        if not self._lock.acquire(timeout=0 if has_key else SECONDS_IN_A_REQUEST):
            return
        try:
            is_known = key_id in self._keys and self._age(now) <= KEYS_ARE_FRESH
            if is_known or (self._not_before is not None and now < self._not_before):
                return
            # While there are keys that will do, a made-up id must not make us ask a server that is away over and over.
            self._not_before = now + (BETWEEN_FETCHES if self._age(now) <= KEYS_ARE_GOOD else AFTER_FAILURE)
            self._keys = fetch_keys(self._url)
            self._fetched_at, self._not_before = now, now + BETWEEN_FETCHES
        except SourceFailed as error:
            log.warning("the keys that tokens from Teams are signed with could not be fetched: %s", error)
        finally:
            self._lock.release()


def fetch_keys(openid_url: str) -> dict[str, Key]:
    """The keys that the OpenID metadata points to; raises SourceFailed. All of it takes about two seconds at most."""
    # A call may take its time to connect and then again to answer, so each gets half.
    patience = Patience(SECONDS_IN_A_REQUEST)
    half = SECONDS_IN_A_REQUEST / 2
    with closing(Fetcher("Bot Framework", patience, timeout=half, most_bytes=MOST_BYTES)) as fetcher:
        metadata = fetcher.json(openid_url)
        address = metadata.get("jwks_uri") if isinstance(metadata, dict) else None
        if not isinstance(address, str) or not is_source_address(address):
            raise fetcher.misshapen()
        document = fetcher.json(address)
        listed = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(listed, list):
            raise fetcher.misshapen()
    return dict(found for one in listed if (found := _key(one)) is not None)


def verify(header: str, app_id: str, keys: SigningKeys) -> Proof:
    """What an Authorization header proves, before anything of what came with it is read; raises Forged and NoKeys.

    The token must be for us, from the Bot Connector, in force with five minutes' leeway, and signed with a key that
    Microsoft publishes.
    """
    scheme, _, token = header.partition(" ")
    if scheme.casefold() != "bearer" or not token or len(token) > LONGEST_TOKEN:
        raise Forged("no token")
    try:
        head = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise Forged("not a token") from error
    key_id = head.get("kid")
    if head.get("alg") != ALGORITHM or not isinstance(key_id, str):
        raise Forged("not signed as agreed")
    key = keys.find(key_id)
    if key is None:
        raise Forged("signed by a stranger")
    claims = _claims(token, key, app_id)
    _check_time(claims)
    return Proof(str(claims.get("serviceurl", "")), key.endorsements)


def _claims(token: str, key: Key, app_id: str) -> dict[str, Any]:
    """What a token says, if it is signed with the key, for us and from the Bot Connector."""
    try:
        return jwt.decode(
            token,
            key.public,
            algorithms=[ALGORITHM],
            audience=app_id,
            issuer=ISSUER,
            # The house has a clock of its own, by which the times are compared afterwards.
            options={
                "require": ["exp", "nbf", "iss", "aud"],
                "strict_aud": True,
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise Forged("a token that does not hold") from error


def _check_time(claims: Mapping[str, Any]) -> None:
    now = clock.now().timestamp()
    begins, ends = claims["nbf"], claims["exp"]
    leeway = LEEWAY.total_seconds()
    if type(begins) is not int or type(ends) is not int or ends - begins > LONGEST_LIFE.total_seconds() + leeway:
        raise Forged("without an end")
    if not begins - leeway <= now < ends + leeway:
        raise Forged("too old or too early")


def _key(listed: Any) -> tuple[str, Key] | None:
    """One key of the list with its id, or None for one we would not trust or cannot use."""
    if not isinstance(listed, dict) or listed.get("kty") != "RSA" or listed.get("use", "sig") != "sig":
        return None
    key_id, endorsements = listed.get("kid"), listed.get("endorsements", [])
    if not isinstance(key_id, str) or not isinstance(endorsements, list):
        return None
    try:
        public = jwt.PyJWK(listed, algorithm=ALGORITHM).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if not isinstance(public, RSAPublicKey) or public.key_size < LEAST_BITS:
        return None
    return key_id, Key(public, frozenset(one for one in endorsements if isinstance(one, str)))
