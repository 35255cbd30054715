"""SQLite has one writer: let the threads and processes that want to be it stand in line instead of elbowing."""

from __future__ import annotations

import fcntl
import os
import threading
import weakref
from collections import deque
from pathlib import Path

from sqlalchemy.exc import TimeoutError as WaitedTooLong

SECONDS_OF_PATIENCE = 30.0


class WriterBusy(WaitedTooLong):
    """Others have kept the writer for so long that whoever waits should be told to try again later.

    It is the same kind of error as when no connection is free, so that one place can answer both.
    """


class AlreadyWriting(RuntimeError):
    """This thread holds the turn it asks for and would wait for itself: a second session or connection is open."""


class WriterQueue:
    """First come, first served among threads; a locked side file takes turns among processes.

    Threads give up after ``patience`` seconds in line. The one at the head, who waits for another process, does not:
    the lock of a process that dies is gone with it.
    """

    def __init__(self, path: Path | None, patience: float = SECONDS_OF_PATIENCE) -> None:
        """``path`` is the side file; None (a database in memory) needs no other process to be kept out."""
        self._path = path
        self._patience = patience
        self._file: int | None = None
        self._start_over()
        start_over_in_child = weakref.WeakMethod(self._start_over)
        os.register_at_fork(after_in_child=lambda: (start_over := start_over_in_child()) and start_over())

    def _start_over(self) -> None:
        """A child starts with an empty line and a file of its own: one opened before the fork is one lock for both."""
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._busy = False
        self._owner: int | None = None
        self._close()

    def enter(self) -> None:
        """Wait for one's turn to write; raises WriterBusy or AlreadyWriting, and OSError without the side file."""
        self._stand_in_line()
        try:
            self._lock_file()
        except BaseException:
            # Whatever stopped us, those behind must not wait for a turn nobody has.
            self._let_next_in()
            raise
        self._owner = threading.get_ident()

    def leave(self) -> None:
        """Let the next one in; the turn is handed over, so nobody can slip in between."""
        self._owner = None
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._let_next_in()

    def _stand_in_line(self) -> None:
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            if self._owner == threading.get_ident():
                raise AlreadyWriting
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        is_our_turn = False
        try:
            is_our_turn = ticket.acquire(timeout=self._patience)
        finally:
            if not is_our_turn:
                self._step_out(ticket)
        if not is_our_turn:
            raise WriterBusy(f"no turn to write within {self._patience:g} seconds")

    def _step_out(self, ticket: threading.Lock) -> None:
        with self._guard:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return
        # The turn came in the moment we gave up.
        self._let_next_in()

    def _let_next_in(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._busy = False

    def _lock_file(self) -> None:
        if self._path is None:
            return
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except OSError as error:
            # A full or read-only disk: the database could not be written either, so people are told to come back.
            raise WriterBusy(f"the writer's side file cannot be used: {error.strerror}") from error

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __del__(self) -> None:
        """Close the side file with the app that used it."""
        self._close()
