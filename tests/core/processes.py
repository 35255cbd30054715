"""Processes of their own for tests: they start from one that has read our code already, so that each starts at once."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

_READ_BEFOREHAND = [
    "tests.core.people_app",
    "tests.core.worker_program",
    "tests.integrations.conversations.counter",
    "wsgi",
]


def forkserver() -> ForkServerContext:
    """Where processes come from; the first one starts the server they are all forked from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_READ_BEFOREHAND)
    return context
