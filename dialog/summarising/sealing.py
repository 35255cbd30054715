"""What was approved is what is published: a fingerprint of everything people will read."""

from __future__ import annotations

import hashlib
import json

from dialog.summarising.results import SummaryView


def content_hash(summary: SummaryView) -> str:
    """The fingerprint of the sentences that are in, in their order, and of the text for channels."""
    said = [[one.key, one.section, one.topic, one.text, list(one.cites)] for one in summary.shown]
    return hashlib.sha256(json.dumps([summary.language, summary.short, said], ensure_ascii=False).encode()).hexdigest()
