"""The plan of a dialogue as short forms, one for each thing that is settled; all but the title may wait."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from wtforms import DateField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp, ValidationError

from core import clock
from core.chat import ChatUse
from core.errors import N_
from core.forms import SentForm
from core.i18n import LANGUAGES
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from dialog.hosting import FREE, LONGEST_SLUG, Plan
from dialog.models import Audience, LadderStep, ModerationMode
from dialog.words import AUDIENCES, CHAT_USES, LADDER, LADDER_MEANS, MODERATION

LONGEST_TEXT = 4000
LONGEST_REASON = 300
LONGEST_NAME = 120
# A day further ahead, or further back, can only be a slip of the pen.
FURTHEST_AWAY = timedelta(days=20 * 365)
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a plan is chosen among: the nämnder, and staff with the right role as (id, name)."""

    boards: Sequence[str]
    moderators: Sequence[tuple[int, str]]
    leads: Sequence[tuple[int, str]]


def at_most(longest: int) -> Length:
    """That a text is no longer than that many characters."""
    return Length(max=longest, message=later("Texten är för lång. Högst %(max)d tecken."))


def clean(text: str | None) -> str:
    """Line breaks as they are kept, and nothing before or after."""
    return (text or "").replace("\r\n", "\n").strip()


def in_our_time(form: SentForm, field: DateField) -> None:
    """That a day can be meant: not one with a digit too many or too few in its year."""
    today = clock.today()
    if field.data and not today - FURTHEST_AWAY <= field.data <= today + FURTHEST_AWAY:
        raise ValidationError(_("Kontrollera årtalet."))


def _day(label: str, hint: str) -> DateField:
    return DateField(label, [Optional(), in_our_time], description=hint)


class SectionForm(SentForm):
    """A part of the plan: its fields are called as those of Plan."""

    boards: Sequence[str] = ()

    @classmethod
    def of(cls, plan: Plan, offered: Offered, *, only_free: bool = False) -> SectionForm:
        """The form as sent, else with the plan as it stands; ``only_free`` leaves out what has been promised."""
        form = cls(data={field.name: _shown(getattr(plan, field.name)) for field in fields(Plan)})
        form.boards = offered.boards
        for name, field in list(form._fields.items()):
            if only_free and name not in FREE:
                del form[name]
            elif isinstance(field, SelectField) and name.endswith("_id"):
                people = offered.moderators if name == "moderator_id" else offered.leads
                field.choices = [
                    SelectChoice(NOBODY, _("Ingen vald")),
                    *(SelectChoice(str(staff_id), words) for staff_id, words in people),
                ]
        return form

    def values(self) -> dict[str, Any]:
        """What was settled, as Plan keeps it."""
        return {name: self._value(name, field) for name, field in self._fields.items()}

    def shown(self, plan: Plan) -> list[tuple[str, str]]:
        """A part of the plan under the labels of the form, for somebody who must see what it says now."""
        found = []
        for name, field in self._fields.items():
            value = _shown(getattr(plan, name))
            offered = {str(choice.value): str(choice.label) for choice in getattr(field, "choices", None) or ()}
            found.append((str(field.label.text), offered.get(str(value), str(value if value is not None else ""))))
        return found

    def _value(self, name: str, field: Field) -> Any:
        if name.endswith("_id"):
            return int(field.data) if field.data else None
        if isinstance(field, TextAreaField):
            return clean(field.data)
        if isinstance(field, (DateField, IntegerField)):
            return field.data
        return " ".join((field.data or "").split())


class QuestionForm(SectionForm):
    """What is asked, and why."""

    title = StringField(
        later("Rubrik"),
        [DataRequired(later("Skriv en rubrik.")), at_most(120)],
        description=later("Kort, som i en lista. Till exempel Trygg väg till skolan."),
    )
    question = StringField(
        later("Frågan"),
        [at_most(300)],
        description=later("En öppen fråga som går att svara på med en mening. Den står överst på dialogens sida."),
    )
    purpose = TextAreaField(
        later("Varför ni frågar"),
        [at_most(LONGEST_TEXT)],
        description=later("Vad ska bestämmas, och vad används svaren till?"),
    )
    languages = SelectField(
        later("Språk"),
        choices=[SelectChoice(code, words) for code, words in LANGUAGES],
        description=later("Språket som frågan och texterna är skrivna på."),
    )

    def values(self) -> dict[str, Any]:
        """A dialogue is written in one language."""
        found = super().values()
        if "languages" in found:
            found["languages"] = (found["languages"],)
        return found


