"""A short mail to a member of staff: written down with its cause, sent by whoever stands above and sends mail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core import clock, outbox

STAFF_MAIL_DUE = "core.staff_mail_due"


def tell(session: Session, staff_id: int, subject: str, lines: Sequence[str], path: str, *, key: str = "") -> None:
    """Have one person told; ``path`` is the page that the mail's only link leads to, from the first slash.

    The payload names the person and holds no address. Put nothing in it that somebody has said in a dialogue. With a
    ``key`` a mail that still waits is not written twice.
    """
    outbox.post(
        session,
        STAFF_MAIL_DUE,
        key=f"{key} {staff_id}" if key else None,
        staff_id=staff_id,
        subject=subject,
        lines=list(lines),
        path=path,
        since=clock.now().isoformat(),
    )
