"""The forms for the inspel a dialogue begins with: several at a time, one on each line, or one to put right."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from dialog import screening
from dialog.models import LONGEST_STATEMENT
from dialog.seeding import MOST_ALLOWED


class SeedsForm(SentForm):
    """Several inspel, each on a line of its own."""

    texts = TextAreaField(
        later("Nya inspel, ett på varje rad"),
        [DataRequired(later("Skriv minst ett inspel."))],
        description=later("En tanke i varje, högst 280 tecken. Skriv så att det går att hålla med eller inte."),
    )
    already: int = 0

    @property
    def lines(self) -> list[str]:
        """What was written, tidy and without empty lines."""
        return [line for part in str(self.texts.data or "").splitlines() if (line := screening.tidy(part))]

    def validate_texts(self, field: TextAreaField) -> None:
        """Each line is an inspel that can be voted on, and they are not too many."""
        for number, line in enumerate(self.lines, start=1):
            if len(line) > LONGEST_STATEMENT:
                raise ValidationError(
                    _("Rad %(line)s är %(count)s tecken. Korta den till högst 280.", line=number, count=len(line))
                )
            if not screening.says_something(line):
                raise ValidationError(_("Rad %(line)s säger för lite. Skriv en hel tanke.", line=number))
        if self.already + len(self.lines) > MOST_ALLOWED:
            raise ValidationError(_("Det blir fler än %(most)s inspel. Välj ut de viktigaste.", most=MOST_ALLOWED))


class SeedForm(SentForm):
    """One inspel in other words."""

    text = StringField(later("Inspel"), [DataRequired(later("Skriv inspelet, eller ta bort det."))])

    @property
    def tidy(self) -> str:
        """What was written, on one line."""
        return screening.tidy(str(self.text.data or ""))

    def validate_text(self, field: StringField) -> None:
        """One thought that can be voted on."""
        if len(self.tidy) > LONGEST_STATEMENT:
            raise ValidationError(_("Inspelet är %(count)s tecken. Korta det till högst 280.", count=len(self.tidy)))
        if not screening.says_something(self.tidy):
            raise ValidationError(_("Inspelet säger för lite. Skriv en hel tanke."))
