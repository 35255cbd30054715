"""What can meet a person who looks at the målbild."""

from __future__ import annotations

from core.errors import PersonMet


class NoSuchIndicator(PersonMet):
    """The målbild has no such indicator."""

    status = 404
    title = "Indikatorn finns inte"
    message = "Målbilden har ingen indikator på den här adressen."
    advice = "Gå till målbilden och välj bland dess indikatorer."
