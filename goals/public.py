"""The board and each figure's page, for everybody; the same numbers as CSV and JSON."""

from __future__ import annotations

import io

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.i18n import language
from core.people.access import public
from core.tables import write_rows
from goals import board, figure_files, figures, official, versions
from goals.errors import NoSuchIndicator
from goals.indicators import REGISTER
from goals.indicators.forum import KEYS
from goals.malbild import Malbild
from goals.points import FigureLine
from surveys.statistics import methods

blueprint = Blueprint("goals", __name__, url_prefix="/malbild")


@blueprint.app_template_test("followed_on_the_board")
def followed_on_the_board(slug: str) -> bool:
    """Whether a survey's answers are counted on the board, so that its pages may link there."""
    return any(index.survey == slug for index in REGISTER)


@blueprint.get("", endpoint="board", strict_slashes=False)
@public
def show_board() -> ResponseReturnValue:
    """Each indicator's answer, now or in a year, of all of them or of those a nämnd is in charge of."""
    asked = {"year": request.args.get("ar", ""), "owner": request.args.get("namnd", "")}
    found = board.build(db.session(), _document(), **asked)
    return render_template("goals/board.html", board=found, asked=asked, sparklines=figures.sparklines(found))


@blueprint.get("/<indicator>")
@public
def show(indicator: str) -> ResponseReturnValue:
    """One figure through time, with its interval, its method and what it is set beside; or an indicator's figures."""
    session, document = db.session(), _document()
    if indicator not in document.figures:
        asked = document.indicator(indicator)
        if asked is None:
            raise NoSuchIndicator
        return render_template("goals/indicator.html", line=board.indicator_line(session, document, asked))
    line, places = board.figure_line(session, document, indicator), board.places()
    beside = official.parts(session, indicator, places)
    page = figures.page(line, document, methods.CURRENT, language(), beside, places)
    answered = (
        board.indicator_line(session, document, page.indicator)
        if page.indicator and page.indicator.figures == (indicator,)
        else None
    )
    template = "goals/forum_figure.html" if indicator in KEYS else "goals/figure.html"
    return render_template(template, page=page, answered=answered)


@blueprint.get("/<indicator>.csv")
@public
def as_csv(indicator: str) -> ResponseReturnValue:
    """One row a period and area."""
    file = io.StringIO()
    write_rows(file, figure_files.COLUMNS, figure_files.rows(_line(indicator)))
    response = Response(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{indicator}.csv"'
    return response


@blueprint.get("/<indicator>.json")
@public
def as_json(indicator: str) -> ResponseReturnValue:
    """The same as JSON, floats in full."""
    return figure_files.document(_line(indicator), language())


def _document() -> Malbild:
    """The målbild in force today."""
    return versions.current(db.session(), clock.today())


def _line(indicator: str) -> FigureLine:
    document = _document()
    if indicator not in document.figures:
        raise NoSuchIndicator
    return board.figure_line(db.session(), document, indicator)
