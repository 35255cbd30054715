"""The form that states one value, with where it is from."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, ValidationError

from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import language, say
from core.i18n import lazy_gettext as later
from core.prompts import Refused
from goals import stating
from goals.official import Statement
from goals.stating import Offered, Series


class ValueForm(SentForm):
    """One value: of what, where, when, how much and on whose word."""

    series = SelectField(later("Mått"), choices=[])
    place = RadioField(
        later("Plats"), [InputRequired(later("Välj vilken plats värdet gäller."))], choices=[], validate_choice=True
    )
    period = StringField(
        later("Period"),
        [InputRequired(later("Skriv vilken period värdet gäller, till exempel 2025."))],
        description=later("Året som värdet gäller, till exempel 2025. För NKI är det året då ärendena avslutades."),
    )
    value = StringField(
        later("Värde"),
        [InputRequired(later("Skriv ett värde."))],
        description=later("Ett tal, till exempel 72 eller 72,5. För mått som är ja eller nej skriver du ja eller nej."),
    )
    source = StringField(
        later("Källa"),
        [InputRequired(later("Skriv var värdet kommer ifrån. Inget visas utan källa."))],
        description=later(
            "Vem som har tagit fram värdet, till exempel SKR eller Svenskt Näringsliv. Visas bredvid det."
        ),
    )
    source_url = StringField(later("Länk till källan"))
    note = TextAreaField(later("Anteckning"), description=later("Syns bara för personal. Skriv inga personuppgifter."))
    known: Offered

    @classmethod
    def offering(cls, known: Offered, series: str, place: str) -> ValueForm:
        """The form as sent, or beginning with the series and place the address asks for."""
        form = cls(data={"series": series, "place": place if place in known.places else known.places[0]})
        form.known = known
        form.series.choices = [SelectChoice(key, name) for key, name in stating.choices(known, language())]
        own, nation, group = known.places
        form.place.choices = [
            SelectChoice(own, _("Kommunen")),
            SelectChoice(nation, _("Riket")),
            SelectChoice(group, _("Jämförbara kommuner (%(group)s)", group=group)),
        ]
        return form

    @property
    def chosen(self) -> Series | None:
        """The series, if it is one of those offered."""
        return self.known.series.get(str(self.series.data))

    def validate_period(self, field: Field) -> None:
        """One that has begun."""
        if self.chosen:
            series = self.chosen
            self._check(lambda: stating.period(str(field.data), series, self.known.this_year))

    def validate_value(self, field: Field) -> None:
        """One that the series can have."""
        if self.chosen:
            unit = self.chosen.unit
            self._check(lambda: stating.number(str(field.data), unit))

    def validate_source(self, field: Field) -> None:
        """Not too long."""
        self._check(lambda: stating.source(str(field.data)))

    def validate_source_url(self, field: Field) -> None:
        """An address on the web."""
        self._check(lambda: stating.link(str(field.data or "")))

    def validate_note(self, field: Field) -> None:
        """Not too long."""
        self._check(lambda: stating.note(str(field.data or "")))

    def statement(self) -> Statement:
        """What is stated; the form has been validated."""
        series = self.known.series[str(self.series.data)]
        return Statement(
            series=series.key,
            place=str(self.place.data),
            period=stating.period(str(self.period.data), series, self.known.this_year),
            value=stating.number(str(self.value.data), series.unit),
            source=stating.source(str(self.source.data)),
            source_url=stating.link(str(self.source_url.data or "")),
            note=stating.note(str(self.note.data or "")),
        )

    def _check(self, read: Callable[[], object]) -> None:
        try:
            read()
        except Refused as refused:
            raise ValidationError(say(refused)) from refused
