"""The form that says which column of a list means what."""

from __future__ import annotations

from itertools import takewhile

from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from core.forms import SentForm
from core.i18n import gettext as _
from core.spreadsheets import Sheet
from surveys.cases.meanings import Columns, Meaning


class ColumnsForm(SentForm):
    """A list of the file's columns for each meaning; made for one file and one questionnaire."""

    options: list[tuple[str, str]]
    meanings: tuple[Meaning, ...]

    @classmethod
    def over(cls, sheet: Sheet, meanings: tuple[Meaning, ...], suggested: Columns) -> ColumnsForm:
        """The form as sent, or with the likeliest columns chosen."""
        kind = type("ColumnsFormOfAFile", (cls,), {meaning.value: _field(meaning) for meaning in meanings})
        form: ColumnsForm = kind(data={meaning.value: str(place) for meaning, place in suggested.places.items()})
        form.meanings = meanings
        form.options = [("", _("Finns inte i filen"))] + [
            (str(place), heading) for place, heading in enumerate(sheet.columns)
        ]
        for field in form:
            assert isinstance(field, SelectField)
            field.choices = [SelectChoice(key, label) for key, label in form.options]
        return form

    def columns(self) -> Columns:
        """What was chosen."""
        chosen = {meaning: self[meaning.value].data for meaning in self.meanings}
        return Columns({meaning: int(place) for meaning, place in chosen.items() if place})


def _field(meaning: Meaning) -> SelectField:
    def choose(form: Form, field: SelectField) -> None:
        """Needed ones are chosen, and no column means two things."""
        if not field.data and meaning.is_needed:
            raise ValidationError(_("Välj vilken kolumn det är."))
        earlier = takewhile(lambda other: other is not field, form)
        if field.data and any(other.data == field.data for other in earlier):
            raise ValidationError(_("Kolumnen är redan vald för något annat."))

    return SelectField(_(meaning.label), validators=[choose])
