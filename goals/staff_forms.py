"""The forms of the staff's målbild that belong to no part of a draft: the decision, and what is said in follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from goals.follow_ups import Judgement, Said
from goals.malbild import LONGEST_NAME, LONGEST_TEXT
from goals.models import Fulfilment


def needed(words: str) -> DataRequired:
    """That a field is filled in; ``words`` say what to write."""
    return DataRequired(words)


def at_most(longest: int) -> Length:
    """That a text is no longer than that many characters."""
    return Length(max=longest, message=later("Texten är för lång. Högst %(max)d tecken."))


def clean(text: str | None) -> str:
    """Line breaks as they are kept, and nothing before or after."""
    return (text or "").replace("\r\n", "\n").strip()


class DecideForm(SentForm):
    """Which decision the new version rests on, and from when it is in force."""

    decision = StringField(
        later("Beslut"),
        [needed(later("Skriv vem som har beslutat och när.")), at_most(200)],
        description=later("Till exempel Kommunfullmäktige 14 december 2026."),
    )
    paragraph = StringField(
        later("Paragraf"), [needed(later("Skriv beslutets paragraf, till exempel § 112.")), at_most(40)]
    )
    valid_from = DateField(later("Gäller från"), [needed(later("Skriv vilken dag målbilden börjar gälla."))])
    has_read = BooleanField(later("Jag har läst det som står under Att titta på"))
    earliest: date | None = None
    latest: date = date.max
    must_read: bool = False

    def validate_valid_from(self, field: DateField) -> None:
        """Not before the day the last version is in force from, or it never would be.

        Nor in a year that can only be a slip of the pen: a version cannot be taken back, and no later decision could
        come into force before it.
        """
        if self.earliest and field.data and field.data < self.earliest:
            raise ValidationError(
                _(
                    "Välj %(day)s eller en senare dag: då börjar den senast beslutade versionen gälla.",
                    day=self.earliest,
                )
            )
        if field.data and field.data > self.latest:
            raise ValidationError(_("Välj en dag som inte är senare än %(day)s.", day=self.latest))

    def validate_has_read(self, field: BooleanField) -> None:
        """Only where there is something to have read."""
        if self.must_read and not field.data:
            raise ValidationError(_("Läs det som står under Att titta på, och kryssa i rutan."))


class SureForm(SentForm):
    """That somebody means it."""

    is_sure = BooleanField(later("Ja, jag är säker"), [needed(later("Kryssa i rutan om du är säker."))])


class FollowUpForm(SentForm):
    """What staff say of an indicator in a period."""

    fulfilment = RadioField(later("Måluppfyllelse"), choices=[], default="")
    comment = TextAreaField(
        later("Analyskommentar"),
        [at_most(LONGEST_TEXT)],
        description=later("Vad ligger bakom siffrorna? Skriv så att den som inte är insatt förstår."),
    )
    action = TextAreaField(later("Åtgärd"), [at_most(LONGEST_TEXT)], description=later("Vad görs nu, och av vem?"))
    responsible = StringField(later("Ansvarig"), [at_most(LONGEST_NAME)])
    remind_on = DateField(
        later("Påminn"),
        [Optional()],
        description=later("Den dagen står indikatorn på första sidan, tills den är klar."),
    )
    is_done = BooleanField(later("Klar"))

    @classmethod
    def of(cls, found: Judgement | None, owner: str) -> FollowUpForm:
        """The form as sent, else as it was last saved, else with the owner as responsible."""
        filled: dict[str, Any] = {"responsible": owner}
        if found:
            filled = {
                "fulfilment": found.fulfilment.value if found.fulfilment else "",
                "comment": found.comment,
                "action": found.action,
                "responsible": found.responsible,
                "remind_on": found.remind_on,
                "is_done": found.is_done,
            }
        form = cls(data=filled)
        form.fulfilment.choices = [
            SelectChoice(value, words) for value, words in [*FULFILMENTS.items(), ("", later("Inte bedömd ännu"))]
        ]
        return form

    def validate_is_done(self, field: BooleanField) -> None:
        """Done is said when there is something to read."""
        if field.data and not (self.fulfilment.data and clean(self.comment.data)):
            raise ValidationError(_("Välj måluppfyllelse och skriv en kommentar innan du markerar som klar."))

    def said(self) -> Said:
        """What was written."""
        return Said(
            fulfilment=Fulfilment(self.fulfilment.data) if self.fulfilment.data else None,
            comment=clean(self.comment.data),
            action=clean(self.action.data),
            responsible=clean(self.responsible.data),
            is_done=bool(self.is_done.data),
            remind_on=self.remind_on.data,
        )


FULFILMENTS: Mapping[str, str] = {
    Fulfilment.MET.value: later("Uppfyllt"),
    Fulfilment.PARTLY.value: later("Delvis uppfyllt"),
    Fulfilment.NOT_MET.value: later("Ej uppfyllt"),
}
