"""The few words kinds bring themselves, in the languages we know; other languages fall back to Swedish."""

from __future__ import annotations

from core.prompts import DONT_KNOW, Choice

_DONT_KNOW = {"sv": "Vet ej", "en": "Don’t know"}
_YES_NO = {"sv": ("Ja", "Nej"), "en": ("Yes", "No")}
YES, NO = "ja", "nej"


def dont_know(language: str) -> Choice:
    """The choice that is always possible to offer, set apart from the rest."""
    return Choice(DONT_KNOW, _DONT_KNOW.get(language, _DONT_KNOW["sv"]), apart=True)


def yes_no(language: str) -> tuple[Choice, Choice]:
    """Yes and no."""
    yes, no = _YES_NO.get(language, _YES_NO["sv"])
    return Choice(YES, yes), Choice(NO, no)
