"""What the integrations room offers: sources of official figures, fetched by button, by the clock and by command."""

from __future__ import annotations

from datetime import timedelta

from core.room import Handler, Job, Room
from goals import sources
from goals.commands import goals
from integrations import models, retention  # noqa: F401
from integrations.commands import COMMANDS
from integrations.kolada.sync import KOLADA
from integrations.mail import outbound
from integrations.mail.commands import mail
from integrations.scb.sync import SCB
from surveys.letters.topics import MAIL_DUE

# The words belong to the goals, and what they call belongs here.
for command in COMMANDS:
    goals.add_command(command)

ROOM = Room(
    name="integrations",
    commands=(mail,),
    handlers=(
        Handler(sources.DUE[KOLADA.key], send=KOLADA.send),
        Handler(sources.DUE[SCB.key], send=SCB.send),
        Handler(MAIL_DUE, send=outbound.send),
    ),
    jobs=(
        Job("kolada.sync", timedelta(days=7), KOLADA.run),
        Job("scb.sync", timedelta(days=30), SCB.run),
    ),
    retention=retention.RULES,
    waiting_for=sources.waiting_for,
)
