"""What can meet somebody who answers inspel."""

from __future__ import annotations

from core.errors import N_, PersonMet


class CannotBeAnswered(PersonMet):
    """Only what everybody can read is answered in public."""

    title = N_("Inspelet går inte att svara på här")
    message = N_("Det är inte publicerat, så ett offentligt svar skulle inte synas. Ingenting har sparats.")
    advice = N_("Publicera inspelet först, eller välj ett annat.")


class AnsweredMeanwhile(PersonMet):
    """Somebody else has written since the page was opened."""

    title = N_("Någon annan har skrivit under tiden")
    message = N_("Svaret har ändrats sedan du öppnade sidan. Det du skrev har inte sparats.")
    advice = N_("Läs svaret som det är nu, och ändra det om det behövs.")


class PublishedAnswerStays(PersonMet):
    """What people have been told is changed in the open and not taken away."""

    title = N_("Svaret är publicerat")
    message = N_("Det som är publicerat kan ändras men inte kastas. Då syns det att svaret är ändrat.")
    advice = N_("Ändra svaret i stället.")
