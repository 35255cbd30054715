"""The errands of mail to followers in the outbox; payloads hold random ids and never an address."""

from __future__ import annotations

import enum

FOLLOWER_MAIL_DUE = "integrations.follower_mail_due"


class Kind(enum.StrEnum):
    """What a mail tells: ``about`` is then the id of a dialogue, or of a version of its summary."""

    ASK = "ask"
    ANSWERS = "answers"
    SUMMARY = "summary"
    WITHDRAWN = "withdrawn"
