"""What can meet somebody who works with a summary."""

from __future__ import annotations

from core.errors import N_, PersonMet


class NoSuchSummary(PersonMet):
    """No version of a summary is at this address, for whoever asks."""

    status = 404
    title = N_("Sammanfattningen finns inte")
    message = N_("Det finns ingen sammanfattning på den här adressen.")
    advice = N_("Kontrollera att adressen är rätt skriven, eller gå till dialogen.")


class SummaryChangedMeanwhile(PersonMet):
    """Somebody else has changed the version since the page was opened."""

    title = N_("Någon annan har ändrat sammanfattningen")
    message = N_("Sammanfattningen har ändrats sedan du öppnade sidan. Det du skrev har inte sparats.")
    advice = N_("Läs den som den är nu, och ändra igen om det behövs.")


class SummaryIsFixed(PersonMet):
    """The version is with the approver, or has been published: it is not changed where it stands."""

    title = N_("Sammanfattningen kan inte ändras nu")
    message = N_("Den är skickad för godkännande eller publicerad. Ingenting har sparats.")
    advice = N_("Ta tillbaka den från godkännande, eller gör en ny version.")


class WrongSummaryStep(PersonMet):
    """The version does not stand where this step is taken from."""

    title = N_("Det går inte att göra nu")
    message = N_("Sammanfattningen har redan gått vidare, eller är inte där ännu. Ingenting har ändrats.")
    advice = N_("Läs hur den står nu.")


class ChecksLeft(PersonMet):
    """Something in the version is neither right nor explained."""

    title = N_("Något är kvar att granska")
    message = N_("Alla meningar ska vara granskade, och varje kontroll grön eller förklarad. Ingenting har skickats.")
    advice = N_("Gå igenom det som är markerat.")


class ApproverIsAuthor(PersonMet):
    """Who has written or sent the version does not approve it as well."""

    title = N_("Någon annan behöver godkänna")
    message = N_("Den som har skrivit eller skickat sammanfattningen godkänner den inte själv.")
    advice = N_("Be en kollega som får godkänna.")
