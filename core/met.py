"""The words of what a person can meet, one place for the error page and the chats."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.errors import PersonMet
from core.i18n import gettext as _
from core.i18n import ngettext, say
from core.limits import TooMany
from core.prompts import Refused


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody is told, in their language: what it is, what happened and what to do now."""

    title: str
    message: str
    advice: str


def words_of(error: PersonMet | Refused | TooMany) -> Words:
    """The words of an error; a refused answer has only its message, which says what to do."""
    if isinstance(error, Refused):
        return Words("", say(error), "")
    if isinstance(error, PersonMet):
        return Words(say(error, "title"), say(error), say(error, "advice"))
    minutes = math.ceil(error.retry_after_seconds / 60)
    return Words(
        _("Vänta en stund"),
        _("Det har kommit ovanligt många försök på kort tid. Därför tar vi en paus."),
        ngettext("Vänta en minut och försök igen.", "Vänta %(num)s minuter och försök igen.", minutes),
    )
