"""The analysis of a dialogue for staff: what the votes and the words say so far, and names for the themes."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.corrections import themes
from core.db import db
from core.i18n import gettext as _
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import claim_words, listing, shown_results
from dialog.analysing import keeping, making, results, tones
from dialog.analysing.results import Found, Theme
from dialog.analysis import gate
from dialog.claim_words import PARTS, Part
from dialog.moderating.addressing import dialogue_at
from dialog.results import DialogueView, Inspel
from dialog.shown_results import Camp
from dialog.theme_forms import MergeForm, NameForm, WordsForm
from dialog.words import AGE_BANDS

blueprint = Blueprint("staff_dialogue_analysis", __name__, url_prefix="/personal/dialoger/<slug>/analys")

MOST_THEMES = 20
CORRECTIONS = "staff_dialogue_corrections.show"
NAMED, MERGED, WORDED = "theme.named", "theme.merged", "theme.words_put"


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.SEE_RESULTS)
def show(slug: str) -> ResponseReturnValue:
    """What the analysis says so far: one part of the claims at a time, the groups, the themes and the tone."""
    dialogue, session, may = dialogue_at(slug), db.session(), signed_in_staff().may
    found = results.found(session, dialogue.id)
    asked, page = request.args.get("visa", ""), listing.page_asked_for()
    totals = _totals(found)
    part = Part(asked) if asked in set(Part) else next((one for one, n in totals.items() if n), Part.UNITES)
    told = found if found is not None and not found.is_too_few else None
    inspel = results.inspel(session, dialogue.id, _beside(told)) if told else {}
    return render_template(
        "dialog/staff/analysis/show.html",
        dialogue=dialogue,
        found=found,
        told=told,
        part=part,
        page=page,
        totals=totals,
        section=shown_results.section(session, dialogue.id, told, part, page) if told else None,
        a_page=shown_results.A_PAGE,
        inspel=inspel,
        camps=_camps(told, inspel) if told else (),
        words=claim_words,
        gate=gate,
        age_bands=AGE_BANDS,
        most_themes=MOST_THEMES,
        tones=tones,
        corrections=CORRECTIONS if may(Permission.READ_COMMENTS) and CORRECTIONS in current_app.view_functions else "",
        may_name=may(Permission.PLAN_DIALOGUES),
    )


@blueprint.route("/teman/<theme>", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def name(slug: str, theme: str) -> ResponseReturnValue:
    """The inspel of a theme, and another name for it or another theme that it belongs to."""
    dialogue, session = dialogue_at(slug), db.session()
    found = results.found(session, dialogue.id)
    every = found.themes.themes if found is not None and not found.is_too_few else ()
    chosen = next((one for one in every if one.key == theme), None)
    if chosen is None:
        abort(404)
    others = [one for one in every if one is not chosen]
    named, merged = NameForm(label=chosen.label or ""), MergeForm()
    merged.into.choices = [(one.key, one.label or ", ".join(one.words)) for one in others]
    pressed = request.form.get("do", "namn")
    form = merged if pressed == "ihop" else named
    name_fields({field.name: str(field.label.text) for field in form})
    is_tried = request.method == "POST" and not is_stale()
    if is_tried and form.validate():
        who, subject = signed_in_staff(), making.subject_of(dialogue.id)
        if form is merged:
            into = next(one for one in others if one.key == merged.into.data)
            themes.merge(session, subject, chosen.anchor, into.anchor, who.name, clock.now())
            _record(MERGED, dialogue, theme=", ".join(chosen.words), into=into.label or ", ".join(into.words))
            flash(_("Temana läggs ihop. Det syns här om en liten stund."), "good")
        else:
            themes.rename(session, subject, chosen.anchor, str(named.label.data), who.name, clock.now())
            _record(NAMED, dialogue, theme=", ".join(chosen.words), label=str(named.label.data))
            flash(_("Temat får namnet %(name)s. Det syns här om en liten stund.", name=named.label.data), "good")
        return _anew(dialogue)
    errors = form.summary if is_tried else []
    body = render_template(
        "dialog/staff/analysis/theme.html",
        dialogue=dialogue,
        theme=chosen,
        inspel=results.inspel(session, dialogue.id, _first(chosen)),
        first=_first(chosen),
        named=named,
        merged=merged if others else None,
        errors=errors,
        stale=is_stale(),
    )
    return body, 422 if errors else 200


@blueprint.route("/egna-teman", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def vocabulary(slug: str) -> ResponseReturnValue:
    """The municipality's own themes, which are sought before any other in all dialogues and comments."""
    dialogue, session = dialogue_at(slug), db.session()
    known = themes.vocabulary(session)
    asked = request.args.get("tema", "")
    form = WordsForm(label=asked if asked in known else "", words="\n".join(known.get(asked, ())))
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        label = " ".join(str(form.label.data).split())
        if label not in known and len(known) >= themes.MOST_THEMES:
            form.label.errors = (_("Det finns redan %(most)s egna teman.", most=themes.MOST_THEMES),)
        else:
            themes.put_words(session, label, form.lines)
            _record(WORDED, dialogue, label=label, words=", ".join(form.lines))
            kept, gone = _("Temat %(name)s är sparat.", name=label), _("Temat %(name)s är borta.", name=label)
            flash(kept if form.lines else gone, "good")
            return _anew(dialogue, "staff_dialogue_analysis.vocabulary")
    body = render_template(
        "dialog/staff/analysis/vocabulary.html",
        dialogue=dialogue,
        known=known,
        form=form,
        errors=form.summary,
        stale=is_stale(),
    )
    return body, 422 if form.errors else 200


def _totals(found: Found | None) -> dict[Part, int]:
    return {part: len(found.of_kind(*kinds)) if found else 0 for part, kinds in PARTS.items()}


def _beside(found: Found) -> set[int]:
    """The inspel that set groups apart and the first of each theme on the page."""
    told = {telling.statement for group in found.groups for telling in group.tellings}
    return told | {number for theme in found.themes.themes[:MOST_THEMES] for number in theme.statements[:1]}


def _camps(found: Found, inspel: Mapping[int, Inspel]) -> list[Camp]:
    return [
        Camp(group, tuple((one, inspel[one.statement]) for one in group.tellings if one.statement in inspel))
        for group in found.groups
    ]


def _first(theme: Theme) -> tuple[int, ...]:
    return theme.statements[: shown_results.A_PAGE]


def _record(deed: str, dialogue: DialogueView, **details: str) -> None:
    audit.record(db.session(), signed_in_staff(), deed, "dialogue", dialogue.id, slug=dialogue.slug, **details)


def _anew(dialogue: DialogueView, endpoint: str = "staff_dialogue_analysis.show") -> ResponseReturnValue:
    keeping.ask_for(db.session(), dialogue.id, clock.now(), at_once=True)
    db.session.commit()
    return redirect(url_for(endpoint, slug=dialogue.slug), 303)
