"""Where messages for Teams may be sent: only to Microsoft, or to this machine while somebody tries things out there."""

from __future__ import annotations

from urllib.parse import urlsplit

from core.settings import is_this_machine

_ONE = frozenset({"smba.trafficmanager.net"})
_BELOW = (".botframework.com", ".teams.microsoft.com")
LONGEST = 300  # characters, as in chat_connection.service_url


class StrangeHost(Exception):
    """An address is none that the Bot Connector answers at; nothing of ours may be sent there."""


def check(address: str, *, is_anonymous: bool) -> str:
    """The address as it came, if messages and our token may be sent to it; raises StrangeHost.

    ``is_anonymous`` is the mode for a client on this machine that has no tokens: then this machine is the only place
    allowed, over http too, and otherwise it is no place at all.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise StrangeHost from error
    if not host or port == 0 or len(address) > LONGEST or "@" in parts.netloc or parts.query or parts.fragment:
        raise StrangeHost
    if "\\" in address or ".." in parts.path or any(ord(character) <= 32 for character in address):
        raise StrangeHost
    if is_anonymous:
        is_known = parts.scheme in ("http", "https") and is_this_machine(host)
    else:
        is_known = parts.scheme == "https" and port in (None, 443) and (host in _ONE or host.endswith(_BELOW))
    if not is_known:
        raise StrangeHost
    return address
