"""What can meet a person who wants to answer."""

from __future__ import annotations

from core.errors import N_, PersonMet


class NoSuchSurvey(PersonMet):
    """No survey has this address."""

    status = 404
    title = N_("Enkäten finns inte")
    message = N_("Det finns ingen enkät på den här adressen.")
    advice = N_("Kontrollera att adressen är rätt skriven, eller gå till startsidan och se vad som är öppet nu.")


class SurveyClosed(PersonMet):
    """The round has ended."""

    title = N_("Enkäten är stängd")
    message = N_("Enkäten tar inte längre emot svar, så det du skrev har inte sparats.")
    advice = N_("Vill du ändå framföra något? Hör av dig till kommunen.")


class NotYetOpen(PersonMet):
    """The round has not begun."""

    title = N_("Enkäten har inte öppnat")
    message = N_("Enkäten tar ännu inte emot svar.")
    advice = N_("Kom tillbaka när den har öppnat.")


class CodeNeeded(PersonMet):
    """This round is answered with a personal code."""

    status = 403
    title = N_("Du behöver en kod")
    message = N_("Den här enkäten besvaras med en personlig kod.")
    advice = N_("Koden står i brevet eller meddelandet du har fått.")


class WrongCode(PersonMet):
    """No invitation or draft has this code."""

    status = 404
    title = N_("Koden stämmer inte")
    message = N_("Vi hittar inget som hör till koden.")
    advice = N_("Kontrollera koden och försök igen. Stora och små bokstäver spelar ingen roll.")


class CodeUsed(PersonMet):
    """The invitation has been answered."""

    title = N_("Koden är redan använd")
    message = N_("Någon har redan svarat med den här koden. Varje kod kan användas en gång.")
    advice = N_("Har du fått flera koder? Använd den andra.")


class CustomerHasAnswered(CodeUsed):
    """The same customer has answered with another invitation: one answer per customer and period."""

    title = N_("Ni har redan svarat")
    message = N_("Ett svar från samma kund har redan kommit in. Varje kund svarar en gång i varje mätperiod.")
    advice = N_("Vill du tillägga något? Hör av dig till kommunen.")


class AlreadySent(PersonMet):
    """The same page was sent before, with other answers."""

    title = N_("Du har redan skickat in ett svar")
    message = N_("Det första svaret är sparat. Det du skickade nu skiljer sig från det och har inte sparats.")
    advice = N_(
        "Vill du skicka det som ett nytt svar, till exempel för någon annan? Börja om från enkätens första sida."
    )


class DraftGone(PersonMet):
    """The answers on the way cannot be found any more."""

    title = N_("Vi hittar inte dina påbörjade svar")
    message = N_("Svaren är redan inskickade, eller så har det gått för lång tid sedan du började.")
    advice = N_("Börja om från enkätens första sida. Det du skrev på den här sidan finns kvar nedan.")


class NotInThisChat(PersonMet):
    """The round is not answered in this chat, or not any more."""

    title = N_("Enkäten besvaras inte här")
    message = N_("Den här enkäten tar inte emot svar i chatten, så det du skickade nu har inte sparats.")
    advice = N_("Den kan finnas på kommunens sida för dialog och enkäter.")


class NothingToTakeBack(PersonMet):
    """Nothing has been answered with this account, or it has been taken back."""

    status = 404
    title = N_("Det finns inget svar att ta tillbaka")
    message = N_(
        "Du har inget svar i den här enkäten. Antingen har du inte svarat här, eller så är svaret redan borttaget."
    )


class AnswerIsLoose(PersonMet):
    """The round has closed, and what led from an account to its answer is destroyed."""

    title = N_("Svaret går inte längre att ta tillbaka")
    message = N_("Enkäten är stängd. Det som ledde från ditt konto till svaret är förstört, så ingen kan hitta det.")
    advice = N_("Undrar du något? Hör av dig till kommunen.")


class TooFewToQuote(PersonMet):
    """So few have written that a quotation could lead to somebody."""

    title = N_("För få har skrivit")
    message = N_("Färre än sju har skrivit på frågan. Då citeras ingen, och ingenting har ändrats.")
    advice = N_("Vänta tills fler har svarat.")


class EnoughQuoted(PersonMet):
    """As many comments as a report has room for have been chosen already."""

    title = N_("Tre kommentarer är redan valda")
    message = N_("Delårsrapporten citerar högst tre kommentarer på varje fråga. Ingenting har ändrats.")
    advice = N_("Ta bort en av dem först.")
