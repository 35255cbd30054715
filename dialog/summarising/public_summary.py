"""The summary for everybody: the version that counts, every version at an address of its own, and as a document."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.documents.paper import MEDIA_TYPE
from core.house import settings_of
from core.people.access import public
from core.summaries.sentences import Section
from dialog import claim_words, listing, shown_results
from dialog import results as dialogues
from dialog.feedback import results as feedback
from dialog.models import DialogueState
from dialog.results import DialogueView
from dialog.summarising import method, paper_document, results, shown_summary, versions, words
from dialog.summarising.errors import NoSuchSummary
from dialog.summarising.results import SummaryView
from dialog.summarising.versions import Version, Versions

blueprint = Blueprint("summaries", __name__, url_prefix="/dialog/<slug>/sammanfattning")


@blueprint.get("", strict_slashes=False)
@public
def show(slug: str) -> ResponseReturnValue:
    """The version that counts; the latest that was withdrawn where none does, and before the first when it comes."""
    dialogue = _dialogue(slug)
    if dialogue.state is DialogueState.WITHDRAWN:
        return render_template("dialog/withdrawn.html", dialogue=dialogue)
    known = versions.seen(db.session(), dialogue.id)
    if known.to_show is None:
        return render_template("dialog/summary_none.html", dialogue=dialogue), 404
    return _page(dialogue, known.to_show, known)


@blueprint.get("/<id:version>")
@public
def permalink(slug: str, version: int) -> ResponseReturnValue:
    """One version, which says so where it does not count any more."""
    dialogue = _dialogue(slug)
    if dialogue.state is DialogueState.WITHDRAWN:
        return render_template("dialog/withdrawn.html", dialogue=dialogue)
    known = versions.seen(db.session(), dialogue.id)
    return _page(dialogue, known.numbered(version), known)


@blueprint.get("/<id:version>/word")
@public
def as_word(slug: str, version: int) -> ResponseReturnValue:
    """The same as a Word document, for a nämnd's papers."""
    dialogue = _dialogue(slug)
    asked = versions.seen(db.session(), dialogue.id).numbered(version)
    if asked.is_withdrawn or dialogue.state is DialogueState.WITHDRAWN:
        raise NoSuchSummary
    summary = _summary(dialogue, asked)
    body = paper_document.as_word(dialogue, summary, settings_of(current_app).municipality, clock.now())
    response = Response(body, content_type=MEDIA_TYPE)
    name = f"sammanfattning-{dialogue.slug}-{summary.version}.docx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _dialogue(slug: str) -> DialogueView:
    return dialogues.find(db.session(), slug, clock.today())


def _summary(dialogue: DialogueView, version: Version) -> SummaryView:
    session = db.session()
    return results.view(session, results.version(session, dialogue.id, version.number))


def _page(dialogue: DialogueView, version: Version, known: Versions) -> ResponseReturnValue:
    if version.is_withdrawn:
        return render_template("dialog/summary_withdrawn.html", dialogue=dialogue, version=version, versions=known)
    summary, asked = _summary(dialogue, version), request.args
    if "mening" in asked:
        return _sentence(dialogue, summary, asked["mening"])
    if "visa" in asked:
        return _part(dialogue, summary, asked["visa"])
    return render_template(
        "dialog/summary.html",
        parts=shown_summary.first_page(summary, _answers(summary)),
        gone=shown_summary.gone(summary),
        version=version,
        versions=known,
        method=method,
        answered=feedback.answered_of(db.session(), dialogue.id),
        **_said(dialogue, summary),
    )


def _part(dialogue: DialogueView, summary: SummaryView, asked: str) -> ResponseReturnValue:
    """All of one part, a page at a time."""
    if asked not in set(Section):
        abort(404)
    number = listing.page_asked_for()
    part = shown_summary.page(summary, Section(asked), number, _answers(summary))
    return render_template("dialog/summary_part.html", part=part, page=number, **_said(dialogue, summary))


def _sentence(dialogue: DialogueView, summary: SummaryView, key: str) -> ResponseReturnValue:
    """One sentence with all it rests on, a page at a time."""
    number = listing.page_asked_for()
    told = shown_summary.sentence(summary, key, number, _answers(summary))
    if told is None:
        abort(404)
    return render_template("dialog/summary_sources.html", told=told, page=number, **_said(dialogue, summary))


def _said(dialogue: DialogueView, summary: SummaryView) -> dict[str, Any]:
    """What every page of a summary needs to be drawn."""
    return {
        "dialogue": dialogue,
        "summary": summary,
        "words": claim_words,
        "sections": words.SECTIONS,
        "size": shown_summary.A_PAGE,
        "today": clock.today(),
    }


def _answers(summary: SummaryView) -> shown_summary.Answers:
    """What has been answered to the inspel that an answer is owed to, in two queries however many they are."""
    return shown_results.answers_at(db.session(), summary.dialogue_id, set(summary.highlighted))
