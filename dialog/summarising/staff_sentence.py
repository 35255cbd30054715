"""One sentence of a summary for staff: other words, other sources, a reason for a check, or a sentence of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db
from core.errors import PersonMet
from core.i18n import gettext as _
from core.i18n import say
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.summaries.checks import Check
from core.summaries.sentences import FREE, Section
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog.analysing import results as analyses
from dialog.moderating.addressing import dialogue_at
from dialog.results import DialogueView, Inspel
from dialog.summarising import checking, reasons, results, review_page, review_words, reviewing, seeking, slotting
from dialog.summarising.addressing import NAMES, back_to, revision_seen, section_asked_for, summary_at
from dialog.summarising.errors import CitationMissing, NoSuchSentence, NumberNotFound, SummaryIsFixed
from dialog.summarising.results import SentenceView, SummaryView
from dialog.summarising.review_forms import NewSentenceForm, ReasonForm, SentenceForm
from dialog.summarising.states import EDITED
from dialog.summarising.words import SECTIONS

blueprint = Blueprint("staff_sentence", __name__, url_prefix="/personal/dialoger/<slug>/sammanfattning")

# What can be put right in the form itself, by the field it is said at.
_FIELDS: Mapping[type[PersonMet], str] = {NumberNotFound: "text", CitationMissing: "sources"}
_LONGEST_SOUGHT = 200


@blueprint.route("/meningar/<key>", methods=["GET", "POST"])
@staff_only(Permission.WRITE_SUMMARIES)
@keeps_typed
def change(slug: str, key: str) -> ResponseReturnValue:
    """The words, the sources and the checks of a sentence; what was typed comes back where it could not be saved."""
    dialogue, session, staff = dialogue_at(slug), db.session(), signed_in_staff()
    summary = summary_at(session, dialogue)
    now, sentence = _at(dialogue, key)
    words = slotting.unslotted(sentence.text, {one.number: one for one in sentence.inspel})
    form = SentenceForm(data={"text": words, "sources": list(sentence.cites)})
    name_fields({field.name: str(field.label.text) for field in form})
    pressed, met = request.form.get("do", ""), None
    if form.is_sent and not is_stale() and pressed != "sok":
        if pressed not in ("spara", "kasta"):
            abort(400)
        try:
            if pressed == "kasta":
                reviewing.remove(session, summary, key, seen=revision_seen())
            elif _is_valid(dialogue, form):
                reviewing.change(session, summary, key, form.worded, staff, seen=revision_seen())
            if not form.errors:
                deed = "summary.removed" if pressed == "kasta" else "summary.changed"
                audit.record(session, staff, deed, "summary", summary.id, sentence=key)
                db.session.commit()
                flash(_("Meningen är borttagen.") if pressed == "kasta" else _("Meningen är sparad."), "good")
                after = results.view(session, summary)
                return back_to(dialogue, after, sentence.section, "" if pressed == "kasta" else key)
        except PersonMet as error:
            db.session.rollback()
            met = _put_in(form, error)
            now, sentence = _at(dialogue, key)
    found = checking.of_sentences(now, reasons.given(session, now.id), [key]).get(key, ())
    return _page(dialogue, now, form, met, sentence, review_page.row(now, sentence, found))


@blueprint.route("/ny", methods=["GET", "POST"])
@staff_only(Permission.WRITE_SUMMARIES)
@keeps_typed
def add(slug: str) -> ResponseReturnValue:
    """A sentence of one's own; those inspel stand first that no sentence rests on."""
    dialogue, session, staff = dialogue_at(slug), db.session(), signed_in_staff()
    summary = summary_at(session, dialogue)
    if summary.state not in EDITED and request.method == "GET":
        raise SummaryIsFixed
    section, number = section_asked_for(), request.args.get("inspel", 0, type=int)
    ticked = [f"i{number}"] if number > 0 else []
    form = NewSentenceForm(data={"section": NAMES[section or Section.UNITES], "sources": ticked})
    name_fields({field.name: str(field.label.text) for field in form})
    pressed, met = request.form.get("do", ""), None
    if form.is_sent and not is_stale() and pressed != "sok":
        if pressed != "spara":
            abort(400)
        try:
            if _is_valid(dialogue, form):
                added = reviewing.add(session, summary, form.chosen, form.worded, staff, seen=revision_seen())
                audit.record(session, staff, "summary.added", "summary", summary.id, sentence=added.key)
                db.session.commit()
                flash(_("Meningen är tillagd."), "good")
                return back_to(dialogue, results.view(session, summary), added.section, added.key)
        except PersonMet as error:
            db.session.rollback()
            met = _put_in(form, error)
    return _page(dialogue, results.view(session, summary_at(session, dialogue)), form, met)