class InfluenceForm(SectionForm):
    """What can be influenced, and how much."""

    influence = TextAreaField(
        later("Det här går att påverka"),
        [at_most(LONGEST_TEXT)],
        description=later("Skriv också vad som inte går att påverka. Då blir ingen besviken efteråt."),
    )
    ladder_step = RadioField(
        later("Steg på delaktighetstrappan"),
        [Optional()],
        choices=lambda: [
            SelectChoice(step.value, f"{_(name)}. {_(LADDER_MEANS[step])}") for step, name in LADDER.items()
        ],
        description=later("Lova inte mer än ni håller. Steget syns på dialogens sida."),
    )

    def values(self) -> dict[str, Any]:
        """A step, or none yet."""
        found = super().values()
        if "ladder_step" in found:
            found["ladder_step"] = LadderStep(found["ladder_step"]) if found["ladder_step"] else None
        return found


class ReceiverForm(SectionForm):
    """Who receives what comes forth, and the days."""

    receiver = StringField(
        later("Vem tar emot"),
        [at_most(LONGEST_NAME)],
        description=later("Den nämnd eller enhet som tar emot det som kommer fram och svarar på det."),
    )
    closes_on = _day(later("Sista dag att delta"), later("Dialogen stänger av sig själv efter den dagen."))
    feedback_due_on = _day(
        later("Löftesdag"),
        later("Den dag då de som deltar senast får veta vad det ledde till. Den syns från första stund."),
    )

    def validate_feedback_due_on(self, field: DateField) -> None:
        """After the last day."""
        last_day = self["closes_on"].data if "closes_on" in self else None
        if field.data and last_day and field.data <= last_day:
            raise ValidationError(_("Löftesdagen måste komma efter sista dagen att delta."))


class AudienceForm(SectionForm):
    """Who can take part."""

    audience = RadioField(
        later("Vem är dialogen till för?"),
        choices=lambda: [SelectChoice(one.value, _(words)) for one, words in AUDIENCES.items()],
        description=later("Ungdomar säger först hur gamla de är. Företag och föreningar har en röst var."),
    )
    min_age = IntegerField(
        later("Lägsta ålder"),
        [Optional(), NumberRange(0, 99, message=later("Skriv en ålder mellan 0 och 99."))],
        description=later(
            "Behövs när dialogen är till för ungdomar. Den som är yngre får veta hur man annars kan bli hörd."
        ),
    )

    def values(self) -> dict[str, Any]:
        """An audience is always chosen."""
        found = super().values()
        if "audience" in found:
            found["audience"] = Audience(found["audience"])
        return found


class ReadingForm(SectionForm):
    """Who reads the inspel, and when."""

    moderation = RadioField(
        later("När läses inspelen?"),
        choices=lambda: [SelectChoice(one.value, _(words)) for one, words in MODERATION.items()],
        description=later("När unga deltar läses inspelen alltid innan andra ser dem, vad du än väljer här."),
    )
    moderator_id = SelectField(
        later("Samtalsledare"),
        description=later("Den som får påminnelser om inspel som väntar. Andra samtalsledare kan hjälpa till."),
    )

    def values(self) -> dict[str, Any]:
        """One of the two is always chosen."""
        found = super().values()
        if "moderation" in found:
            found["moderation"] = ModerationMode(found["moderation"])
        return found


class SafetyForm(SectionForm):
    """Who reads what makes one worry about somebody."""

    safeguarding_lead_id = SelectField(
        later("Trygghetsansvarig"),
        description=later("Läser texter som gör någon orolig. Behövs när unga deltar."),
    )
    safeguarding_deputy_id = SelectField(later("Ersättare"), description=later("Läser när den andra är borta."))

    def validate_safeguarding_deputy_id(self, field: SelectField) -> None:
        """Somebody else than the one they stand in for."""
        if field.data and field.data == self["safeguarding_lead_id"].data:
            raise ValidationError(_("Välj någon annan än den trygghetsansvariga."))


