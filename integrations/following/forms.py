"""The form in which somebody asks for mail about a dialogue."""

from __future__ import annotations

from wtforms import EmailField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, ValidationError

from core.forms import SentForm
from core.i18n import LANGUAGES
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from core.people.emails import LONGEST, normal_email
from integrations.mail.addresses import BadAddress, on_the_wire


class FollowForm(SentForm):
    """Where to write, and in which language."""

    epost = EmailField(
        later("E-postadress"),
        [
            DataRequired(later("Skriv din e-postadress.")),
            Length(max=LONGEST, message=later("Adressen får ha högst %(max)d tecken.")),
        ],
    )
    mejl_pa = RadioField(
        later("Språk i mejlen"),
        [DataRequired(later("Välj ett språk."))],
        choices=[SelectChoice(code, words) for code, words in LANGUAGES],
    )

    @property
    def email(self) -> str:
        """The address, written as it is kept."""
        return normal_email(str(self.epost.data))

    def validate_epost(self, field: EmailField) -> None:
        """An address that a mail server would take."""
        try:
            on_the_wire(self.email)
        except BadAddress:
            raise ValidationError(_("Skriv en adress som namn@exempel.se.")) from None
