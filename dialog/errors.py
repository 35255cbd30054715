"""What can meet a person in a dialogue."""

from __future__ import annotations

from core.errors import N_, PersonMet


class NoSuchDialogue(PersonMet):
    """No dialogue that the public may see has this address."""

    status = 404
    title = N_("Dialogen finns inte")
    message = N_("Det finns ingen dialog på den här adressen.")
    advice = N_("Kontrollera att adressen är rätt skriven, eller se vilka dialoger som pågår.")


class DialogueClosed(PersonMet):
    """The dialogue has ended."""

    title = N_("Dialogen är stängd")
    message = N_("Dialogen tar inte längre emot inspel och röster, så det du skickade har inte sparats.")
    advice = N_("Vill du ändå framföra något? Hör av dig till kommunen.")


class DialoguePaused(PersonMet):
    """The dialogue is having a break."""

    title = N_("Dialogen är pausad")
    message = N_("Just nu tar dialogen inte emot inspel och röster, så det du skickade har inte sparats.")
    advice = N_("Kom tillbaka om en stund.")


class NotReady(PersonMet):
    """The plan lacks something that must be settled before anybody takes part."""

    title = N_("Dialogen kan inte öppna än")
    message = N_("Något som måste vara bestämt innan någon deltar saknas eller stämmer inte.")
    advice = N_("Gå till dialogens sida. Där står det som är kvar att göra.")


class WrongStep(PersonMet):
    """The dialogue does not stand where it can take that step."""

    title = N_("Det steget går inte att ta nu")
    message = N_("Dialogen har hunnit komma till ett annat läge. Inget har ändrats.")
    advice = N_("Gå till dialogens sida och se hur den står.")


class AlreadyPromised(PersonMet):
    """People have taken part on these terms."""

    title = N_("Det är redan lovat")
    message = N_("Någon har redan deltagit, och då gäller det som stod på sidan från början. Inget har ändrats.")
    advice = N_("Löftesdagen kan flyttas med en anledning. Är något annat fel kan dialogen återkallas.")


class AddressTaken(PersonMet):
    """Another dialogue has that address."""

    title = N_("Adressen är upptagen")
    message = N_("En annan dialog har redan den adressen. Inget har ändrats.")
    advice = N_("Välj en annan adress.")


class SummaryMissing(PersonMet):
    """Nothing is published before its summary has been approved."""

    title = N_("Sammanfattningen är inte godkänd")
    message = N_("En dialog publiceras först när dess sammanfattning är godkänd.")
    advice = N_("Skicka sammanfattningen för godkännande.")


class AnswersMissing(PersonMet):
    """A dialogue is answered when everything that was highlighted has an answer."""

    title = N_("Allt är inte besvarat")
    message = N_("Punkter kvar att besvara: %(unanswered)s. Dialogen är besvarad först när alla punkter har fått svar.")
    advice = N_("Svara på det som är kvar.")


class NoResultsYet(PersonMet):
    """The dialogue is not over, its votes are not counted, or too few have voted for anything to be said."""

    status = 404
    title = N_("Resultatet finns inte")
    message = N_("Det finns inget resultat att hämta för den här dialogen.")
    advice = N_("Dialogens sida säger när resultatet kommer.")


class NotInThisChat(PersonMet):
    """Staff do not hold the dialogue in this chat, or not any more."""

    status = 404
    title = N_("Dialogen går inte att delta i här")
    message = N_("Det går inte att delta i dialogen i den här chatten, så det du skickade har inte sparats.")
    advice = N_("Delta på webben i stället.")


class NoSuchStatement(PersonMet):
    """No inspel of the dialogue has this number, or it is not for this person."""

    status = 404
    title = N_("Inspelet finns inte")
    message = N_("Vi hittar inget sådant inspel i dialogen.")
    advice = N_("Gå till dialogen och börja därifrån.")


class StatementLeft(PersonMet):
    """The inspel was there to vote on, and is not any more: merged, hidden or withdrawn."""

    title = N_("Inspelet går inte längre att rösta på")
    message = N_("Det har tagits bort eller slagits ihop med ett annat inspel, så rösten har inte sparats.")
    advice = N_("Fortsätt med nästa inspel.")


class HasLeft(PersonMet):
    """Somebody left the dialogue in another tab, and this one does not know it yet."""

    title = N_("Du har lämnat dialogen")
    message = N_("Det du gjorde i dialogen är raderat, så det du skickade har inte sparats.")
    advice = N_("Vill du delta igen? Börja om från dialogens första sida.")


class AgeNeeded(PersonMet):
    """Nobody takes part in a dialogue for young people before saying how old they are."""

    title = N_("Säg först hur gammal du är")
    message = N_("Dialogen är till för unga. Därför frågar vi om ålder först, och inget har sparats.")
    advice = N_("Välj din ålder innan du röstar eller skriver.")


class NotThatAge(PersonMet):
    """The dialogue is for people of another age; nothing is stored about somebody who says so."""

    title = N_("Dialogen är för en annan ålder")
    message = N_("Den här dialogen är till för unga i en viss ålder. Inget har sparats.")
    advice = N_("Du kan göra din röst hörd på andra sätt. Hör av dig till kommunen.")


class OrganisationNeeded(PersonMet):
    """Each company or association has one voice, so its number is asked for first."""

    title = N_("Skriv först ert organisationsnummer")
    message = N_("Varje företag och förening har en röst. Därför frågar vi efter numret först, och inget har sparats.")
    advice = N_("Skriv organisationsnumret innan du röstar eller skriver.")


class BadOrganisationNumber(PersonMet):
    """Ten digits with a check digit that does not fit."""

    status = 400
    title = N_("Organisationsnumret stämmer inte")
    message = N_("Organisationsnumret ska ha tio siffror, till exempel 556000-0001.")
    advice = N_("Kontrollera numret och försök igen.")


class OrganisationHasVoice(PersonMet):
    """Somebody else takes part for the same company or association."""

    title = N_("Ert företag har redan en röst")
    message = N_("Någon annan deltar redan för företaget eller föreningen, och varje organisation har en röst.")
    advice = N_("Be om en kod från den som redan deltar. Då kan ni dela på rösten.")


class WrongLinkCode(PersonMet):
    """No voice in this dialogue has this code, or its ten minutes are over."""

    status = 400
    title = N_("Koden stämmer inte")
    message = N_("Vi hittar ingen röst med den koden. En kod gäller i tio minuter och kan användas en gång.")
    advice = N_("Ta fram en ny kod på den andra enheten och försök igen.")


class SaidEnough(PersonMet):
    """More inspel in a day than one person needs."""

    status = 429
    title = N_("Du har skrivit många inspel i dag")
    message = N_("Man kan skriva tio inspel om dagen, så att alla får plats. Det här har inte sparats.")
    advice = N_("Kom gärna tillbaka i morgon.")


class StatementTooShort(PersonMet):
    """Fewer than two words: nobody else could say what they think of it."""

    status = 400
    title = N_("Inspelet är för kort")
    message = N_("Skriv minst två ord, så att andra förstår vad du menar.")


class StatementTooLong(PersonMet):
    """More characters than an inspel holds."""

    status = 400
    title = N_("Inspelet är för långt")
    message = N_("Inspelet har %(count)s tecken. Korta det till högst %(most)s.")
