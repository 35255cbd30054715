"""Keeping a transaction whole while others work in it: edges commit, verbs and handlers do not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy.orm import Session

KEPT = "kept_in_one_piece"


class NotYoursToEnd(RuntimeError):
    """Whoever was called tried to commit or roll back the caller's transaction; a savepoint is theirs to use."""


class WholeSession(FlaskSession):
    """A session that refuses to end its transaction inside ``in_one_piece``."""

    def commit(self) -> None:
        """Commit; raises NotYoursToEnd."""
        self._refuse_inside()
        super().commit()

    def rollback(self) -> None:
        """Roll back; raises NotYoursToEnd."""
        self._refuse_inside()
        super().rollback()

    def _refuse_inside(self) -> None:
        if self.info.get(KEPT):
            raise NotYoursToEnd


@contextmanager
def in_one_piece(session: Session) -> Iterator[None]:
    """Begin a transaction and commit it at the end, or roll it back on an error; nobody inside can end it."""
    with session.begin():
        session.info[KEPT] = True
        try:
            yield
        finally:
            del session.info[KEPT]
