"""Official figures for staff: the outside sources, values by form and by file, and who stated what."""

from __future__ import annotations

import io

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db
from core.errors import N_, PersonMet
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import language, ngettext, say
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.spreadsheets import BadSheet, read
from core.tables import write_rows
from core.web.files import receives_file
from core.web.inputs import LARGEST_ID
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from goals import official, sources, stating, versions
from goals.models import OfficialValue, Origin
from goals.official import Statement
from goals.source_forms import ValueForm
from goals.stating import Judged, Offered

blueprint = Blueprint("staff_sources", __name__, url_prefix="/personal/kallor")

ROWS_A_PAGE = 30
MOST_BAD_SHOWN = 50


class NoSuchSource(PersonMet):
    """There is no such outside source."""

    status = 404
    title = N_("Källan finns inte")
    message = N_("Samspel hämtar inte uppgifter från någon källa på den här adressen.")
    advice = N_("Gå till källorna och välj bland dem.")


class NoSuchValue(PersonMet):
    """There is no such stated value."""

    status = 404
    title = N_("Värdet finns inte")
    message = N_("Det finns inget inläst värde på den här adressen.")
    advice = N_("Gå till källorna och välj i listan över inlästa värden.")


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.ENTER_READINGS)
def index() -> ResponseReturnValue:
    """How each source is doing, and what has been stated, the latest first."""
    before = request.args.get("fore", type=int)
    before = before if before is not None and 0 < before <= LARGEST_ID else None
    by_hand = request.args.get("visa") != "alla"
    rows = official.entries(db.session(), before, ROWS_A_PAGE, by_hand)
    known = _known()
    return render_template(
        "goals/staff/sources.html",
        reports=sources.reports(db.session()),
        names=sources.NAMES,
        rows=rows,
        standing=official.is_standing(db.session(), rows),
        following=rows[-1].id if len(rows) == ROWS_A_PAGE else None,
        by_hand=by_hand,
        is_first=before is None,
        known=known,
        is_local=settings_of(current_app).is_local,
    )


@blueprint.post("/hamta/<source>")
@staff_only(Permission.ENTER_READINGS)
def fetch(source: str) -> ResponseReturnValue:
    """Have a source fetched by the worker."""
    if source not in sources.DUE:
        raise NoSuchSource
    sources.ask_for(db.session(), source)
    audit.record(db.session(), signed_in_staff(), "source.asked_for", "source", source)
    db.session.commit()
    flash(_("Hämtningen är beställd. Ladda om sidan om en stund för att se hur det gick."), "good")
    return redirect(url_for("staff_sources.index"), 303)


@blueprint.route("/varde", methods=["GET", "POST"])
@staff_only(Permission.ENTER_READINGS)
@keeps_typed
def enter() -> ResponseReturnValue:
    """State one value."""
    form = ValueForm.offering(_known(), request.args.get("matt", ""), request.args.get("plats", ""))
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        statement = form.statement()
        said = _state([statement], Origin.FORM)
        for one in said:
            audit.record(
                db.session(),
                signed_in_staff(),
                "official.stated",
                "official_value",
                one.series,
                place=one.place,
                period=one.period,
                value=str(one.value),
            )
        db.session.commit()
        flash(_("Värdet är inläst.") if said else _("Samma värde var redan inläst. Inget har ändrats."), "good")
        return redirect(url_for("staff_sources.index"), 303)
    page = render_template("goals/staff/sources_value.html", form=form, errors=form.summary, stale=is_stale())
    return page, 422 if form.errors else 200


@blueprint.route("/fil", methods=["GET", "POST"])
@staff_only(Permission.ENTER_READINGS)
@keeps_typed
@receives_file
def upload() -> ResponseReturnValue:
    """State the values of a file, all of them or none."""
    known = _known()
    judged, wrong = Judged((), ()), ""
    if request.method == "POST" and not is_stale():
        file = request.files.get("fil")
        try:
            if file is None or not file.filename:
                raise BadSheet(N_("Välj en fil."))
            judged = stating.read(read(file.filename[:100], file.read()), known)
        except BadSheet as error:
            wrong = say(error)
        if judged.good and not judged.bad:
            said = _state(judged.good, Origin.FILE)
            audit.record(
                db.session(), signed_in_staff(), "official.file_read", "official_value", "file", rows=len(said)
            )
            db.session.commit()
            flash(_file_read(len(judged.good), len(said)), "good")
            return redirect(url_for("staff_sources.index"), 303)
    page = render_template(
        "goals/staff/sources_file.html",
        wrong=wrong,
        bad=[(row.number, say(row.reason)) for row in judged.bad[:MOST_BAD_SHOWN]],
        bad_count=len(judged.bad),
        good_count=len(judged.good),
        series=list(stating.choices(known, language())),
        places=known.places,
        columns=stating.COLUMNS,
        stale=is_stale(),
    )
    return page, 422 if wrong or judged.bad else 200


@blueprint.get("/mall.csv")
@staff_only(Permission.ENTER_READINGS)
def template() -> ResponseReturnValue:
    """An empty file to fill in, as Swedish Excel opens it."""
    file = io.StringIO()
    write_rows(file, stating.COLUMNS, (), delimiter=";")
    response = Response(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="officiella-varden.csv"'
    return response


@blueprint.post("/ta-tillbaka/<id:value_id>")
@staff_only(Permission.ENTER_READINGS)
def take_back(value_id: int) -> ResponseReturnValue:
    """Take back a value that stands: what was said stays in the list, and counts no more."""
    row = db.session.get(OfficialValue, value_id)
    if row is None:
        raise NoSuchValue
    if official.is_standing(db.session(), [row]):
        _state([Statement(row.series, row.place, row.period, None, row.source, gender=row.gender)], Origin.FORM)
        audit.record(
            db.session(),
            signed_in_staff(),
            "official.taken_back",
            "official_value",
            row.series,
            place=row.place,
            period=row.period,
        )
        flash(_("Värdet är taget tillbaka."), "good")
    db.session.commit()
    return redirect(url_for("staff_sources.index"), 303)


def _known() -> Offered:
    settings, today = settings_of(current_app), clock.today()
    return stating.offered(
        versions.current(db.session(), today), settings.municipality_code, settings.peer_group, today
    )


def _state(statements: list[Statement] | tuple[Statement, ...], origin: Origin) -> tuple[Statement, ...]:
    return official.state(db.session(), statements, origin=origin, by=signed_in_staff().name, now=clock.now())


def _file_read(rows: int, said: int) -> str:
    if not said:
        return str(_("Alla värden i filen var redan inlästa. Inget har ändrats."))
    words = str(ngettext("Ett värde är inläst.", "%(num)s värden är inlästa.", said))
    same = rows - said
    if same:
        words += " " + str(ngettext("Ett var redan inläst.", "%(num)s var redan inlästa.", same))
    return words
