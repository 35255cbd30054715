"""What is filled in to go through a summary: a sentence with its sources, a reason, the short text, who approves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, ValidationError

from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from core.summaries.sentences import FREE, Section
from dialog.results import Inspel
from dialog.summarising.addressing import NAMES
from dialog.summarising.reviewing import Worded
from dialog.summarising.short_texts import LONGEST_IN_CHAT
from dialog.summarising.slotting import BRACES, tidy
from dialog.summarising.words import SECTIONS

# A sentence may hold the words of several inspel.
LONGEST_SENTENCE, LONGEST_REASON, LONGEST_NOTE = 2000, 300, 1000
MOST_CITED = 30
LARGEST_NUMBER = 2**31 - 1
_NUMBERS = re.compile(r"[0-9]{1,10}")


def _at_most(longest: int) -> Length:
    return Length(max=longest, message=later("Texten är för lång. Högst %(max)d tecken."))


class SentenceForm(SentForm):
    """The words of a sentence and what they rest on."""

    text = TextAreaField(
        later("Meningen"),
        [DataRequired(later("Skriv meningen.")), _at_most(LONGEST_SENTENCE)],
        description=later("Tal ska finnas i det som meningen bygger på. Deltagarnas ord står inom citattecken."),
    )
    sources = SelectMultipleField(later("Bygger på"), validate_choice=False)
    more = StringField(
        later("Fler inspel"),
        [_at_most(200)],
        description=later("Skriv deras nummer, till exempel 12, 15."),
    )

    def offer(self, inspel: Sequence[Inspel], counts: Mapping[str, str]) -> None:
        """What there is to choose among: inspel by their numbers, and sets of counts by their refs."""
        self.sources.choices = [
            *(SelectChoice(f"i{one.number}", _cut(one)) for one in inspel),
            *(SelectChoice(ref, words) for ref, words in counts.items()),
        ]

    def validate_text(self, field: TextAreaField) -> None:
        """Where words of inspel stand is marked by the programme and by nobody else."""
        if BRACES & set(field.data or ""):
            raise ValidationError(_("Skriv meningen utan klamrar, { och }."))

    def validate_sources(self, field: SelectMultipleField) -> None:
        """A sentence rests on so few things that somebody can read them."""
        if len(self.numbers) > MOST_CITED:
            raise ValidationError(_("Välj högst %(most)s inspel.", most=MOST_CITED))

    def validate_more(self, field: StringField) -> None:
        """Numbers, and nothing but what stands between them."""
        if re.sub(r"[0-9,;.\s]|nr|och", "", (field.data or "").casefold()):
            raise ValidationError(_("Skriv bara nummer, med komma emellan."))

    @property
    def written_numbers(self) -> tuple[int, ...]:
        """The numbers of inspel that were written and not ticked."""
        found = (int(number) for number in _NUMBERS.findall(self.more.data or ""))
        return tuple(dict.fromkeys(number for number in found if number <= LARGEST_NUMBER))

    @property
    def numbers(self) -> tuple[int, ...]:
        """Those that were ticked, and then those that were written."""
        ticked = [int(ref[1:]) for ref in self.sources.data or () if ref[:1] == "i" and ref[1:].isdecimal()]
        known = (number for number in ticked if number <= LARGEST_NUMBER)
        return tuple(dict.fromkeys((*known, *self.written_numbers)))

    @property
    def worded(self) -> Worded:
        """What was filled in."""
        facts = tuple(ref for ref in self.sources.data or () if ref[:1] != "i")
        return Worded(tidy(self.text.data or ""), self.numbers, facts)


class NewSentenceForm(SentenceForm):
    """A sentence of one's own, and where it is to stand."""

    section = SelectField(later("Avsnitt"))

    def __init__(self, **data: object) -> None:
        """The parts to choose among, in the order they are read."""
        super().__init__(**data)
        self.section.choices = [
            SelectChoice(name, _("%(part)s (egna ord)", part=_(SECTIONS[part])) if part in FREE else _(SECTIONS[part]))
            for part, name in NAMES.items()
        ]

    @property
    def chosen(self) -> Section:
        """The part, once the form is valid."""
        return next(part for part, name in NAMES.items() if name == self.section.data)


class ReasonForm(SentForm):
    """Why a check may stand as it is."""

    reason = StringField(
        later("Skäl"),
        [DataRequired(later("Skriv varför det är rätt ändå.")), _at_most(LONGEST_REASON)],
        description=later("Den som godkänner läser skälet."),
    )

    @property
    def words(self) -> str:
        """The reason as it is kept."""
        return tidy(self.reason.data or "")


class ShortForm(SentForm):
    """The short text that goes out in channels."""

    short = TextAreaField(
        later("Kort text till kanalerna"),
        [_at_most(LONGEST_IN_CHAT)],
        description=later("Lämna tomt, så görs den av ingressen och de två tydligaste meningarna."),
    )

    @property
    def words(self) -> str:
        """The text as it is kept."""
        return (self.short.data or "").replace("\r\n", "\n").strip()


class SubmitForm(SentForm):
    """Who is asked to approve."""

    approver = SelectField(later("Vem ska godkänna?"))

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """Those there are to choose among, none of them chosen unless there is but one."""
        first = [SelectChoice("", _("Välj"))] if len(people) != 1 else []
        self.approver.choices = [*first, *(SelectChoice(str(staff_id), name) for staff_id, name in people)]

    def validate_approver(self, field: SelectField) -> None:
        """Somebody."""
        if not field.data:
            raise ValidationError(_("Välj vem som ska godkänna."))

    @property
    def chosen(self) -> int:
        """Their id, once the form is valid."""
        return int(self.approver.data)


class NoteForm(SentForm):
    """What should be changed before it is approved."""

    note = TextAreaField(
        later("Vad behöver ändras?"),
        [DataRequired(later("Skriv vad som behöver ändras.")), _at_most(LONGEST_NOTE)],
    )

    @property
    def words(self) -> str:
        """The note as it is kept."""
        return (self.note.data or "").replace("\r\n", "\n").strip()


def _cut(one: Inspel) -> str:
    text = one.text if len(one.text) <= 160 else f"{one.text[:159]}…"
    return str(_("Nr %(number)s: %(text)s", number=one.number, text=text))
