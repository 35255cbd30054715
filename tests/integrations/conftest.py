"""Sources on loopback, and the app pointed to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask

from core.house import house_of, move_in, settings_of
from integrations.fetching import Fetcher, Patience
from tests.fakes.kolada import FakeKolada
from tests.fakes.scb import FakeScb
from tests.fakes.serving import FakeSource, serving


class FakeTime:
    """Time that passes when somebody sleeps, and what they slept."""

    def __init__(self) -> None:
        """Begin."""
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let it pass."""
        self.slept.append(seconds)

    def monotonic(self) -> float:
        """The time it is."""
        return sum(self.slept)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is reached directly, whatever the machine is set to."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def kolada() -> Iterator[FakeKolada]:
    """Kolada on loopback, without values."""
    fake = FakeKolada()
    with serving(fake):
        yield fake


@pytest.fixture
def scb() -> Iterator[FakeScb]:
    """SCB on loopback."""
    fake = FakeScb()
    with serving(fake):
        yield fake


@pytest.fixture
def passing() -> FakeTime:
    """Time for a fetcher."""
    return FakeTime()


@pytest.fixture
def fetcher(passing: FakeTime) -> Iterator[Fetcher]:
    """A fetcher with half a minute to its name, that gives a call ten seconds."""
    patience = Patience(30, sleep=passing.sleep, monotonic=passing.monotonic)
    with closing(Fetcher("Kolada", patience, timeout=10)) as fetcher:
        yield fetcher


@pytest.fixture
def pointed(app: Flask) -> Callable[[FakeSource], Flask]:
    """Point the app to a fake."""

    def point(source: FakeSource) -> Flask:
        name = "kolada_url" if isinstance(source, FakeKolada) else "scb_url"
        move_in(app, house_of(app), replace(settings_of(app), **{name: source.url}))  # type: ignore[arg-type]
        return app

    return point
