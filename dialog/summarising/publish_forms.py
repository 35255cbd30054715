"""What is filled in to publish a summary or to take a version of it back: why, for everybody to read."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired

from core.forms import SentForm
from core.i18n import lazy_gettext as later
from dialog.planning_forms import at_most, clean
from dialog.summarising.publishing import LONGEST_REASON


class FirstForm(SentForm):
    """Publishing the first version: there is nothing to fill in."""

    @property
    def said(self) -> str:
        """No reason is needed."""
        return ""


class NewerForm(SentForm):
    """Why a newer version takes the place of the one that people have read."""

    reason = TextAreaField(
        later("Varför kommer en ny version?"),
        [DataRequired(later("Skriv varför den gamla versionen inte gäller längre.")), at_most(LONGEST_REASON)],
        description=later("Det visas för alla på den gamla versionens sida."),
    )

    @property
    def said(self) -> str:
        """The reason as it is kept."""
        return clean(self.reason.data)


class WithdrawForm(SentForm):
    """Why a version is shown no more."""

    reason = TextAreaField(
        later("Anledning"),
        [DataRequired(later("Skriv varför sammanfattningen återkallas.")), at_most(LONGEST_REASON)],
        description=later("Det visas för alla, också för dem som har fått ett meddelande om den."),
    )

    @property
    def said(self) -> str:
        """The reason as it is kept."""
        return clean(self.reason.data)
