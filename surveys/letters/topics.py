"""The errands of letters in the outbox; payloads hold ids and never an address."""

from __future__ import annotations

LETTER_BEGUN = "surveys.letter_begun"
MAIL_DUE = "surveys.mail_due"
