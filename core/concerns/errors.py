"""What can meet somebody who takes care of a concern."""

from __future__ import annotations

from core.errors import N_, PersonMet


class NoSuchConcern(PersonMet):
    """There is none with this number, or it is for others to read."""

    status = 404
    title = N_("Texten finns inte här")
    message = N_("Det finns ingen text med det numret som du ska läsa.")
    advice = N_("Gå till Oro och trygghet och börja därifrån.")


class NotPossibleNow(PersonMet):
    """Somebody else came first, or the text has not been read."""

    title = N_("Det går inte att göra nu")
    message = N_("Texten är inte läst än, eller så har någon annan redan tagit hand om den. Inget har ändrats.")
    advice = N_("Gå till Oro och trygghet och se hur det står.")
