"""Leaving a dialogue from a chat, after having read what goes and what stays."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.chat import Heard, Look, Screen
from core.i18n import gettext as _
from dialog import leaving
from dialog.chat import own
from dialog.chat.here import Here
from dialog.errors import HasLeft


def ask(session: Session, here: Here, heard: Heard) -> Screen:
    """What is erased and what stays when one leaves."""
    if here.me is None:
        return own.show(session, here, heard)
    goes = [_("Texten i alla dina inspel, också de som är publicerade.")]
    stays = []
    if here.dialogue.is_over:
        stays.append(
            _("Dina röster, som siffror utan något som leder till dig. Dialogen är stängd och resultatet är räknat.")
        )
    else:
        goes.append(_("Alla dina röster. De räknas inte längre."))
    goes.append(_("Det som leder från dina enheter till det du har gjort här."))
    stays += [
        _("Andras röster på dina inspel, men ingen ser längre vad inspelen sa."),
        _(
            "Att ett beslut har fattats om ett inspel, utan texten. Har något lämnats till en trygghetsansvarig finns "
            "det kvar där, utan något som visar vem som skrev."
        ),
    ]
    return Screen(
        _("Lämna dialogen?"),
        (
            f"{_('Det här raderas')}: {' '.join(goes)}",
            f"{_('Det här blir kvar')}: {' '.join(stays)}",
            _("Det går inte att ångra."),
        ),
        buttons=(
            here.button("lamna.ja", _("Lämna och radera"), Look.DANGER),
            here.button("mina", _("Avbryt")),
        ),
    )


def leave(session: Session, here: Here, heard: Heard) -> Screen:
    """Leave the dialogue: everything of one's own is erased, and nobody is told anything more."""
    if here.me is None:
        raise HasLeft
    leaving.leave(session, here.dialogue, here.me)
    again = (_("Du kan börja om när som helst, med en ny röst."),) if here.dialogue.is_open else ()
    return Screen(
        _("Du har lämnat dialogen"),
        (_("Det du hade gjort i dialogen är raderat. Tack för att du var med."), *again),
        links=(here.page(),),
        forget=(here.subject,),
        is_last=True,
    )
