"""What several screens say about a dialogue, in the reader's language."""

from __future__ import annotations

from flask import current_app

from core.concerns import help_card
from core.errors import N_
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import write_date
from dialog.models import Audience, Choice
from dialog.results import DialogueView

CHOICES = {Choice.AGREE: N_("Håller med"), Choice.DISAGREE: N_("Håller inte med"), Choice.PASS: N_("Vet inte")}


def promise(dialogue: DialogueView) -> tuple[str, ...]:
    """By when one will know what came of it; nothing where no day is promised."""
    due_on = dialogue.feedback_due_on
    return (_("Senast %(day)s får du veta vad dialogen ledde till.", day=write_date(due_on)),) if due_on else ()


def help_now(dialogue: DialogueView) -> tuple[str, ...]:
    """Where help is now, where the young take part."""
    return contacts() if dialogue.audience is Audience.UNGDOMAR else ()


def contacts() -> tuple[str, ...]:
    """Where help is now."""
    known = help_card.read(settings_of(current_app).help_contacts)
    lines = [" ".join(filter(None, (one.number, one.name, _(one.words) if one.words else ""))) for one in known]
    urgent = f"{_('Det här läses inte dygnet runt.')} {_('Ring i stället, så svarar en människa.')}"
    return (f"{_('Behöver du eller någon annan hjälp?')} {urgent}", "\n".join(lines))