class RecordsForm(SectionForm):
    """Who is responsible for the data, on what ground, and until when."""

    controller = StringField(
        later("Personuppgiftsansvarig nämnd"), [at_most(LONGEST_NAME)], description=later("Visas på dialogens sida.")
    )
    legal_basis = StringField(
        later("Rättslig grund"), [at_most(120)], description=later("Till exempel uppgift av allmänt intresse.")
    )
    contact = StringField(later("Kontakt för frågor"), [at_most(200)], description=later("E-post eller telefon."))
    erase_on = _day(later("Gallras senast"), later("Den dag då inspel och röster ska tas bort."))
    erase_decision = StringField(
        later("Gallringsbeslut"), [at_most(120)], description=later("Till exempel KS 2025-114.")
    )
    case_number = StringField(later("Diarienummer"), [at_most(60)], description=later("Kan läggas till senare."))


class ChannelsForm(SectionForm):
    """In which chats one can take part, and how much of the dialogue leaves the house that way."""

    slack = RadioField(
        "Slack",
        choices=lambda: [SelectChoice(use.value, _(words)) for use, words in CHAT_USES.items()],
        description=later(
            "Slack kräver att man har fyllt 16 år, så yngre hänvisas till webben. Det som någon skriver direkt i "
            "chatten ligger kvar i Slack och kan inte raderas härifrån."
        ),
    )
    teams = RadioField(
        "Teams",
        choices=lambda: [SelectChoice(use.value, _(words)) for use, words in CHAT_USES.items()],
        description=later(
            "Det som någon skriver direkt i chatten ligger kvar i Teams hos den organisation där kontot finns."
        ),
    )

    def values(self) -> dict[str, Any]:
        """One of the three is always chosen."""
        return {name: ChatUse(value) for name, value in super().values().items()}


class AddressForm(SentForm):
    """The address of a draft."""

    slug = StringField(
        later("Adress"),
        [
            DataRequired(later("Skriv en adress.")),
            at_most(LONGEST_SLUG),
            Regexp(r"[a-z0-9]+(-[a-z0-9]+)*\Z", message=later("Använd bara a–z, siffror och bindestreck.")),
        ],
        description=later("Det sista i länken. Den kan inte ändras när dialogen har öppnat."),
    )


class WithdrawForm(SentForm):
    """Why a dialogue is taken back."""

    reason = TextAreaField(
        later("Anledning"),
        [DataRequired(later("Skriv varför dialogen återkallas.")), at_most(LONGEST_REASON)],
        description=later("Den visas på dialogens sida. Skriv så att den som har deltagit förstår."),
    )


class PromiseForm(SentForm):
    """Another day than the one that was promised, and why."""

    due_on = DateField(later("Ny löftesdag"), [DataRequired(later("Välj en ny dag.")), in_our_time])
    reason = TextAreaField(
        later("Anledning"),
        [DataRequired(later("Skriv varför dagen flyttas.")), at_most(LONGEST_REASON)],
        description=later("Den visas på dialogens sida, tillsammans med den dag som först var lovad."),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the plan: its place in the address, what it is called, and its form."""

    key: str
    title: str
    form: type[SectionForm]

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it settles."""
        return tuple(field.name for field in fields(Plan) if hasattr(self.form, field.name))

    @property
    def may_change_later(self) -> bool:
        """Whether something in it may change after people have taken part."""
        return not FREE.isdisjoint(self.names)


SECTIONS = (
    Section("fragan", N_("Frågan"), QuestionForm),
    Section("paverkan", N_("Vad som kan påverkas"), InfluenceForm),
    Section("mottagare", N_("Vem som tar emot, och när"), ReceiverForm),
    Section("deltagare", N_("Vem som kan delta"), AudienceForm),
    Section("lasning", N_("Vem som läser inspelen"), ReadingForm),
    Section("trygghet", N_("Oro och trygghet"), SafetyForm),
    Section("uppgifter", N_("Personuppgifter och gallring"), RecordsForm),
    Section("kanaler", N_("Kanaler"), ChannelsForm),
)


def section_of(field: str) -> Section:
    """The part of the plan where a field is settled."""
    return next(section for section in SECTIONS if field in section.names)


def mark_of(plan: Plan, section: Section) -> str:
    """What tells whether a part of the plan is as somebody saw it."""
    seen = {name: _shown(getattr(plan, name)) for name in section.names}
    return hashlib.sha256(json.dumps(seen, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _shown(value: Any) -> Any:
    """A field of the plan as its form takes it."""
    if isinstance(value, tuple):
        return value[0]
    return value.value if isinstance(value, enum.StrEnum) else value
