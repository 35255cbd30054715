"""What can meet a person who looks at the målbild."""

from __future__ import annotations

from core.errors import N_, PersonMet


class NoSuchIndicator(PersonMet):
    """The målbild has no such indicator."""

    status = 404
    title = N_("Indikatorn finns inte")
    message = N_("Målbilden har ingen indikator på den här adressen.")
    advice = N_("Gå till målbilden och välj bland dess indikatorer.")


class NoSuchReport(PersonMet):
    """No report can be made of that period or that nämnd."""

    status = 404
    title = N_("Rapporten finns inte")
    message = N_("Det finns ingen rapport för den perioden eller den nämnden.")
    advice = N_("Gå till delårsrapporten och välj bland dem som finns.")


class NoSuchDataset(PersonMet):
    """There is no open data under that name."""

    status = 404
    title = N_("Filen finns inte")
    message = N_("Det finns inga öppna data på den här adressen.")
    advice = N_("Gå till öppna data och välj bland filerna där.")
