"""One of several server processes at which the chats knock at the same time."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from unittest.mock import patch

from tests.databases import opened_with, settings_for
from tests.ground import StandingClock

SECONDS_TO_MEET = 30


@dataclass(frozen=True, slots=True)
class Knock:
    """A request as a chat's server sends it."""

    path: str
    body: bytes
    content_type: str
    headers: Mapping[str, str]


def serve(
    url: str,
    folder: Path,
    chats: Mapping[str, str],
    knocks: Sequence[Knock],
    times: int,
    together: Barrier,
    statuses: SimpleQueue[list[int]],
) -> None:
    """Take the same requests so many times over, as soon as all processes are ready; tells what was answered."""
    logging.disable()
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    settings = replace(settings_for(folder, url), **chats)  # type: ignore[arg-type]
    answered = []
    with patch("core.clock.now", StandingClock()), opened_with(settings) as app:
        client = app.test_client()
        together.wait(SECONDS_TO_MEET)
        for knock in [*knocks] * times:
            answer = client.post(
                knock.path, data=knock.body, content_type=knock.content_type, headers=dict(knock.headers)
            )
            answered.append(answer.status_code)
    statuses.put(answered)
