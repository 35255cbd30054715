"""In which chats a round can be answered, and how much of an answer leaves the house that way."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.chat import YOUNGEST_IN_SLACK
from core.db import db
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from surveys import listing, results, rounds
from surveys.errors import NoSuchSurvey
from surveys.models import Access, Collection
from surveys.rounds import Round, RoundState
from surveys.staff_forms import ChannelsForm

blueprint = Blueprint("staff_channels", __name__, url_prefix="/personal/enkater")


@blueprint.route("/<slug>/kanaler", methods=["GET", "POST"])
@staff_only(Permission.EDIT_SURVEYS)
@keeps_typed
def show(slug: str) -> ResponseReturnValue:
    """What the round is in each chat, and how old one must be there."""
    survey_id = results.survey_id(db.session(), slug)
    if survey_id is None:
        raise NoSuchSurvey
    round_ = _chosen(rounds.of_survey(db.session(), survey_id))
    form = ChannelsForm.of(round_) if round_ else None
    if round_ and form and form.is_sent and not is_stale() and form.validate():
        round_.must_not_be_closed(clock.today())
        _keep(round_, form)
        db.session.commit()
        return redirect(url_for("staff_channels.show", slug=slug, omgang=round_.collection_id, sparat=1), 303)
    return render_template(
        "surveys/staff/channels.html",
        slug=slug,
        title=listing.title(db.session(), survey_id),
        round=round_,
        form=form,
        errors=form.summary if form else [],
        with_codes=bool(round_ and round_.access is Access.CODE),
        youngest=YOUNGEST_IN_SLACK,
        saved=bool(request.args.get("sparat")) and not (form and form.is_sent),
        stale=is_stale(),
    )


def _keep(round_: Round, form: ChannelsForm) -> None:
    collection = db.session.get_one(Collection, round_.collection_id)
    collection.slack, collection.teams, collection.chat_min_age = form.slack_use, form.teams_use, form.lowest_age.data
    audit.record(
        db.session(),
        signed_in_staff(),
        "collection.channels",
        "collection",
        str(collection.id),
        slack=collection.slack.value,
        teams=collection.teams.value,
        lowest_age=collection.chat_min_age,
    )


def _chosen(all_rounds: list[Round]) -> Round | None:
    """The round the address asks for, or else the one that is open or coming; None where all have closed."""
    running = [one for one in all_rounds if one.state(clock.today()) is not RoundState.CLOSED]
    wanted = request.args.get("omgang", type=int)
    if wanted is not None:
        found = next((one for one in all_rounds if one.collection_id == wanted), None)
        if found is None:
            raise NoSuchSurvey
        return found if found in running else None
    open_now = [one for one in running if one.state(clock.today()) is RoundState.OPEN]
    return next(iter(open_now or running), None)
