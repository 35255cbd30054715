"""The forms of a meeting's staff pages: a new one, and one of its steps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from core import clock
from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from dialog.meetings import templates
from dialog.meetings.founding import Asked
from dialog.models import Audience
from dialog.planning_forms import LONGEST_NAME, LONGEST_TEXT, at_most, clean, in_our_time
from dialog.results import DialogueView
from dialog.words import AUDIENCES

NEW = "ny"
# Some are made for an audience of their own; with the others one says who is coming.
FOR_ANYBODY = tuple(one.key for one in templates.TEMPLATES if one.audience is None)
LONGEST_STEP = 240


class MeetingForm(SentForm):
    """A meeting in a dialogue that is open, or about a question of its own."""

    template = RadioField(
        later("Vilket möte?"),
        choices=lambda: [SelectChoice(one.key, f"{_(one.title)}. {_(one.lead)}") for one in templates.TEMPLATES],
        default=templates.TEMPLATES[0].key,
        description=later("Du kan ändra stegen sedan."),
    )
    dialogue = SelectField(later("Vad ska mötet handla om?"), default=NEW)
    audience = RadioField(
        later("Vilka kommer?"),
        choices=lambda: [SelectChoice(one.value, _(words)) for one, words in AUDIENCES.items()],
        default=Audience.UNGDOMAR.value,
        description=later("Ungdomar säger hur gamla de är, och två vuxna ska vara på plats."),
    )
    question = StringField(
        later("Frågan"),
        [at_most(300)],
        description=later("En öppen fråga som går att svara på med en mening."),
    )
    influence = TextAreaField(
        later("Det här går att påverka"),
        [at_most(LONGEST_TEXT)],
        description=later("Skriv också vad som inte går att påverka."),
    )
    receiver = StringField(
        later("Vem tar emot"), [at_most(LONGEST_NAME)], description=later("Den nämnd eller enhet som svarar.")
    )
    feedback_due_on = DateField(
        later("Löftesdag"),
        [Optional(), in_our_time],
        description=later("Den dag då de som är med senast får veta vad det ledde till."),
    )
    day = DateField(later("Mötesdag"), [Optional(), in_our_time])
    time = TimeField(later("Klockan"), [Optional()])

    @classmethod
    def of(cls, running: list[DialogueView], chosen: str = "") -> MeetingForm:
        """The form as sent, with the dialogues that are open to choose among."""
        known = {dialogue.slug for dialogue in running}
        form = cls(data={"dialogue": chosen if chosen in known else NEW})
        form.dialogue.choices = [
            SelectChoice(NEW, _("En ny fråga")),
            *(SelectChoice(dialogue.slug, dialogue.title) for dialogue in running),
        ]
        return form

    @property
    def is_about_something_new(self) -> bool:
        """Whether a dialogue is to be made."""
        return bool(self.dialogue.data == NEW)

    def asked(self) -> Asked:
        """What a new dialogue is to be about."""
        return Asked(
            audience=templates.find(self.template.data).audience or Audience(self.audience.data),
            question=" ".join((self.question.data or "").split()),
            influence=clean(self.influence.data),
            receiver=" ".join((self.receiver.data or "").split()),
            feedback_due_on=self.feedback_due_on.data,
        )

    def starts_at(self) -> datetime | None:
        """When it begins; without an hour nobody knows, and a day alone is not kept."""
        if self.day.data is None or self.time.data is None:
            return None
        return datetime.combine(self.day.data, self.time.data, clock.STOCKHOLM)

    def validate(self, extra_validators: Any = None) -> bool:
        """A new dialogue asks something of somebody, who promises a day; the day and the hour go together."""
        is_right = super().validate(extra_validators)
        wrong = self._missing() if self.is_about_something_new else {}
        if (self.day.data is None) != (self.time.data is None):
            wrong["time"] = _("Välj både dag och klockslag, eller inget av dem.")
        for name, words in wrong.items():
            if not self[name].errors:
                self[name].errors = (words,)
        return is_right and not wrong

    def _missing(self) -> dict[str, str]:
        words = {
            "question": _("Skriv frågan."),
            "receiver": _("Skriv vem som tar emot."),
            "feedback_due_on": _("Välj en dag."),
        }
        found = {name: words[name] for name in words if not self[name].data}
        meeting = self.day.data or clock.today()
        if self.feedback_due_on.data and self.feedback_due_on.data <= meeting:
            found["feedback_due_on"] = _("Löftesdagen måste komma efter mötet.")
        return found


class StepForm(SentForm):
    """One step: what it is called, what is said in it, and how long it takes."""

    title = StringField(later("Rubrik"), [DataRequired(later("Skriv en rubrik.")), at_most(LONGEST_NAME)])
    words = TextAreaField(
        later("Text"),
        [at_most(LONGEST_TEXT)],
        description=later("Visas för alla under steget. Skriv kort och lätt."),
    )
    minutes = IntegerField(
        later("Minuter"),
        [
            InputRequired(later("Skriv hur länge steget är.")),
            NumberRange(1, LONGEST_STEP, message=later("Skriv ett tal mellan 1 och 240.")),
        ],
    )

    def values(self) -> dict[str, Any]:
        """What was settled, as a step keeps it."""
        return {
            "title": " ".join((self.title.data or "").split()),
            "words": clean(self.words.data),
            "seconds": int(self.minutes.data or 0) * 60,
        }
