"""Work that thousands of tests would do over and over and none of them is about, done lightly or once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Dialect, Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from core.people import passwords

HOUSE_HASHER = passwords._hasher
"""What the house hashes passwords with; a test that is about that puts it back."""

# Argon2id all the same, with the least it can be asked for: the house's own costs 20 MB and 30 ms each time.
_LIGHT_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# New objects before Python looks for rubbish: it looks every 700 otherwise, a tenth of the time all tests take.
_NEW_OBJECTS = 20_000

_Builder = Callable[..., tuple[str, str]]
_builders: dict[tuple[str, tuple[tuple[bool, str], ...], bool], _Builder] = {}

_dialects: dict[str, Dialect] = {}
_compiled: LRUCache[Any, Any] = LRUCache(2_000)


class KnownRule(Rule):
    """A route that compiles what builds its address once in a process, however many apps have the route."""

    def _compile_builder(self, append_unknown: bool = True) -> _Builder:
        """What the rule is made of decides what builds it; a rule with defaults is left to its parent."""
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (self.rule, tuple(self._trace), append_unknown)
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]


def _share_what_was_compiled(engine: Engine) -> None:
    """Let a new engine use the statements an earlier one has compiled, as one engine does that lives for months.

    A statement is found again by its dialect, which is therefore that of the first engine of its kind; one that was
    never connected knows nothing of its database yet and is passed over.
    """
    known = _dialects.get(engine.dialect.name)
    if known is None or known.server_version_info is None:
        _dialects[engine.dialect.name] = engine.dialect
    else:
        engine.dialect = known
    engine.update_execution_options(compiled_cache=_compiled)


def look_for_rubbish_seldom() -> None:
    """What is there by now stays until the end: leave it out when Python looks for what nobody holds any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)


@contextmanager
def less_work() -> Iterator[None]:
    """Inside, passwords are hashed lightly, and a new app finds routes and statements compiled by those before it."""
    with (
        patch.object(passwords, "_hasher", _LIGHT_HASHER),
        patch.object(Flask, "url_rule_class", KnownRule),
        patch.object(DefaultDialect, "engine_created", _share_what_was_compiled),
    ):
        yield
