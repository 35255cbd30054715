"""The form that opens a round: nothing opens before purpose, legal ground, owner, end and erasure are settled."""

from __future__ import annotations

from datetime import date, timedelta

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp, ValidationError

from core.chat import ChatUse
from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from core.periods import PATTERN
from surveys.authoring import Terms
from surveys.measures import AREA
from surveys.models import Access
from surveys.questionnaire import Questionnaire
from surveys.rounds import Protection, Round

KEEP_FOR = timedelta(days=365 * 2)
MOST_CODES = 500
LOWEST_AGE, HIGHEST_AGE = 10, 99


def _needed(words: str) -> DataRequired:
    return DataRequired(words)


class OpenForm(SentForm):
    """What must be settled before people are asked."""

    period = StringField(
        later("Period"),
        [
            _needed(later("Skriv vilken period svaren gäller, till exempel 2026.")),
            Length(max=10),
            Regexp(PATTERN + r"\Z", message=later("Skriv året först, till exempel 2026 eller 2026-K3.")),
        ],
    )
    opens_on = DateField(later("Öppnar"), [Optional()])
    closes_on = DateField(later("Stänger"), [_needed(later("Skriv vilken dag enkäten stänger."))])
    access = RadioField(
        later("Vem kan svara?"),
        choices=[
            SelectChoice(Access.OPEN.value, later("Alla som har länken")),
            SelectChoice(Access.CODE.value, later("Bara den som har en personlig kod")),
        ],
        default=Access.OPEN.value,
    )
    protection = RadioField(
        later("Hur skyddas svaren?"),
        choices=[
            SelectChoice(Protection.ANONYMOUS.value, later("Anonyma från början")),
            SelectChoice(Protection.UNTIL_CLOSE.value, later("Konfidentiella tills omgången stänger, sedan anonyma")),
            SelectChoice(Protection.NAMED.value, later("Inte anonyma")),
        ],
        default=Protection.ANONYMOUS.value,
    )
    controller = StringField(
        later("Personuppgiftsansvarig nämnd"),
        [_needed(later("Skriv vilken nämnd som är personuppgiftsansvarig.")), Length(max=120)],
    )
    legal_basis = StringField(
        later("Rättslig grund"),
        [_needed(later("Skriv den rättsliga grunden, till exempel uppgift av allmänt intresse.")), Length(max=120)],
    )
    contact = StringField(
        later("Kontakt för frågor"), [_needed(later("Skriv vart den som undrar något kan vända sig.")), Length(max=200)]
    )
    erase_on = DateField(later("Gallras senast"), [_needed(later("Skriv vilken dag svaren ska gallras."))])
    erase_decision = StringField(
        later("Gallringsbeslut"),
        [_needed(later("Skriv vilket beslut gallringen vilar på, till exempel KS 2025-114.")), Length(max=120)],
    )

    @classmethod
    def suggesting(cls, questionnaire: Questionnaire, today: date) -> OpenForm:
        """The form as sent, or with what is usual filled in."""
        return cls(
            data={
                "period": str(today.year),
                "opens_on": today,
                "closes_on": today + timedelta(days=30),
                "erase_on": today + KEEP_FOR,
                "protection": (Protection.ANONYMOUS if questionnaire.anonymous else Protection.NAMED).value,
                "access": Access.OPEN.value,
            }
        )

    def validate_closes_on(self, field: DateField) -> None:
        """Not before it opens."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_("Enkäten kan inte stänga innan den öppnar."))

    def validate_erase_on(self, field: DateField) -> None:
        """Not before it closes."""
        if field.data and self.closes_on.data and field.data < self.closes_on.data:
            raise ValidationError(_("Svaren kan inte gallras innan enkäten har stängt."))

    def validate_protection(self, field: RadioField) -> None:
        """Only personal codes give something to cut off when the round closes."""
        if field.data == Protection.UNTIL_CLOSE and self.access.data != Access.CODE:
            raise ValidationError(_("Det går bara när den som svarar har en personlig kod. Ändra vem som kan svara."))

    def terms(self) -> Terms:
        """What was settled."""
        return Terms(
            period=str(self.period.data),
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            access=Access(self.access.data),
            is_anonymous=self.protection.data == Protection.ANONYMOUS,
            is_cut_at_close=self.protection.data == Protection.UNTIL_CLOSE,
            controller=str(self.controller.data),
            legal_basis=str(self.legal_basis.data),
            contact=str(self.contact.data),
            erase_on=self.erase_on.data or date.max,
            erase_decision=str(self.erase_decision.data),
        )


class CodesForm(SentForm):
    """How many single-use codes to make, and for which area."""

    count = IntegerField(
        later("Antal koder"),
        [
            _needed(later("Skriv hur många koder du behöver.")),
            NumberRange(1, MOST_CODES, message=later("Skriv ett tal mellan 1 och 500.")),
        ],
    )
    area = SelectField(later("Område"), choices=[])
    areas: list[tuple[str, str]]

    @classmethod
    def offering(cls, questionnaire: Questionnaire, language: str) -> CodesForm:
        """The form with the areas the questionnaire knows."""
        form = cls(data={"count": 20})
        form.areas = [("", _("Inget särskilt område"))] + [
            (option.key, option.text.into(language))
            for question in questionnaire.measuring(AREA)
            for option in question.options
        ]
        form.area.choices = [SelectChoice(key, label) for key, label in form.areas]
        return form


_OFF = later("Av")
_LINK = later("Bara en länk till webben. Inget som någon svarar går genom chatten.")
_FULL = later("Hela enkäten. Svaren går genom chattens leverantör på vägen hit.")


class ChannelsForm(SentForm):
    """What a round is in each chat. One with personal codes is at most a link, for no code is asked for there."""

    slack = RadioField(
        "Slack",
        description=later(
            "Slack kräver att man har fyllt 16 år. Det som någon skriver direkt i chatten ligger kvar i Slack och kan "
            "inte raderas härifrån."
        ),
    )
    teams = RadioField(
        "Teams",
        description=later(
            "Det som någon skriver direkt i chatten ligger kvar i Teams hos den organisation där kontot finns."
        ),
    )
    lowest_age = IntegerField(
        later("Lägsta ålder i chatten"),
        [Optional(), NumberRange(LOWEST_AGE, HIGHEST_AGE, message=later("Skriv ett tal mellan 10 och 99."))],
    )

    @classmethod
    def of(cls, round_: Round) -> ChannelsForm:
        """The form as sent, or with what is decided for the round."""
        form = cls(data={"slack": round_.slack, "teams": round_.teams, "lowest_age": round_.chat_min_age})
        uses = [(ChatUse.OFF, _OFF), (ChatUse.LINK, _LINK)]
        if round_.access is Access.OPEN:
            uses.append((ChatUse.FULL, _FULL))
        for field in (form.slack, form.teams):
            field.choices = [SelectChoice(use.value, words) for use, words in uses]
        return form

    @property
    def slack_use(self) -> ChatUse:
        """What was chosen for Slack."""
        return ChatUse(self.slack.data)

    @property
    def teams_use(self) -> ChatUse:
        """What was chosen for Teams."""
        return ChatUse(self.teams.data)
