"""A sheet of paper as a form: marks, what was written, and what is asked of the young and of companies first."""

from __future__ import annotations

import re

from flask import request
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from dialog.models import AgeBand, Audience, Choice
from dialog.paper import Mark, Sheet
from dialog.results import DialogueView
from dialog.words import AGE_BANDS

# The names of a mark's fields, before the number of its inspel.
MARK, IMPORTANT = "rost", "viktigt"
_A_MARK = re.compile(rf"{MARK}-([0-9]{{1,9}})\Z")
_CHOICES = frozenset(choice.value for choice in Choice)


class SheetForm(SentForm):
    """What stands on one sheet."""

    age_band = RadioField(
        later("Ålder"),
        [Optional()],
        choices=lambda: [SelectChoice(band.value, _(words)) for band, words in AGE_BANDS.items()],
    )
    organisation_number = StringField(
        later("Organisationsnummer"), [DataRequired(later("Skriv organisationsnumret.")), Length(max=20)]
    )
    text = TextAreaField(
        later("Eget inspel på blanketten"),
        description=later("Skriv av det ordagrant. Det läses som alla andra inspel."),
    )

    @classmethod
    def of(cls, dialogue: DialogueView) -> SheetForm:
        """The form without what this audience is not asked."""
        form = cls()
        if dialogue.audience is not Audience.UNGDOMAR:
            del form.age_band
        if dialogue.audience is not Audience.NARINGSLIV:
            del form.organisation_number
        return form

    def sheet(self) -> Sheet:
        """What was filled in, also for inspel that have left the dialogue since the page was opened."""
        marks = {
            int(found[1]): Mark(Choice(value), f"{IMPORTANT}-{found[1]}" in request.form)
            for name, value in request.form.items()
            if (found := _A_MARK.match(name)) and value in _CHOICES
        }
        age = self.age_band.data if "age_band" in self else None
        number = self.organisation_number.data if "organisation_number" in self else ""
        return Sheet(marks, str(self.text.data or "").strip(), AgeBand(age) if age else None, str(number or ""))


class ReceiptForm(SentForm):
    """The number of a sheet that is to be taken back."""

    receipt = StringField(
        later("Kvitto"),
        [DataRequired(later("Skriv kvittot som står på blanketten.")), Length(max=40)],
        description=later("Tolv tecken, till exempel ABCD-EFGH-JKMN."),
    )
