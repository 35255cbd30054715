"""Dialogues for everybody: which there are, and one of them with what it asks, promises and led to."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from core import clock
from core.chat import ChatChannel, ChatUse
from core.db import db
from core.house import settings_of
from core.people.access import public
from dialog import listing, results
from dialog.feedback import results as feedback
from dialog.meetings import overview
from dialog.models import DialogueState
from dialog.results import DialogueView
from dialog.summarising import results as summaries
from dialog.summarising import short_texts
from dialog.summarising.short_texts import ShortTexts
from dialog.words import CHATS, LADDER, LADDER_MEANS, MODERATION

blueprint = Blueprint("dialogues", __name__, url_prefix="/dialog")

MOST_INSPEL = 5
MOST_ANSWERS = 3


@blueprint.get("", strict_slashes=False)
@public
def index() -> ResponseReturnValue:
    """Those that are open, then those that are over with what came of them."""
    page, today = listing.page_asked_for(), clock.today()
    listed = listing.public(db.session(), today, page)
    return render_template("dialog/index.html", listed=listed, page=page, today=today)


@blueprint.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """The question first, then how to take part, what can be influenced and when one will know."""
    session, today = db.session(), clock.today()
    dialogue = results.find(session, slug, today)
    if dialogue.state is DialogueState.WITHDRAWN:
        return render_template("dialog/withdrawn.html", dialogue=dialogue)
    answers = feedback.of_dialogue(session, dialogue.id, MOST_ANSWERS) if dialogue.is_over else ()
    return render_template(
        "dialog/show.html",
        dialogue=dialogue,
        inspel=() if answers else results.latest_inspel(session, dialogue.id, MOST_INSPEL),
        answers=answers,
        summary=_summary(dialogue) if dialogue.is_over else None,
        crowd=results.crowd(session, dialogue),
        outcome=listing.outcome(session, dialogue),
        doors=_doors(slug),
        chats=_chats(dialogue),
        meeting=overview.coming(session, dialogue.id, today) if dialogue.is_open else None,
        ladder=LADDER,
        ladder_means=LADDER_MEANS,
        moderation=MODERATION,
        today=today,
    )


def _summary(dialogue: DialogueView) -> ShortTexts | None:
    """The summary that counts in a few words, if one has been published."""
    session = db.session()
    found = summaries.published(session, dialogue.id)
    return short_texts.of(dialogue, summaries.view(session, found)) if found else None


def _chats(dialogue: DialogueView) -> list[str]:
    """In which chats one can take part as well, as they are called: those that the municipality has and staff chose."""
    settings = settings_of(current_app)
    connected = {ChatChannel.SLACK: settings.has_slack, ChatChannel.TEAMS: settings.has_teams}
    return [CHATS[chat] for chat in ChatChannel if connected[chat] and dialogue.use_in(chat) is ChatUse.FULL]


def _doors(slug: str) -> dict[str, str]:
    """Where one goes from here: the pages where people take part, and those that say what came of it."""
    endpoints = {
        "vote": "taking_part.vote",
        "write": "taking_part.write",
        "mine": "taking_part.mine",
        "results": "dialogue_results.show",
        "summary": "summaries.show",
        "answers": "feedback.index",
    }
    return {
        name: url_for(endpoint, slug=slug)
        for name, endpoint in endpoints.items()
        if endpoint in current_app.view_functions
    }
