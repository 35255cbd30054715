"""The forms for themes: another name, belonging to another theme, and the municipality's own words."""

from __future__ import annotations

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from core.corrections.themes import LONGEST_NAME, LONGEST_WORD, MOST_WORDS
from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later


class NameForm(SentForm):
    """What a theme is called."""

    label = StringField(
        later("Temats namn"),
        [
            DataRequired(later("Skriv ett namn.")),
            Length(max=LONGEST_NAME, message=later("Korta namnet till högst 80 tecken.")),
        ],
        description=later("Ett eller ett par ord, till exempel Kvällsbussar."),
    )


class MergeForm(SentForm):
    """Which theme another is part of."""

    into = SelectField(later("Lägg ihop med"), choices=[], validate_choice=True)


class WordsForm(SentForm):
    """A theme of the municipality's own, and the words that tell of it."""

    label = StringField(
        later("Temats namn"),
        [
            DataRequired(later("Skriv ett namn.")),
            Length(max=LONGEST_NAME, message=later("Korta namnet till högst 80 tecken.")),
        ],
    )
    words = TextAreaField(
        later("Ord, ett på varje rad"),
        description=later("Inspel med något av orden hamnar i temat. Utan ord tas temat bort."),
    )

    @property
    def lines(self) -> list[str]:
        """The words, each once and without empty lines."""
        said = (" ".join(line.split()) for line in str(self.words.data or "").splitlines())
        return list(dict.fromkeys(line for line in said if line))

    def validate_words(self, field: TextAreaField) -> None:
        """Few and short: they are words to look for, not a description."""
        if len(self.lines) > MOST_WORDS:
            raise ValidationError(_("Det är fler än %(most)s ord. Välj ut de viktigaste.", most=MOST_WORDS))
        for number, line in enumerate(self.lines, start=1):
            if len(line) > LONGEST_WORD:
                raise ValidationError(_("Rad %(line)s är längre än %(most)s tecken.", line=number, most=LONGEST_WORD))
