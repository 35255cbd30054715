"""The one gate to the outside: nobody waits for a stranger while holding the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import has_request_context

from core.db import in_write_transaction

SECONDS_IN_A_REQUEST = 2.0
SECONDS_IN_THE_WORKER = 30.0


class OutsideCallInTransaction(RuntimeError):
    """A call was to start while a write transaction was open: commit first, or leave the call to the outbox."""


@contextmanager
def outside_call() -> Iterator[float]:
    """Wrap every call to the outside; gives the ``timeout`` in seconds to pass on to the client::

        with outside_call() as timeout:
            client.post(address, timeout=timeout)

    Two seconds while somebody waits for a page, thirty otherwise. Raises OutsideCallInTransaction.
    """
    if in_write_transaction():
        raise OutsideCallInTransaction
    yield SECONDS_IN_A_REQUEST if has_request_context() else SECONDS_IN_THE_WORKER
