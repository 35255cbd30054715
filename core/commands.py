"""``flask demo`` and ``flask worker``."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.cli import fail
from core.db import db
from core.house import house_of, settings_of
from core.people import accounts
from core.people.models import Staff
from core.people.roles import Role
from core.worker import Worker, drain

DEMO_EMAIL = "demo@samspel.example"
DEMO_PASSWORD = "sommar-i-salen"  # noqa: S105  Printed at every start of a machine of one's own, and refused elsewhere.
DEMO_ROLES = (Role.STRATEGIST, Role.COMMUNICATOR, Role.ADMINISTRATOR)
# Concerns are open to this role alone, so the demo has somebody who holds it and nothing else.
SAFEGUARDING_EMAIL = "trygghet@samspel.example"
# Nobody approves a summary of their own, so there is somebody to send it to.
MANAGER_EMAIL = "chef@samspel.example"


@click.command()
@with_appcontext
def demo() -> None:
    """Load invented data once and print where to look."""
    settings = settings_of(current_app)
    if not settings.is_local:
        fail("the demo has a known password and is only for a machine of one's own (SAMSPEL_BASE_URL on loopback)")
    house = house_of(current_app)
    _demo_staff(db.session())
    addresses: list[str] = []
    for room in house.rooms:
        if room.demo:
            addresses += room.demo(db.session(), clock.today())
    db.session.commit()
    if addresses:
        drain(current_app._get_current_object(), house)  # type: ignore[attr-defined]
    click.echo(f"Samspel: {settings.base_url}  (invented data)", err=True)
    for address in (*addresses, "/malbild"):
        click.echo(f"  {settings.base_url}{address}", err=True)
    for email in (DEMO_EMAIL, MANAGER_EMAIL, SAFEGUARDING_EMAIL):
        click.echo(f"  {settings.base_url}/personal   {email} / {DEMO_PASSWORD}", err=True)


def _demo_staff(session: Session) -> None:
    """Those who run the demo; the rooms' dialogues name them, so they come first."""
    if session.scalar(select(Staff.id).where(Staff.email == DEMO_EMAIL)) is not None:
        return
    accounts.add_staff(session, DEMO_EMAIL, "Demo Strateg", DEMO_PASSWORD, list(DEMO_ROLES))
    accounts.add_staff(session, MANAGER_EMAIL, "Demo Chef", DEMO_PASSWORD, [Role.MANAGER])
    accounts.add_staff(session, SAFEGUARDING_EMAIL, "Demo Trygghetsansvarig", DEMO_PASSWORD, [Role.SAFEGUARDING])


@click.command()
@with_appcontext
def worker() -> None:
    """Deliver the outbox and run the jobs, until stopped; start as many as needed."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    Worker(app, house_of(app)).run_forever()
