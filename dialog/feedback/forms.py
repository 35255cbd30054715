"""What is filled in to answer an inspel in public, or to say where the matter was sent on to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from core import clock
from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from dialog.feedback.answering import LONGEST_WORDS, Written
from dialog.feedback.models import Decision

LONGEST_UNIT, LONGEST_REFERENCE, LONGEST_LINK = 120, 60, 300
# A register, a year and a number, as diaries write them: "KS 2026/123", "MSN-2026:14", "2026-000123".
_DIARY_NUMBER = re.compile(r"(?:[A-Za-zÅÄÖåäö.]{1,8}[ /:-]{0,2})?(?:19|20)\d{2}[ /:-]\d{1,6}(?:-\d{1,4})?")

DECISIONS: Mapping[str, str] = {
    Decision.WILL_DO.value: later("Ja"),
    Decision.PARTLY.value: later("Delvis"),
    Decision.NO.value: later("Nej"),
    Decision.INVESTIGATING.value: later("Utreds"),
    Decision.ALREADY_DONE.value: later("Redan gjort"),
}


def _at_most(longest: int) -> Length:
    return Length(max=longest, message=later("Texten är för lång. Högst %(max)d tecken."))


class _SaidForm(SentForm):
    """What both kinds of answers have: words, and who is responsible."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written anything."""
        return not any(str(field.data or "").strip() for field in self)

    def written(self) -> Written:
        """What was filled in."""
        raise NotImplementedError


class AnswerForm(_SaidForm):
    """An answer of our own."""

    decision = RadioField(
        later("Vad blir det?"),
        choices=[
            *(SelectChoice(value, words) for value, words in DECISIONS.items()),
            SelectChoice("", later("Inget beslut, bara ett svar")),
        ],
        default="",
    )
    words = TextAreaField(
        later("Svar"),
        [InputRequired(later("Skriv svaret.")), _at_most(LONGEST_WORDS)],
        description=later("Skriv varför, så att den som inte är insatt förstår."),
    )
    unit = StringField(
        later("Ansvarig"),
        [InputRequired(later("Skriv vem som ansvarar.")), _at_most(LONGEST_UNIT)],
        description=later("Den nämnd eller enhet som svarar för det."),
    )
    due_on = DateField(
        later("Datum"),
        [Optional()],
        description=later(
            "När det ska vara gjort. För Utreds: när ni senast ger ett nytt besked. För Redan gjort: när det gjordes."
        ),
    )
    reference = StringField(
        later("Diarienummer"), [_at_most(LONGEST_REFERENCE)], description=later("Om svaret hör till ett ärende.")
    )

    @classmethod
    def of(cls, known: Written | None, receiver: str) -> AnswerForm:
        """The form as sent, else as it was last saved, else with whoever receives the dialogue as responsible."""
        if known is None:
            return cls(data={"unit": receiver})
        filled: dict[str, Any] = {
            "decision": known.decision.value if known.decision else "",
            "words": known.words,
            "unit": known.unit,
            "due_on": known.due_on,
            "reference": known.reference,
        }
        return cls(data=filled)

    def validate(self, extra_validators: Any = None) -> bool:
        """What is looked into has a day that is still to come: without one nobody knows when to ask again."""
        is_right = super().validate(extra_validators)
        # A day that cannot be read has been remarked on already.
        if self.decision.data != Decision.INVESTIGATING.value or self.due_on.errors:
            return is_right
        if self.due_on.data is None:
            self.due_on.errors = (_("Välj dagen då ni senast ger ett nytt besked."),)
        elif self.due_on.data < clock.today():
            self.due_on.errors = (_("Välj en dag som kommer. Då ska ni senast ge ett nytt besked."),)
        return is_right and not self.due_on.errors

    def written(self) -> Written:
        """The answer."""
        return Written(
            words=_clean(self.words.data),
            unit=_clean(self.unit.data),
            decision=Decision(self.decision.data) if self.decision.data else None,
            due_on=self.due_on.data,
            reference=_clean(self.reference.data),
        )


class ReferralForm(_SaidForm):
    """Where the matter was sent on to, and how to follow it there."""

    unit = StringField(
        later("Vart"),
        [InputRequired(later("Skriv vart frågan hör.")), _at_most(LONGEST_UNIT)],
        description=later("Till exempel felanmälan, synpunkter eller en annan nämnd."),
    )
    words = TextAreaField(
        later("Förklaring"),
        [InputRequired(later("Skriv varför frågan hör dit.")), _at_most(LONGEST_WORDS)],
        description=later("Skriv varför frågan hör dit och vad som händer nu."),
    )
    link = StringField(
        later("Länk"),
        [_at_most(LONGEST_LINK)],
        description=later("Adressen dit man kan vända sig. Den ska börja med https://."),
    )
    reference = StringField(
        later("Diarienummer"), [_at_most(LONGEST_REFERENCE)], description=later("Om svaret hör till ett ärende.")
    )

    @classmethod
    def of(cls, known: Written | None) -> ReferralForm:
        """The form as sent, else as it was last saved."""
        if known is None:
            return cls()
        return cls(data={"unit": known.unit, "words": known.words, "link": known.link, "reference": known.reference})

    def validate_link(self, field: StringField) -> None:
        """A whole address that is encrypted, or none: people are to trust where the municipality sends them."""
        address = _clean(field.data)
        if address and not _is_https(address):
            raise ValidationError(_("Skriv hela adressen. Den ska börja med https://."))

    def written(self) -> Written:
        """The referral."""
        return Written(
            words=_clean(self.words.data),
            unit=_clean(self.unit.data),
            link=_clean(self.link.data),
            reference=_clean(self.reference.data),
        )


def is_odd(reference: str) -> bool:
    """Whether a number does not look like one from a diary: worth another look, and no reason to refuse it."""
    return bool(reference) and _DIARY_NUMBER.fullmatch(reference) is None


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_plain = not any(letter.isspace() or letter in "<>\"'" for letter in address)
    return parts.scheme == "https" and "." in host and is_plain and "@" not in parts.netloc


def _clean(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
