"""The forms of pages: filled in with what was sent, speaking the reader's language."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import Form
from wtforms.i18n import get_translations

from core.i18n import language


class SentForm(Form):
    """A form that takes what this request sent, if it sent anything; the app's own gate has checked the form token."""

    class Meta:
        """WTForms' own few messages come in the reader's language too."""

        def get_translations(self, form: Form) -> Any:
            """Translations for dates and numbers that cannot be read."""
            return get_translations([language()])

    def __init__(self, **data: Any) -> None:
        """``data`` fills the fields when nothing was sent."""
        super().__init__(request.form if self.is_sent else None, **data)

    @property
    def is_sent(self) -> bool:
        """Whether the request is somebody sending the form."""
        return request.method == "POST"

    @property
    def summary(self) -> list[tuple[str, str]]:
        """For the error summary: where each field is and what to do about it."""
        return [(f"#{field.id}", f"{field.label.text} – {field.errors[0]}") for field in self if field.errors]
