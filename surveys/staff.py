"""Surveys for staff: the list, the numbers as they come, the preview, opening and closing, the comments."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db
from core.i18n import language
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from surveys import answering, authoring, forms, listing, results, rounds
from surveys.comments import results as comment_results
from surveys.comments import telling
from surveys.errors import NoSuchSurvey
from surveys.models import Collection
from surveys.rounds import Round, RoundState
from surveys.staff_forms import CodesForm, OpenForm

blueprint = Blueprint("staff_surveys", __name__, url_prefix="/personal/enkater")

# A longer questionnaire is previewed a section at a time, so that the page stays light on a phone.
MOST_PREVIEWED = 20


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.SEE_RESULTS)
def index() -> ResponseReturnValue:
    """Every survey with its latest round."""
    return render_template("surveys/staff/index.html", surveys=listing.overview(db.session(), clock.today()))


@blueprint.get("/<slug>")
@staff_only(Permission.SEE_RESULTS)
def show(slug: str) -> ResponseReturnValue:
    """One survey: how the chosen round stands this moment."""
    survey_id = _survey_id(slug)
    all_rounds = rounds.of_survey(db.session(), survey_id)
    round_ = _chosen(all_rounds)
    return render_template(
        "surveys/staff/show.html",
        slug=slug,
        title=listing.title(db.session(), survey_id),
        rounds=all_rounds,
        round=round_,
        state=round_.state(clock.today()) if round_ else None,
        numbers=results.live(db.session(), round_, language()) if round_ else None,
    )


@blueprint.get("/<slug>/forhandsvisning")
@staff_only(Permission.SEE_RESULTS)
def preview(slug: str) -> ResponseReturnValue:
    """The latest version as a respondent meets it, with nothing to send."""
    version = authoring.latest_version(db.session(), _survey_id(slug))
    if version is None:
        raise NoSuchSurvey
    questionnaire = rounds.questionnaire_of(version)
    tongue = language() if language() in questionnaire.languages else questionnaire.languages[0]
    sections = questionnaire.sections
    pages = [sections]
    if len(questionnaire.questions) > MOST_PREVIEWED:
        pages = [sections[i : i + 1] for i in range(len(sections))]
    at = min(max(request.args.get("del", 1, type=int), 1), len(pages))
    parts = [(section, forms.page_form(section.questions, tongue).fields) for section in pages[at - 1]]
    return render_template(
        "surveys/staff/preview.html",
        slug=slug,
        questionnaire=questionnaire,
        version=version.number,
        parts=parts,
        at=at,
        of=len(pages),
        language_of_survey=tongue,
        condition_data=forms.condition_data,
    )


@blueprint.route("/<slug>/oppna", methods=["GET", "POST"])
@staff_only(Permission.EDIT_SURVEYS)
@keeps_typed
def open_round(slug: str) -> ResponseReturnValue:
    """Open a round, once everything that must be settled is."""
    version = authoring.latest_version(db.session(), _survey_id(slug))
    if version is None:
        raise NoSuchSurvey
    form = OpenForm.suggesting(rounds.questionnaire_of(version), clock.today())
    if form.is_sent and not is_stale() and form.validate():
        collection = authoring.open_collection(db.session(), version, form.terms(), clock.today())
        audit.record(
            db.session(),
            signed_in_staff(),
            "collection.opened",
            "collection",
            str(collection.id),
            period=collection.period,
        )
        db.session.commit()
        return redirect(url_for("staff_surveys.show", slug=slug, omgang=collection.id), 303)
    return render_template("surveys/staff/open.html", slug=slug, form=form, errors=form.summary, stale=is_stale())


@blueprint.post("/<slug>/stang/<id:collection_id>")
@staff_only(Permission.EDIT_SURVEYS)
def close_round(slug: str, collection_id: int) -> ResponseReturnValue:
    """Close a round for good."""
    collection = db.session.get(Collection, collection_id)
    if collection is None or collection.survey_id != _survey_id(slug):
        raise NoSuchSurvey
    if collection.closed_at is None:
        authoring.close(db.session(), collection, clock.now())
        audit.record(
            db.session(),
            signed_in_staff(),
            "collection.closed",
            "collection",
            str(collection.id),
            period=collection.period,
        )
    db.session.commit()
    return redirect(url_for("staff_surveys.show", slug=slug, omgang=collection_id), 303)


@blueprint.route("/<slug>/koder/<id:collection_id>", methods=["GET", "POST"])
@staff_only(Permission.INVITE)
@keeps_typed
def codes(slug: str, collection_id: int) -> ResponseReturnValue:
    """Make single-use codes and show them once: only their fingerprints are kept."""
    round_ = rounds.by_id(db.session(), collection_id)
    if round_.slug != slug:
        raise NoSuchSurvey
    form = CodesForm.offering(round_.questionnaire, language())
    made: list[str] = []
    if form.is_sent and not is_stale() and form.validate():
        round_.must_not_be_closed(clock.today())
        area = form.area.data or None
        made = [answering.invite(db.session(), collection_id, area) for _ in range(form.count.data or 0)]
        audit.record(db.session(), signed_in_staff(), "codes.made", "collection", str(collection_id), count=len(made))
        db.session.commit()
    return render_template(
        "surveys/staff/codes.html",
        slug=slug,
        round=round_,
        form=form,
        errors=form.summary,
        codes=made,
        stale=is_stale(),
    )


@blueprint.get("/<slug>/kommentarer")
@staff_only(Permission.READ_COMMENTS)
def comments(slug: str) -> ResponseReturnValue:
    """What people wrote in their own words, twenty at a time."""
    all_rounds = rounds.of_survey(db.session(), _survey_id(slug))
    round_ = _chosen(all_rounds)
    if round_ is None:
        raise NoSuchSurvey
    found = results.comments(db.session(), round_, language(), request.args.get("efter"))
    overviews = comment_results.overviews(db.session(), round_.collection_id)
    summed = {overview.question_key for overview in overviews}
    return render_template(
        "surveys/staff/comments.html",
        slug=slug,
        round=round_,
        rounds=all_rounds,
        comments=found,
        factors=telling.by_factor(overviews),
        summed=[(one.key, one.text.into(language())) for one in round_.questionnaire.questions if one.key in summed],
    )


def _survey_id(slug: str) -> int:
    found = results.survey_id(db.session(), slug)
    if found is None:
        raise NoSuchSurvey
    return found


def _chosen(all_rounds: list[Round]) -> Round | None:
    """The round the address asks for, else the open one, else the latest."""
    wanted = request.args.get("omgang", type=int)
    for round_ in all_rounds:
        if round_.collection_id == wanted:
            return round_
    running = [round_ for round_ in all_rounds if round_.state(clock.today()) is RoundState.OPEN]
    return next(iter(running or all_rounds), None)
