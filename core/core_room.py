"""What the ground itself offers: its pages, commands and retention rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from core import audit, commands, day, digest, home, limits, retention, staff_digest, staff_pages
from core.concerns import models as concern_models  # noqa: F401
from core.concerns import retention as concern_retention
from core.concerns import staff as concern_staff
from core.corrections import calibrating
from core.corrections import models as correction_models  # noqa: F401
from core.corrections import retention as correction_retention
from core.corrections import staff as correction_staff
from core.corrections.topics import TEXT_CORRECTED
from core.people import retention as people_retention
from core.people.sessions import CurrentStaff
from core.people.staff_cli import staff
from core.room import LONG, Handler, Job, Room, Waiting


def _waiting_for(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    return [*concern_staff.waiting_for(session, staff), *day.undelivered(session, staff)]


ROOM = Room(
    name="core",
    blueprints=(
        home.blueprint,
        staff_pages.blueprint,
        staff_digest.blueprint,
        concern_staff.blueprint,
        correction_staff.blueprint,
    ),
    commands=(staff, commands.demo, commands.worker),
    handlers=(Handler(TEXT_CORRECTED, send=calibrating.learn, lane=LONG),),
    jobs=(Job("core.digest", timedelta(minutes=5), digest.send_due, digest.anything_due),),
    retention=(
        *retention.RULES,
        *people_retention.RULES,
        *audit.RULES,
        *limits.RULES,
        *concern_retention.RULES,
        *correction_retention.RULES,
    ),
    waiting_for=_waiting_for,
)
