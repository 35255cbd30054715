"""Asking to be told, in the same chat, what becomes of one's inspel and what the dialogue leads to."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import clock
from core.chat import Heard, Keep, Look, Screen
from core.i18n import gettext as _
from core.i18n import write_date
from dialog.chat.here import CONSENT, Here
from dialog.errors import DialogueClosed
from dialog.words import CHATS

# An answer may come later than promised; after this nobody waits for it any more.
A_LATE_ANSWER = timedelta(days=90)
UNTIL_FURTHER = timedelta(days=365)


def ask(session: Session, here: Here, heard: Heard) -> Screen:
    """What is kept of whoever wants to be told, and for how long."""
    _still_kept(here)
    chat = CHATS[here.speaker.channel]
    return Screen(
        _("Säg till mig när det finns ett svar"),
        (
            _(
                "Vi skriver till dig här när dialogen har fått ett svar, och när det är bestämt vad som händer med ett "
                "inspel du har skrivit. Meddelandet nämner inspelets nummer men inte vad du skrev."
            ),
            _(
                "Då sparar vi vilket konto du har i %(chat)s, skilt från det du har sagt, längst till %(day)s. "
                "Meddelandena ligger kvar i %(chat)s.",
                chat=chat,
                day=write_date(_until(here)),
            ),
        ),
        buttons=(
            here.button("meddela.ja", _("Ja, säg till mig"), Look.PRIMARY),
            here.button("visa", _("Nej tack")),
        ),
    )


def keep(session: Session, here: Here, heard: Heard) -> Screen:
    """Keep the address."""
    _still_kept(here)
    return Screen(
        _("Vi säger till"),
        (_("Vi skriver till dig här när det finns något att berätta."),),
        buttons=(here.button("visa", _("Till dialogen"), Look.PRIMARY), here.button("tysta", _("Säg inte till mig"))),
        keep=Keep(here.subject, _until(here), CONSENT),
    )


def forget(session: Session, here: Here, heard: Heard) -> Screen:
    """Keep the address no longer; this works after the close as well."""
    return Screen(
        _("Vi säger inte till"),
        (_("Ditt konto är borttaget från dem som vill veta vad dialogen leder till."),),
        links=(here.page(),),
        forget=(here.subject,),
        is_last=True,
    )


def _still_kept(here: Here) -> None:
    if not here.handle:
        raise DialogueClosed


def _until(here: Here) -> date:
    dialogue, today = here.dialogue, clock.today()
    last = dialogue.feedback_due_on + A_LATE_ANSWER if dialogue.feedback_due_on else today + UNTIL_FURTHER
    return min(last, dialogue.erase_on) if dialogue.erase_on else last
