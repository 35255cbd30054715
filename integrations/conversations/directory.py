"""Who somebody in a chat is to us: a fingerprint of the account, keyed with the installation's own secret.

Rooms key it once more with a key of their own, which is destroyed when what it belongs to closes. What is kept here
for a day or two is known by other fingerprints, so that nothing stored can be laid beside anything else.
"""

from __future__ import annotations

import hmac
import json

from flask import current_app

from core.chat import ChatChannel, Speaker
from core.house import settings_of
from integrations.conversations.arrival import Arrival


def identity(channel: ChatChannel, tenant: str, person: str) -> str:
    """64 hex digits that stand for an account in a chat: HMAC-SHA256 of where and who under the secret key.

    JSON keeps the parts apart: no other three parts make the same text.
    """
    return _keyed(json.dumps([channel, tenant, person]))


def speaker_of(arrival: Arrival) -> Speaker:
    """Whoever an arrival is from, as the rooms meet them."""
    return Speaker(arrival.channel, identity(arrival.channel, arrival.tenant, arrival.person), arrival.language)


def person_hash(arrival: Arrival) -> str:
    """What somebody's unfinished conversation is known by."""
    return _keyed(json.dumps(["interview", arrival.channel, arrival.tenant, arrival.person]))


def delivery_hash(arrival: Arrival) -> str:
    """What a delivery is known by; its own id may hold who it is from and when."""
    return _keyed(json.dumps(["delivery", arrival.channel, arrival.tenant, arrival.delivery]))


def _keyed(text: str) -> str:
    key = settings_of(current_app).secret_key
    return hmac.digest(key.encode(), text.encode("utf-8", "backslashreplace"), "sha256").hex()
