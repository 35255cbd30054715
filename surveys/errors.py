"""What can meet a person who wants to answer."""

from __future__ import annotations

from core.errors import PersonMet


class NoSuchSurvey(PersonMet):
    """No survey has this address."""

    status = 404
    title = "Enkäten finns inte"
    message = "Det finns ingen enkät på den här adressen."
    advice = "Kontrollera att adressen är rätt skriven, eller gå till startsidan och se vad som är öppet nu."


class SurveyClosed(PersonMet):
    """The round has ended."""

    title = "Enkäten är stängd"
    message = "Enkäten tar inte längre emot svar, så det du skrev har inte sparats."
    advice = "Vill du ändå framföra något? Hör av dig till kommunen."


class NotYetOpen(PersonMet):
    """The round has not begun."""

    title = "Enkäten har inte öppnat"
    message = "Enkäten tar ännu inte emot svar."
    advice = "Kom tillbaka när den har öppnat."


class CodeNeeded(PersonMet):
    """This round is answered with a personal code."""

    status = 403
    title = "Du behöver en kod"
    message = "Den här enkäten besvaras med en personlig kod."
    advice = "Koden står i brevet eller meddelandet du har fått."


class WrongCode(PersonMet):
    """No invitation or draft has this code."""

    status = 404
    title = "Koden stämmer inte"
    message = "Vi hittar inget som hör till koden."
    advice = "Kontrollera koden och försök igen. Stora och små bokstäver spelar ingen roll."


class CodeUsed(PersonMet):
    """The invitation has been answered."""

    title = "Koden är redan använd"
    message = "Någon har redan svarat med den här koden. Varje kod kan användas en gång."
    advice = "Har du fått flera koder? Använd den andra."


class AlreadySent(PersonMet):
    """The same page was sent before, with other answers."""

    title = "Du har redan skickat in ett svar"
    message = "Det första svaret är sparat. Det du skickade nu skiljer sig från det och har inte sparats."
    advice = "Vill du skicka det som ett nytt svar, till exempel för någon annan? Tryck på knappen."


class DraftGone(PersonMet):
    """The answers on the way cannot be found any more."""

    title = "Vi hittar inte dina påbörjade svar"
    message = "Svaren är redan inskickade, eller så har det gått för lång tid sedan du började."
    advice = "Börja om från enkätens första sida. Det du skrev på den här sidan finns kvar nedan."
