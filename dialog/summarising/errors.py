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


class NoSuchSentence(PersonMet):
    """The version has no sentence by that key, or it has left while the page was open."""

    status = 404
    title = N_("Meningen finns inte")
    message = N_("Meningen finns inte i sammanfattningen, eller så bygger den på inspel som inte längre går att läsa.")
    advice = N_("Gå till sammanfattningen och se vad som står där nu.")


class CitationMissing(PersonMet):
    """A sentence about what others have said rests on nothing they have said."""

    title = N_("Meningen behöver en källa")
    message = N_("Välj minst ett inspel som meningen bygger på. Ingenting har sparats.")
    advice = N_("Bara ingress, bakgrund och tack är kommunens egna ord.")


class NumberNotFound(PersonMet):
    """A number in the words is none of what the sentence cites."""

    title = N_("Ett tal stämmer inte")
    message = N_("%(said)s finns inte i det som meningen bygger på. Tal som finns där: %(allowed)s.")
    advice = N_("Ändra talet, eller välj det inspel som det kommer från.")


class NotAnApprover(PersonMet):
    """Whoever was chosen may not approve summaries."""

    title = N_("Välj någon annan som godkänner")
    message = N_("Den du valde får inte godkänna sammanfattningar. Ingenting har skickats.")
    advice = N_("Välj en av dem som står i listan.")


class SealBroken(PersonMet):
    """What would be published is not what was approved: words it rests on have left since."""

    title = N_("Sammanfattningen behöver godkännas igen")
    message = N_("Något som den bygger på har tagits bort sedan den godkändes. Den är tillbaka hos er för granskning.")
    advice = N_("Läs den igen, och skicka den för godkännande på nytt.")


class ReasonMissing(PersonMet):
    """A version that everybody could read is not ended without a word."""

    status = 400
    title = N_("Skriv en anledning")
    message = N_("De som har läst den tidigare versionen ska få veta varför den inte gäller längre. Inget har ändrats.")
    advice = N_("Skriv anledningen och försök igen.")
