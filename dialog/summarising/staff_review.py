"""Going through a summary for staff: a part at a time, each sentence beside what it rests on; and all its checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db
from core.errors import PersonMet
from core.i18n import gettext as _
from core.i18n import ngettext
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.summaries.checks import Check
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog.moderating.addressing import dialogue_at
from dialog.results import DialogueView
from dialog.summarising import approving, drafting, reasons, results, review_page, review_words, reviewing, seeking
from dialog.summarising.addressing import NAMES, back_to, page_asked_for, revision_seen, section_asked_for, summary_at
from dialog.summarising.errors import NoSuchSentence
from dialog.summarising.models import Summary
from dialog.summarising.reasons import WHOLE
from dialog.summarising.results import SummaryView
from dialog.summarising.review_forms import ReasonForm, ShortForm
from dialog.summarising.words import SECTIONS, STATES

blueprint = Blueprint("staff_summary", __name__, url_prefix="/personal/dialoger/<slug>/sammanfattning")

PUBLISH = "summary_publishing.publish"
_ALL = "alla"
# The rest are found where a sentence is added.
_FIRST_UNCOVERED = 10


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.WRITE_SUMMARIES)
def show(slug: str) -> ResponseReturnValue:
    """The part whose turn it is, or the one asked for; what to do where there is no version to go through."""
    return _page(dialogue_at(slug))


@blueprint.post("", strict_slashes=False)
@staff_only(Permission.WRITE_SUMMARIES)
@keeps_typed
def decide(slug: str) -> ResponseReturnValue:
    """Carry out the button that was pressed, about one sentence or about all on the page that nothing was found in."""
    dialogue, session = dialogue_at(slug), db.session()
    summary = summary_at(session, dialogue)
    deed, _dash, key = request.form.get("do", "").partition("-")
    if is_stale():
        return _page(dialogue)
    if deed != _ALL and deed not in _DEEDS:
        abort(400)
    try:
        if deed == _ALL:
            return _keep_all(dialogue, summary)
        _DEEDS[deed](summary, key)
    except PersonMet as error:
        db.session.rollback()
        return _page(dialogue, error), error.status
    audit.record(session, signed_in_staff(), f"summary.{_RECORDED[deed]}", "summary", summary.id, sentence=key)
    db.session.commit()
    return _onwards(dialogue, summary, key, stay=deed in _STAY)


@blueprint.post("/utkast")
@staff_only(Permission.WRITE_SUMMARIES)
def draft(slug: str) -> ResponseReturnValue:
    """Have the worker make a draft, or bring the one there is up to date; what staff have worded stays."""
    dialogue, session = dialogue_at(slug), db.session()
    drafting.ask_for(session, dialogue.id)
    audit.record(session, signed_in_staff(), "summary.draft_asked_for", "dialogue", dialogue.id, slug=slug)
    db.session.commit()
    flash(_("Utkastet görs nu. Det brukar ta några sekunder. Ladda om sidan om en liten stund."), "info")
    return redirect(url_for("staff_summary.show", slug=slug), 303)


@blueprint.route("/kontroller", methods=["GET", "POST"])
@staff_only(Permission.WRITE_SUMMARIES)
@keeps_typed
def checks(slug: str) -> ResponseReturnValue:
    """What is left before it can be sent, whose voices are heard in it, and the short text for channels."""
    dialogue, session, staff = dialogue_at(slug), db.session(), signed_in_staff()
    summary = summary_at(session, dialogue)
    short, reason = ShortForm(data={"short": summary.short}), ReasonForm()
    pressed = request.form.get("do", "")
    form = short if pressed == "kort" else reason
    name_fields({field.name: str(field.label.text) for field in form})
    met: PersonMet | None = None
    if form.is_sent and not is_stale():
        if pressed not in ("kort", "skal"):
            abort(400)
        try:
            if form.validate():
                if form is short:
                    reviewing.write_short(session, summary, short.words, seen=revision_seen())
                    done = _("Den korta texten är sparad.")
                else:
                    reviewing.give_reason(
                        session,
                        summary,
                        Check.COVERAGE,
                        WHOLE,
                        reason.words,
                        staff,
                        clock.today(),
                        seen=revision_seen(),
                    )
                    done = _("Skälet är sparat.")
                deed = "summary.short_written" if form is short else "summary.reason_given"
                audit.record(session, staff, deed, "summary", summary.id)
                db.session.commit()
                flash(done, "good")
                return redirect(url_for("staff_summary.checks", slug=slug), 303)
        except PersonMet as error:
            db.session.rollback()
            met = error
    now = results.view(session, summary)
    body = render_template(
        "dialog/staff/summary/checks.html",
        dialogue=dialogue,
        summary=now,
        left=approving.left(session, summary, now, clock.today()),
        places={one.key: one for one in now.sentences},
        uncovered=seeking.listed(session, dialogue.id, now.coverage.get("uncovered", ())[:_FIRST_UNCOVERED]),
        short=short,
        reason=reason,
        errors=form.summary if form.is_sent else [],
        met=met,
        stale=is_stale(),
        names=NAMES,
        sections=SECTIONS,
        words=review_words,
    )
    return body, met.status if met else 422 if form.errors else 200


def _keep_all(dialogue: DialogueView, summary: Summary) -> ResponseReturnValue:
    """Keep what waits on the page and is green; what is not is told, and stays to be looked at."""
    session = db.session()
    now, told = results.view(session, summary), reasons.given(session, summary.id)
    page = review_page.page_of(now, section_asked_for(), page_asked_for(), told)
    if page is None:
        raise NoSuchSentence
    kept = reviewing.keep(session, summary, page.to_keep, seen=revision_seen())
    audit.record(session, signed_in_staff(), "summary.kept", "summary", summary.id, sentences=kept)
    db.session.commit()
    name = _(SECTIONS[page.section])
    flash(
        ngettext("En mening är behållen i ”%(part)s”.", "%(num)s meningar är behållna i ”%(part)s”.", kept, part=name),
        "good",
    )
    after = results.view(session, summary)
    shown = {one.sentence.key for one in page.rows}
    rest = [one.key for one in after.sentences if one.key in shown and review_page.waits(one)]
    if rest:
        return back_to(dialogue, after, page.section, rest[0])
    if any(not part.is_done for part in review_page.parts(after)):
        return back_to(dialogue, after)
    return redirect(url_for("staff_summary.checks", slug=dialogue.slug), 303)


def _keep(summary: Summary, key: str) -> None:
    reviewing.keep(db.session(), summary, [key], seen=revision_seen())


def _strike(summary: Summary, key: str) -> None:
    reviewing.strike(db.session(), summary, key, seen=revision_seen())


def _restore(summary: Summary, key: str) -> None:
    reviewing.restore(db.session(), summary, key, seen=revision_seen())


def _up(summary: Summary, key: str) -> None:
    reviewing.move(db.session(), summary, key, up=True, seen=revision_seen())


def _down(summary: Summary, key: str) -> None:
    reviewing.move(db.session(), summary, key, up=False, seen=revision_seen())


_DEEDS: Mapping[str, Callable[[Summary, str], None]] = {
    "behall": _keep,
    "stryk": _strike,
    "angra": _restore,
    "upp": _up,
    "ner": _down,
}
_RECORDED = {"behall": "kept", "stryk": "struck", "angra": "restored", "upp": "moved", "ner": "moved"}
# After these one looks at the same sentence, and not at the next that waits.
_STAY = frozenset({"angra", "upp", "ner"})


def _onwards(dialogue: DialogueView, summary: Summary, key: str, *, stay: bool) -> ResponseReturnValue:
    """Back to the page, at the next sentence of the part that waits, else at the one it was about."""
    now = results.view(db.session(), summary)
    place = next((one for one in now.sentences if one.key == key), None)
    if place is None:
        return back_to(dialogue, now)
    waiting = (
        one.key
        for one in now.sentences
        if one.section is place.section and one.position > place.position and review_page.waits(one)
    )
    return back_to(dialogue, now, place.section, key if stay else next(waiting, key))


def _page(dialogue: DialogueView, met: PersonMet | None = None) -> str:
    session = db.session()
    summary = results.under_way(session, dialogue.id)
    if summary is None:
        published = results.published(session, dialogue.id)
        return render_template("dialog/staff/summary/none.html", dialogue=dialogue, published=published)
    now: SummaryView = results.view(session, summary)
    told = reasons.given(session, summary.id)
    every = review_page.parts(now)
    return render_template(
        "dialog/staff/summary/review.html",
        dialogue=dialogue,
        summary=now,
        parts=every,
        reviewed=sum(part.reviewed for part in every),
        total=sum(part.total for part in every),
        page=review_page.page_of(now, section_asked_for(), page_asked_for(), told),
        may_change=now.is_edited,
        publish=PUBLISH if PUBLISH in current_app.view_functions else "",
        met=met,
        stale=is_stale(),
        names=NAMES,
        sections=SECTIONS,
        states=STATES,
        words=review_words,
    )
