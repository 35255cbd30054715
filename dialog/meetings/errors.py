"""What can meet a person in a meeting."""

from __future__ import annotations

from core.errors import N_, PersonMet


class NoSuchMeeting(PersonMet):
    """No meeting has this code, or not in this dialogue."""

    status = 404
    title = N_("Mötet finns inte")
    message = N_("Vi hittar inget möte med den koden.")
    advice = N_("Kontrollera koden och försök igen. Den står på väggen eller på samtalsledarens skärm.")


class MeetingNotOpen(PersonMet):
    """The väntrum has not been opened."""

    title = N_("Mötet har inte öppnat än")
    message = N_("Väntrummet är inte öppet, så det du skickade har inte sparats.")
    advice = N_("Vänta tills samtalsledaren öppnar, och försök sedan igen.")


class MeetingOver(PersonMet):
    """Everybody has left the room."""

    title = N_("Mötet är slut")
    message = N_("Mötet tar inte längre emot något, så det du skickade har inte sparats.")
    advice = N_("Dialogen kan fortfarande vara öppen. Gå till dialogens sida och delta där.")


class MeetingMoved(PersonMet):
    """The meeting does not stand where that can be done: somebody else, or the clock, was quicker."""

    title = N_("Mötet har hunnit vidare")
    message = N_("Mötet står inte längre där det kan göras. Inget har ändrats.")
    advice = N_("Gå till mötet och se hur det står.")


class StepNotOpen(PersonMet):
    """The step is over, has not begun, or the meeting is having a break."""

    title = N_("Steget är inte öppet")
    message = N_("Mötet har gått vidare eller är pausat, så det du skickade har inte sparats.")
    advice = N_("Gå till mötet och se vilket steg som är öppet nu.")


class AdultsMissing(PersonMet):
    """Fewer adults are here than the young were promised."""

    title = N_("Det saknas vuxna")
    message = N_("Mötet ska ha minst %(needed)s vuxna på plats, och nu är det %(present)s.")
    advice = N_("Be en vuxen till att gå in med vuxenkoden. Sedan kan mötet gå i gång.")


class WrongAdultCode(PersonMet):
    """The code that lets adults in is another one."""

    status = 400
    title = N_("Vuxenkoden stämmer inte")
    message = N_("Det är inte koden för vuxna i det här mötet.")
    advice = N_("Fråga samtalsledaren efter koden och försök igen.")


class AdultsListen(PersonMet):
    """Adults are there for the young and take no part themselves."""

    title = N_("Du är med som vuxen")
    message = N_("Vuxna som är med för de ungas skull röstar och skriver inte. Inget har sparats.")
    advice = N_("Din plats är kvar. Finns du där för dem som deltar är det tillräckligt.")


class TakesPartAlready(PersonMet):
    """Somebody who takes part in the meeting does not become one of its adults."""

    title = N_("Du deltar redan")
    message = N_("Du deltar redan i mötet, och kan då inte också vara med som vuxen.")
    advice = N_("Ska du vara med som vuxen? Lämna mötet först, och gå in igen med vuxenkoden.")


class NotSeated(PersonMet):
    """Nobody does anything in a meeting before going in."""

    title = N_("Gå in i mötet först")
    message = N_("Du är inte inne i mötet, så det du skickade har inte sparats.")
    advice = N_("Gå in i mötet och försök igen.")


class BadTap(PersonMet):
    """What was chosen is none of what there was to choose from."""

    status = 400
    title = N_("Svaret gick inte att läsa")
    message = N_("Det du valde finns inte bland svaren, så det har inte sparats.")
    advice = N_("Gå till mötet och välj ett av svaren.")


class TooManyDots(PersonMet):
    """More dots than one has, or too many in one place."""

    status = 400
    title = N_("För många prickar")
    message = N_("Du har %(most)s prickar och kan lägga högst %(on_one)s på samma inspel. Inget har sparats.")
    advice = N_("Ta bort någon prick och försök igen.")


class CardsDone(PersonMet):
    """Somebody has voted on as many cards as one step holds."""

    title = N_("Du har röstat klart i steget")
    message = N_("I det här steget röstar var och en på högst %(most)s inspel.")
    advice = N_("Vänta in de andra. Efter mötet kan du rösta på fler på dialogens sida.")


class LongEnough(PersonMet):
    """The open step has been given all the extra time a step can have."""

    title = N_("Steget kan inte bli längre")
    message = N_("Steget har redan fått så mycket extra tid som går.")
    advice = N_("Pausa mötet om ni behöver stanna upp.")


class LastStep(PersonMet):
    """A meeting has at least one step."""

    title = N_("Mötet behöver minst ett steg")
    message = N_("Det är det enda steget som är kvar, så det går inte att ta bort.")
    advice = N_("Lägg om mötet i stället, eller ställ in det.")
