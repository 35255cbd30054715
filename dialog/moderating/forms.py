"""What a moderator fills in: why something is refused, what it is merged with, what is struck out of it."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from dialog.models import LONGEST_STATEMENT
from dialog.moderating.masking import only_strikes_out
from dialog.moderating.models import AppealOutcome, Reason
from dialog.moderating.reasons import NAMES

LONGEST_NOTE = 300
LARGEST_NUMBER = 2**31 - 1


class ReasonForm(SentForm):
    """Why one or many inspel are refused or hidden, and a word to their authors."""

    reason = SelectField(later("Skäl"))
    note = TextAreaField(
        later("Hälsning till den som skrev"),
        [Length(max=LONGEST_NOTE, message=later("Texten är för lång. Högst %(max)d tecken."))],
        description=later("Skälet förklaras alltid. Här kan du lägga till något."),
    )

    def __init__(self, **data: Any) -> None:
        """The reasons to choose among, none of them chosen."""
        super().__init__(**data)
        self.reason.choices = [
            SelectChoice("", _("Välj skäl")),
            *(SelectChoice(reason.value, _(words)) for reason, words in NAMES.items()),
        ]

    def validate_reason(self, field: SelectField) -> None:
        """Nobody is refused without being told why."""
        if not field.data:
            raise ValidationError(_("Välj ett skäl. Den som skrev får läsa det."))

    def validate_note(self, field: TextAreaField) -> None:
        """Another reason than those in the list must be said."""
        if self.reason.data == Reason.OTHER.value and not (field.data or "").strip():
            raise ValidationError(_("Skriv vad skälet är, så att den som skrev förstår."))

    @property
    def chosen(self) -> Reason:
        """The reason, once the form is valid."""
        return Reason(self.reason.data)

    @property
    def words(self) -> str:
        """The note as it is kept."""
        return _clean(self.note.data)


class MergeForm(SentForm):
    """The number of the inspel that says the same."""

    into = IntegerField(
        later("Slå ihop med nummer"),
        [
            InputRequired(later("Skriv numret på det andra inspelet.")),
            NumberRange(1, LARGEST_NUMBER, later("Skriv numret på det andra inspelet.")),
        ],
        description=later("Det andra inspelet står kvar, och rösterna förs över dit."),
    )


class MaskForm(SentForm):
    """The text as it will be read, with personal data struck out."""

    masked = TextAreaField(
        later("Text att publicera"),
        [InputRequired(later("Skriv texten som ska publiceras."))],
        description=later(
            "Byt ut uppgifter om personer mot ord inom hakparentes, till exempel [namn]. Ändra inget annat."
        ),
    )

    def __init__(self, original: str, suggested: str) -> None:
        """``suggested`` is shown to begin with."""
        self._original = original
        super().__init__(data={"masked": suggested})

    def validate_masked(self, field: TextAreaField) -> None:
        """Strike out, never rewrite; and a statement keeps its length."""
        masked = self.words
        if len(masked) > LONGEST_STATEMENT:
            raise ValidationError(_("Texten är för lång. Högst %(max)d tecken.", max=LONGEST_STATEMENT))
        if not only_strikes_out(self._original, masked):
            raise ValidationError(
                _("Det går bara att stryka i texten. Det som är kvar ska stå precis som det skrevs, i samma ordning.")
            )

    @property
    def words(self) -> str:
        """The masked text on one line, as inspel are."""
        return " ".join((self.masked.data or "").split())


class AppealForm(SentForm):
    """What is made of an objection, and a word to its author."""

    outcome = RadioField(
        later("Vad blir det?"),
        choices=[
            SelectChoice(AppealOutcome.CHANGED.value, later("Publicera inspelet")),
            SelectChoice(AppealOutcome.UPHELD.value, later("Beslutet står fast")),
        ],
        validators=[InputRequired(later("Välj vad det blir."))],
    )
    answer = TextAreaField(
        later("Svar till den som skrev"),
        [Length(max=LONGEST_NOTE, message=later("Texten är för lång. Högst %(max)d tecken."))],
    )

    def validate_answer(self, field: TextAreaField) -> None:
        """Whoever is refused a second time is told more than the first time."""
        if self.outcome.data == AppealOutcome.UPHELD.value and not self.words:
            raise ValidationError(_("Skriv varför beslutet står fast."))

    @property
    def words(self) -> str:
        """The answer as it is kept."""
        return _clean(self.answer.data)


def _clean(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
