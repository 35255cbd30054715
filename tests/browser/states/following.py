"""The pages where people ask for mail about a dialogue, confirm and stop, and staff's own about mail."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from core import staff_mail
from core.commands import DEMO_EMAIL
from core.ids import fingerprint
from core.people.models import Staff
from dialog.chat.here import subject_of
from dialog.models import Dialogue
from integrations.models import MailFollower
from tests.browser.states.state import State, fill, lose_cookies, press, steps
from tests.builders import TODAY
from tests.ground import working

_ASKED, _LEAVES, _FOLLOWS = "A" * 32, "B" * 32, "C" * 32
_ASK = "/dialog/delta/folj"
_MAILS = "/personal/anslutningar/mejl"


def prepare(app: Flask) -> None:
    """Three who have asked for mail, two of whom follow, and a mail to staff that waits for a server."""
    with working(app) as session:
        dialogue_id = session.scalars(select(Dialogue.id).where(Dialogue.slug == "delta")).one()
        for nth, token in enumerate((_ASKED, _LEAVES, _FOLLOWS)):
            session.add(
                MailFollower(
                    subject_ref=subject_of(dialogue_id),
                    email=f"{nth}@example.org",
                    language="sv",
                    token_hash=fingerprint(token),
                    asked_on=TODAY,
                    confirmed_on=TODAY if nth else None,
                    expires_on=TODAY.replace(year=TODAY.year + 1),
                )
            )
        staff_id = session.scalars(select(Staff.id).where(Staff.email == DEMO_EMAIL)).one()
        lines = ["Åsa Lund ber dig godkänna en sammanfattning.", f"En lång rad: {'ord' * 60}"]
        staff_mail.tell(session, staff_id, "En sammanfattning väntar på dig", lines, "/personal")


PUBLIC = (
    State("ask for mail", _ASK),
    State("ask for mail in English", f"{_ASK}?sprak=en"),
    State("ask for mail without an address", _ASK, press("Skicka"), is_error=True),
    State("mail asked for", _ASK, steps(fill("epost", "kim@example.org"), press("Skicka"))),
    State("ask for mail, open too long", _ASK, steps(fill("epost", "kim@example.org"), lose_cookies, press("Skicka"))),
    State("young people ask for mail", "/dialog/oppen/folj"),
    State("nothing to follow", "/dialog/aterkallad/folj", is_error=True),
    State("confirm mail", f"/folj/{_ASKED}"),
    State("mail confirmed", f"/folj/{_ASKED}", press("Ja, mejla mig")),
    State("stop mail", f"/folj/{_FOLLOWS}/avsluta"),
    State("mail stopped", f"/folj/{_LEAVES}/avsluta", press("Ta bort min adress")),
    State("error 404 of a link in a mail", "/folj/finns-inte", is_error=True),
)

STAFF = (
    State("mail of what waits", "/personal/utskick"),
    State("mails that wait", _MAILS),
)

EMPTY_STAFF = (State("no mails that wait", _MAILS),)
