"""The form a letter is written in: every place it leaves to be filled is one we can fill."""

from __future__ import annotations

from datetime import date, timedelta

from wtforms import BooleanField, DateField, Field, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError

from core import clock
from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from surveys.letters import writing
from surveys.letters.recipients import REST
from surveys.letters.writing import Text
from surveys.rounds import Round

REMINDED_AFTER = timedelta(days=10)


class _NeededToRemind(DataRequired):
    """A day where somebody is to be reminded; otherwise what stands in the field does not matter."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        if form["is_reminded"].data:
            super().__call__(form, field)
            return
        field.errors = []
        raise StopValidation


class LetterForm(SentForm):
    """Subject, text and day; the invitation's form also has when those who have not answered are reminded."""

    subject = StringField(
        later("Ämne"),
        [
            DataRequired(later("Skriv en ämnesrad.")),
            Length(max=writing.LONGEST_SUBJECT, message=later("Ämnesraden får ha högst %(max)d tecken.")),
        ],
    )
    body = TextAreaField(
        later("Text"),
        [
            DataRequired(later("Skriv vad som ska stå i mejlet.")),
            Length(max=writing.LONGEST_BODY, message=later("Texten får ha högst %(max)d tecken.")),
        ],
    )
    send_on = DateField(later("Skickas den"), [DataRequired(later("Skriv vilken dag mejlen ska skickas."))])
    is_reminded = BooleanField(later("Påminn dem som inte har svarat"))
    remind_on = DateField(
        later("Påminnelsen skickas den"),
        [_NeededToRemind(later("Skriv vilken dag påminnelsen ska skickas, eller ta bort påminnelsen."))],
    )
    of_round: Round

    @classmethod
    def suggesting(cls, round_: Round, text: Text, send_on: date, *, with_reminder: bool) -> LetterForm:
        """The form as sent, or with what is usual filled in."""
        remind_on = send_on + REMINDED_AFTER
        fits = round_.closes_on is None or remind_on <= round_.closes_on
        form = cls(
            data={
                "subject": text.subject,
                "body": text.body,
                "send_on": send_on,
                "is_reminded": with_reminder and fits,
                "remind_on": remind_on if fits else None,
            }
        )
        form.of_round = round_
        if not with_reminder:
            del form.is_reminded
            del form.remind_on
        return form

    def validate_subject(self, field: StringField) -> None:
        """Places that can be filled, and none that opens the survey."""
        for place in writing.unknown_places(str(field.data), writing.IN_SUBJECT)[:1]:
            raise ValidationError(
                _("{%(place)s} kan inte stå i ämnesraden. Där kan {namn} och {sista dag} stå.", place=place)
            )
        self._must_have_a_last_day(str(field.data))

    def validate_body(self, field: TextAreaField) -> None:
        """Places that can be filled, and the link among them."""
        for place in writing.unknown_places(str(field.data), writing.IN_BODY)[:1]:
            raise ValidationError(
                _(
                    "Vi känner inte igen {%(place)s}. I texten kan {namn}, {länk}, {kod} och {sista dag} stå.",
                    place=place,
                )
            )
        if not writing.has_place(str(field.data), writing.LINK):
            raise ValidationError(_("Skriv {länk} där den personliga länken ska stå. Utan den kan ingen svara."))
        self._must_have_a_last_day(str(field.data))

    def validate_send_on(self, field: DateField) -> None:
        """A day on which the round is open."""
        if field.data:
            self._must_be_open_on(field.data)

    def validate_remind_on(self, field: DateField) -> None:
        """When somebody is to be reminded: some days after the invitation, while the round is open."""
        if field.data and self.send_on.data and field.data < self.send_on.data + REST:
            raise ValidationError(_("Vänta minst tre dygn med att påminna."))
        if field.data:
            self._must_be_open_on(field.data)

    def text(self) -> Text:
        """What was written."""
        return Text(str(self.subject.data), str(self.body.data))

    def reminder_day(self) -> date | None:
        """When those who have not answered are reminded, if they are."""
        day = self.remind_on.data if "remind_on" in self and self.is_reminded.data else None
        return day if isinstance(day, date) else None

    def _must_be_open_on(self, day: date) -> None:
        if day < clock.today():
            raise ValidationError(_("Dagen har redan varit."))
        if self.of_round.opens_on and day < self.of_round.opens_on:
            raise ValidationError(_("Enkäten har inte öppnat den dagen."))
        if self.of_round.closes_on and day > self.of_round.closes_on:
            raise ValidationError(_("Enkäten har stängt den dagen."))

    def _must_have_a_last_day(self, text: str) -> None:
        if self.of_round.closes_on is None and writing.has_place(text, writing.LAST_DAY):
            raise ValidationError(_("Mätomgången har ingen sista dag. Ta bort {sista dag}."))
