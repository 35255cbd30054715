"""What a chat is sent when a summary is published, for staff who are about to: the very payload, drawn roughly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from core import clock
from core.chat import ChatChannel, Screen
from core.db import db
from core.house import settings_of
from core.i18n import in_language
from core.people.access import Permission, staff_only
from dialog import hosting
from dialog import results as dialogues
from dialog.chat.here import quiet_button
from dialog.summarising import results, short_texts
from dialog.summarising.errors import NoSuchSummary
from dialog.summarising.models import SummaryState
from integrations.slack import blocks
from integrations.slack.blocks import Paper
from integrations.teams import cards

blueprint = Blueprint(
    "summary_previews", __name__, url_prefix="/personal/dialoger/<slug>/sammanfattning/forhandsvisning"
)

# The version that waits to be published, or else the one that was.
_SHOWN = (SummaryState.APPROVED, SummaryState.PUBLISHED)


@blueprint.get("/<channel>")
@staff_only(Permission.WRITE_SUMMARIES)
def show(slug: str, channel: str) -> ResponseReturnValue:
    """The message to one person; nothing that is pressed here does anything."""
    if channel not in list(ChatChannel):
        abort(404)
    session = db.session()
    dialogue = dialogues.view_of(hosting.find(session, slug), clock.today())
    found = results.latest(session, dialogue.id, *_SHOWN)
    if found is None:
        raise NoSuchSummary
    chat, tongue = ChatChannel(channel), dialogue.language
    with in_language(tongue):
        texts = short_texts.of(dialogue, results.view(session, found))
        screen = replace(texts.slack if chat is ChatChannel.SLACK else texts.teams, buttons=(quiet_button(dialogue),))
        payload = _drawn(chat, screen, tongue)
    return render_template(
        "integrations/summary_preview.html",
        dialogue=dialogue,
        chat=chat,
        payload=payload,
        written=json.dumps(payload, ensure_ascii=False, indent=1),
        tongue=tongue,
    )


def _drawn(chat: ChatChannel, screen: Screen, tongue: str) -> Mapping[str, Any]:
    settings = settings_of(current_app)
    if chat is ChatChannel.TEAMS:
        return cards.draw(screen, settings, tongue)
    message = blocks.message(screen, Paper(tongue, settings.base_url))
    return {"text": message.text, "blocks": list(message.blocks)}
