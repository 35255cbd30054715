"""The form that lets a language service help a dialogue, or ends it."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import ValidationError

from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from dialog.models import Audience


class SwitchForm(SentForm):
    """Yes to what leaves the house; where the young take part, yes to that as well."""

    audience: Audience = Audience.MEDBORGARE
    sure = BooleanField(
        later("Det är bestämt att de ungas inspel får lämna huset, och det står i informationen till dem")
    )

    @classmethod
    def of(cls, audience: Audience) -> SwitchForm:
        """The form for a dialogue, which only asks where the young take part."""
        form = cls()
        form.audience = audience
        if audience is not Audience.UNGDOMAR:
            del form.sure
        return form

    def validate_sure(self, field: BooleanField) -> None:
        """Nobody decides it by a slip."""
        if not field.data:
            raise ValidationError(_("Unga deltar i dialogen. Kryssa i rutan om det är bestämt."))
