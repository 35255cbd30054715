"""What came out of a dialogue, for everybody, once it is over: in words and counts first, and as files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.people.access import public
from core.tables import write_rows
from dialog import claim_words, listing, results, shown_results
from dialog.analysing import results as analysing
from dialog.analysing.results import Found
from dialog.claim_words import Part
from dialog.errors import NoResultsYet
from dialog.models import DialogueState
from dialog.results import DialogueView
from dialog.summarising import results as summaries
from dialog.words import AGE_BANDS

blueprint = Blueprint("dialogue_results", __name__, url_prefix="/dialog/<slug>")

COLUMNS = (
    *("number", "text", "language", "kind", "votes", "agree", "disagree", "pass"),
    *("share", "low", "high", "is_demo"),
)


@blueprint.get("/resultat")
@public
def show(slug: str) -> ResponseReturnValue:
    """What unites and what divides; all of one part when the address asks for it; before the close when it comes."""
    session, today = db.session(), clock.today()
    dialogue = results.find(session, slug, today)
    if dialogue.state is DialogueState.WITHDRAWN:
        return render_template("dialog/withdrawn.html", dialogue=dialogue)
    crowd = results.crowd(session, dialogue) if dialogue.is_over else None
    found = analysing.found(session, dialogue.id) if crowd else None
    if found is None or not _says_something(found):
        return render_template("dialog/results/not_yet.html", dialogue=dialogue, crowd=crowd, found=found)
    words: dict[str, Any] = {"dialogue": dialogue, "found": found, "words": claim_words, "age_bands": AGE_BANDS}
    asked = request.args.get("visa")
    if asked is None:
        shown = shown_results.first_page(session, dialogue.id, found)
        has_summary = summaries.published(session, dialogue.id) is not None
        return render_template("dialog/results/show.html", crowd=crowd, shown=shown, has_summary=has_summary, **words)
    if asked not in set(Part):
        abort(404)
    page = listing.page_asked_for()
    section = shown_results.section(session, dialogue.id, found, Part(asked), page)
    return render_template("dialog/results/part.html", section=section, page=page, size=shown_results.A_PAGE, **words)


@blueprint.get("/resultat.csv")
@public
def as_csv(slug: str) -> ResponseReturnValue:
    """One row an inspel: how it was voted on, and what can be said about it."""
    dialogue, found = _over(slug)
    file = io.StringIO()
    write_rows(file, COLUMNS, _cells(dialogue, found))
    response = Response(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="resultat-{dialogue.slug}.csv"'
    return response


@blueprint.get("/resultat.json")
@public
def as_json(slug: str) -> ResponseReturnValue:
    """The same for programs, with how it was reckoned."""
    dialogue, found = _over(slug)
    return {
        "dialogue": dialogue.slug,
        "title": dialogue.title,
        "question": dialogue.question,
        "closed_on": dialogue.closed_on.isoformat() if dialogue.closed_on else None,
        "is_demo": dialogue.is_demo,
        "made_at": found.made_at.isoformat(),
        "method": found.method,
        "voters": found.voters,
        "groups": [{"number": group.number, "people": group.size} for group in found.groups],
        "statements": [dict(zip(COLUMNS, row, strict=True)) for row in _cells(dialogue, found)],
    }


def _over(slug: str) -> tuple[DialogueView, Found]:
    """A dialogue that has a result to show; raises NoResultsYet."""
    session, today = db.session(), clock.today()
    dialogue = results.find(session, slug, today)
    found = None
    if dialogue.is_over and results.crowd(session, dialogue) is not None:
        found = analysing.found(session, dialogue.id)
    if found is None or not _says_something(found):
        raise NoResultsYet
    return dialogue, found


def _says_something(found: Found) -> bool:
    """Whether five have voted, on anything."""
    return not found.is_too_few and any(shown_results.is_told(claim) for claim in found.claims)


def _cells(dialogue: DialogueView, found: Found) -> Iterator[list[Any]]:
    """Counts are left out where fewer than five have voted."""
    for claim, inspel in shown_results.whole(db.session(), dialogue.id, found):
        counts = [claim.n, claim.agree, claim.disagree, claim.passes] if shown_results.is_told(claim) else [None] * 4
        interval = [claim.share, claim.low, claim.high]
        yield [inspel.number, inspel.text, inspel.language, claim.kind.value, *counts, *interval, dialogue.is_demo]
