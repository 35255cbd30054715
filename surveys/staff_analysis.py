"""The analysis of a survey for staff: what matters in words, what goes together with what, and how sure it is."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.charts import PriorityChart, priority_chart
from core.db import db
from core.errors import N_
from core.i18n import gettext as _
from core.i18n import language
from core.people.access import Permission, staff_only
from surveys import analysis, listing, results, rounds
from surveys.analysis import Analysis
from surveys.errors import NoSuchSurvey
from surveys.measures import FACTORS, MICRO, NKI, SERVICE
from surveys.rounds import Round, RoundState
from surveys.statistics.importance import Quadrant

blueprint = Blueprint("staff_analysis", __name__, url_prefix="/personal/enkater")

NAMES: dict[str, str] = {
    NKI: N_("Nöjd kund-index (NKI)"),
    "delaktighet": N_("Upplevd delaktighet"),
    SERVICE: N_("Service"),
    **dict(
        zip(
            FACTORS,
            (
                N_("Information"),
                N_("Tillgänglighet"),
                N_("Bemötande"),
                N_("Kompetens"),
                N_("Rättssäkerhet"),
                N_("Effektivitet"),
            ),
            strict=True,
        )
    ),
    **dict(
        zip(
            MICRO,
            (
                N_("Bemötande vid kontakten"),
                N_("Enkelt att få kontakt"),
                N_("Tydliga besked"),
                N_("Fick hjälp"),
            ),
            strict=True,
        )
    ),
}

FIELDS: dict[str, str] = {
    Quadrant.BEVARA: N_("Bevara"),
    Quadrant.FORBATTRA_OM_MOJLIGT: N_("Förbättra om möjligt"),
    Quadrant.LAGRE_PRIORITET: N_("Lägre prioritet"),
    Quadrant.PRIORITERA: N_("Prioritera!"),
}


@blueprint.get("/<slug>/analys")
@staff_only(Permission.SEE_RESULTS)
def show(slug: str) -> ResponseReturnValue:
    """The last analysis of a period; which one is asked for by ``period``, else the open or the latest."""
    survey_id = results.survey_id(db.session(), slug)
    if survey_id is None:
        raise NoSuchSurvey
    all_rounds = rounds.of_survey(db.session(), survey_id)
    chosen = _chosen(all_rounds)
    found = analysis.stored(db.session(), survey_id, chosen.period)
    texts = {question.key: question.text.into(language()) for question in chosen.questionnaire.questions}
    return render_template(
        "surveys/staff/analysis.html",
        slug=slug,
        title=listing.title(db.session(), survey_id),
        round=chosen,
        is_demo=any(round_.is_demo for round_ in all_rounds if round_.period == chosen.period),
        periods=list(dict.fromkeys(round_.period for round_ in all_rounds)),
        found=found,
        matrix=_matrix(found) if found else None,
        texts=texts,
        names={key: _(name) for key, name in NAMES.items()},
        fields={key: _(name) for key, name in FIELDS.items()},
    )


def _chosen(all_rounds: list[Round]) -> Round:
    """A round of the period the address asks for; a period nobody was asked in is not found."""
    wanted = request.args.get("period")
    if wanted is not None:
        all_rounds = [round_ for round_ in all_rounds if round_.period == wanted]
    running = [round_ for round_ in all_rounds if round_.state(clock.today()) is RoundState.OPEN]
    for round_ in running or all_rounds:
        return round_
    raise NoSuchSurvey


def _matrix(found: Analysis) -> PriorityChart | None:
    """The factors by effect and index; None where there are too few answers for effects."""
    effects, placed = found.effects, found.matrix
    if effects is None or effects.index_line is None or effects.effect_line is None or not placed:
        return None
    points = [(index.measure, index.effect or 0.0, index.estimate or 0.0) for index in placed]
    return priority_chart(points, effects.effect_line, effects.index_line)