@blueprint.route("/meningar/<key>/skal/<check>", methods=["GET", "POST"])
@staff_only(Permission.WRITE_SUMMARIES)
@keeps_typed
def explain(slug: str, key: str, check: str) -> ResponseReturnValue:
    """Why a check of a sentence may stand as it is, in writing."""
    dialogue, session, staff = dialogue_at(slug), db.session(), signed_in_staff()
    summary = summary_at(session, dialogue)
    now, sentence = _at(dialogue, key)
    found = checking.of_sentences(now, reasons.given(session, now.id), [key]).get(key, ())
    failed = next((one for one in found if one.check.value == check and not one.check.is_absolute), None)
    if failed is None:
        raise NoSuchSentence
    form, met = ReasonForm(data={"reason": failed.reason.words if failed.reason else ""}), None
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        try:
            reviewing.give_reason(
                session, summary, Check(check), key, form.words, staff, clock.today(), seen=revision_seen()
            )
        except PersonMet as error:
            db.session.rollback()
            met, now = error, results.view(session, summary_at(session, dialogue))
        else:
            audit.record(session, staff, "summary.reason_given", "summary", summary.id, sentence=key, check=check)
            db.session.commit()
            flash(_("Skälet är sparat."), "good")
            return back_to(dialogue, now, sentence.section, key)
    body = render_template(
        "dialog/staff/summary/reason.html",
        dialogue=dialogue,
        summary=now,
        row=review_page.row(now, sentence, found),
        failed=failed,
        form=form,
        errors=form.summary,
        met=met,
        stale=is_stale(),
        names=NAMES,
        words=review_words,
    )
    return body, met.status if met else 422 if form.errors else 200


def _at(dialogue: DialogueView, key: str) -> tuple[SummaryView, SentenceView]:
    """The version under way, and a sentence of it; raises NoSuchSentence, and SummaryIsFixed where nothing was typed.

    What was typed while the version was sent is shown with the page, and then the verb says that it is too late.
    """
    now = results.view(db.session(), summary_at(db.session(), dialogue))
    sentence = next((one for one in now.sentences if one.key == key and not one.is_gone), None)
    if sentence is None:
        raise NoSuchSentence
    if not now.is_edited and request.method == "GET":
        raise SummaryIsFixed
    return now, sentence


def _is_valid(dialogue: DialogueView, form: SentenceForm) -> bool:
    """Whether the form is right as far as can be told before it is saved: every number written is of an inspel."""
    if not form.validate():
        return False
    known = analyses.inspel(db.session(), dialogue.id, form.written_numbers)
    unknown = [str(number) for number in form.written_numbers if number not in known]
    if unknown:
        form.more.errors = (_("Nr %(numbers)s finns inte, eller går inte att läsa.", numbers=", ".join(unknown)),)
    return not unknown


def _put_in(form: SentenceForm, error: PersonMet) -> PersonMet | None:
    """Say at its field what can be put right there; gives what must be said above the form."""
    name = _FIELDS.get(type(error))
    if name is None:
        return error
    form[name].errors = (f"{say(error)} {say(error, 'advice')}",)
    return None


def _page(
    dialogue: DialogueView,
    summary: SummaryView,
    form: SentenceForm,
    met: PersonMet | None,
    sentence: SentenceView | None = None,
    row: review_page.Row | None = None,
) -> ResponseReturnValue:
    sought = request.form.get("sok", "")[:_LONGEST_SOUGHT].strip()
    offered = _offered(dialogue, summary, form, sentence, sought)
    known = form.sources.data or []
    form.offer(offered, {ref: review_words.counts(ref) for ref in summary.facts})
    # Who met an error saves next time over what they then have before them.
    seen = request.form.get("seen", "") if form.is_sent and met is None else summary.revision
    errors = form.summary
    body = render_template(
        "dialog/staff/summary/sentence.html",
        dialogue=dialogue,
        summary=summary,
        sentence=sentence,
        row=row,
        draft=slotting.unslotted(sentence.draft, {one.number: one for one in sentence.inspel}) if sentence else "",
        form=form,
        known=known,
        sought=sought,
        found_none=bool(sought) and not seeking.sought(db.session(), dialogue.id, sought),
        errors=errors,
        met=met,
        seen=seen,
        stale=is_stale(),
        names=NAMES,
        sections=SECTIONS,
        is_free=sentence is not None and sentence.section in FREE,
        words=review_words,
    )
    return body, met.status if met else 422 if errors else 200


def _offered(
    dialogue: DialogueView, summary: SummaryView, form: SentenceForm, sentence: SentenceView | None, sought: str
) -> Sequence[Inspel]:
    """The inspel to choose among: those it rests on, those chosen and those sought, each once; else the uncovered."""
    session = db.session()
    chosen = analyses.inspel(session, dialogue.id, form.numbers)
    found = seeking.sought(session, dialogue.id, sought)
    if sentence is None and not sought:
        found = seeking.listed(session, dialogue.id, summary.coverage.get("uncovered", ()))
    own = sentence.inspel if sentence is not None else ()
    return list({one.number: one for one in (*own, *chosen.values(), *found)}.values())
