"""Fetching JSON from a public source: politely, within a time of our own, and never more than we can hold."""

from __future__ import annotations

import email.utils
import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

import requests
import urllib3

from core import clock
from core.failures import Explained
from core.outside import outside_call

MOST_BYTES = 20_000_000
MOST_TRIES = 4
FIRST_PAUSE = 0.5
# What a source that says "too many" without saying how long is given.
USUAL_WAIT = 10.0
CHUNK = 64 * 1024
BROKE_OFF = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    urllib3.exceptions.HTTPError,
)


class SourceFailed(Explained):
    """A source could not be fetched and nothing of it is stored.

    ``english`` is what commands and logs say, ``swedish`` what staff read; both have ``%(name)s`` places for
    ``values``. ``may_pass`` when trying again later may help by itself.
    """

    def __init__(self, english: str, swedish: str, may_pass: bool = False, /, **values: object) -> None:
        """Both texts are whole sentences."""
        super().__init__(english % values)
        self.words = swedish % values
        self.may_pass = may_pass


class Refused(SourceFailed):
    """The source answered that it will not answer this; ``status`` is how."""

    def __init__(self, source: str, status: int) -> None:
        """``status`` of HTTP."""
        super().__init__(
            "%(source)s answered %(status)s. Nothing was changed.",
            "%(source)s svarade %(status)s på frågan. Inget har ändrats.",
            source=source,
            status=status,
        )
        self.status = status


class AskedToWait(SourceFailed):
    """The source asks us to come back in ``seconds``, which is longer than we wait now."""

    def __init__(self, source: str, seconds: float) -> None:
        """``seconds`` from now."""
        super().__init__(
            "%(source)s asks us to wait %(seconds)d seconds. Nothing was changed.",
            "%(source)s ber oss vänta %(seconds)d sekunder. Inget har ändrats.",
            True,
            source=source,
            seconds=round(seconds),
        )
        self.seconds = seconds


class Patience:
    """How long a whole fetch may take, waits and calls together."""

    def __init__(
        self,
        seconds: float,
        *,
        sleep: Callable[[float], object] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """The time begins now."""
        self._sleep, self._monotonic = sleep, monotonic
        self._ends = monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds; below zero when the time is out."""
        return self._ends - self._monotonic()

    def wait(self, seconds: float) -> bool:
        """Wait, if there is time for it; whether there was."""
        if seconds >= self.left:
            return False
        self._sleep(seconds)
        return True


class Fetcher:
    """Asks one source. No transaction that writes may be open, see ``outside_call``."""

    def __init__(
        self, source: str, patience: Patience, *, timeout: float | None = None, most_bytes: int = MOST_BYTES
    ) -> None:
        """``source`` is its name in messages; ``timeout`` for each call, if shorter than what the house allows."""
        self.source = source
        self._patience, self._timeout, self._most_bytes = patience, timeout, most_bytes
        self._http = requests.Session()
        self._http.headers.update({"User-Agent": "Samspel", "Accept": "application/json"})

    def json(self, url: str, query: Mapping[str, str] | None = None) -> Any:
        """The value at an address; raises SourceFailed. A call that broke off or gave 5xx is made again."""
        for number in range(1, MOST_TRIES + 1):
            is_last = number == MOST_TRIES
            try:
                status, wait, body = self._ask(url, query)
            except BROKE_OFF as error:
                self._pause(number, is_last, error)
            except requests.RequestException as error:
                raise self._no_answer() from error
            else:
                if status == requests.codes.ok:
                    return self._read(body)
                if status == requests.codes.too_many_requests or (wait is not None and status >= 500):
                    seconds = USUAL_WAIT if wait is None else wait
                    if is_last or not self._patience.wait(seconds):
                        raise AskedToWait(self.source, seconds)
                elif status >= 500:
                    self._pause(number, is_last, None)
                else:
                    raise Refused(self.source, status)
        raise self._no_answer()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def misshapen(self) -> SourceFailed:
        """The error for an answer that is not what the source's description says."""
        return SourceFailed(
            "%(source)s gave an answer of another shape than it is described to have. Nothing was changed.",
            "%(source)s gav ett svar med en annan uppbyggnad än väntat. Inget har ändrats.",
            source=self.source,
        )

    def own_page(self, base: str, address: str) -> str:
        """The address of a following page; raises SourceFailed unless it is below ``base`` on the same host.

        A source behind a proxy may name itself with another scheme, so ours is kept.
        """
        own = urlsplit(base)
        try:
            other = urlsplit(address)
            is_same = other.scheme in ("http", "https") and (other.hostname, other.username) == (own.hostname, None)
            is_same = is_same and other.port in (own.port, None)
        except ValueError:
            other, is_same = own, False
        if not is_same or not other.path.startswith(f"{own.path}/") or ".." in unquote(other.path):
            raise SourceFailed(
                "%(source)s points to another place for the rest of its answer. Nothing was changed.",
                "%(source)s hänvisar till en annan plats för resten av svaret. Inget har ändrats.",
                source=self.source,
            )
        return other._replace(scheme=own.scheme, netloc=own.netloc, fragment="").geturl()

    def _ask(self, url: str, query: Mapping[str, str] | None) -> tuple[int, float | None, bytes]:
        left = self._patience.left
        if left <= 0:
            raise requests.Timeout
        with outside_call() as allowed:
            timeout = min(allowed, left, self._timeout or allowed)
            with self._http.get(url, params=query, timeout=timeout, stream=True, allow_redirects=False) as response:
                body = self._body(response) if response.status_code == requests.codes.ok else b""
                return response.status_code, _seconds(response.headers.get("Retry-After", "")), body

    def _body(self, response: requests.Response) -> bytes:
        """The whole body, unpacked; a body that is packed small and is large is stopped on its way.

        What has come is taken at once: waiting for a whole chunk, one byte at a time would keep us for hours.
        """
        parts, size = [], 0
        while part := response.raw.read1(CHUNK, decode_content=True):
            size += len(part)
            if size > self._most_bytes:
                raise SourceFailed(
                    "%(source)s gave a larger answer than we take. Nothing was changed.",
                    "%(source)s gav ett större svar än vi tar emot. Inget har ändrats.",
                    source=self.source,
                )
            if self._patience.left <= 0:
                raise requests.Timeout
            parts.append(part)
        return b"".join(parts)

    def _read(self, body: bytes) -> Any:
        try:
            return json.loads(body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise SourceFailed(
                "%(source)s gave an answer that is not JSON. Nothing was changed.",
                "%(source)s gav ett svar som inte går att läsa. Inget har ändrats.",
                True,
                source=self.source,
            ) from error

    def _pause(self, number: int, is_last: bool, error: Exception | None) -> None:
        if is_last or not self._patience.wait(FIRST_PAUSE * 2 ** (number - 1)):
            raise self._no_answer() from error

    def _no_answer(self) -> SourceFailed:
        return SourceFailed(
            "%(source)s does not answer. Nothing was changed.",
            "%(source)s svarar inte. Inget har ändrats.",
            True,
            source=self.source,
        )


def _seconds(retry_after: str) -> float | None:
    """Retry-After as seconds from now, given as a number or as a date; None when it is neither."""
    text = retry_after.strip()
    if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - clock.now()).total_seconds(), 0.0)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
