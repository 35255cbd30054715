"""What can meet somebody who moderates, and an author who objects."""

from __future__ import annotations

from core.errors import N_, PersonMet


class DecidedMeanwhile(PersonMet):
    """Somebody else has decided since the page was opened."""

    title = N_("Någon annan hann före")
    message = N_("Nr %(number)s har redan fått ett beslut av %(name)s. Ditt beslut har inte sparats.")
    advice = N_("Läs vad som är beslutat. Du kan fatta ett nytt beslut om det behövs.")


class NotPossibleNow(PersonMet):
    """What is asked does not follow from where the inspel stands: it may have been taken back or flagged."""

    title = N_("Det går inte längre")
    message = N_("Nr %(number)s har ändrats och kan inte få det beslutet nu. Ingenting har sparats.")
    advice = N_("Ladda om sidan och se var inspelet finns.")


class AlreadyVotedOn(PersonMet):
    """The text of an inspel somebody has voted on never changes."""

    title = N_("Inspelet har fått röster")
    message = N_("Någon har redan röstat om nr %(number)s, så texten kan inte ändras.")
    advice = N_("Dölj inspelet om det innehåller något som inte får stå där.")


class CannotMergeInto(PersonMet):
    """The inspel to merge with is none that people can vote on here."""

    title = N_("De kan inte slås ihop")
    message = N_("Ett inspel kan bara slås ihop med ett annat som är publicerat i samma dialog och går att rösta om.")
    advice = N_("Kontrollera numret.")


class NotRefused(PersonMet):
    """There is nothing to object to."""

    title = N_("Det finns inget att invända mot")
    message = N_("Inspelet är inte nekat eller dolt längre.")
    advice = N_("Gå till dina inspel och se var det finns.")


class AlreadyAppealed(PersonMet):
    """One objection is heard, once."""

    title = N_("Du har redan invänt")
    message = N_("Vi har tagit emot din invändning. Om det går läses den av någon annan än den som beslutade.")
    advice = N_("Svaret kommer bland dina inspel.")


class SomebodyElseDecides(PersonMet):
    """Whoever refused does not judge the objection, where there is anybody else."""

    title = N_("Någon annan ska avgöra invändningen")
    message = N_("Det var du som fattade beslutet, och det finns andra som kan läsa invändningen.")
    advice = N_("Be en kollega som får läsa inspel.")


class AppealDecided(PersonMet):
    """The objection has been decided already."""

    title = N_("Invändningen är redan avgjord")
    message = N_("Någon annan har avgjort invändningen mot nr %(number)s. Ditt beslut har inte sparats.")
    advice = N_("Läs vad som är beslutat.")
