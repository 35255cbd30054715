"""The delårsrapport for staff: choose a period and a nämnd, look, and take it away as Word or CSV."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.documents.paper import MEDIA_TYPE
from core.house import settings_of
from core.i18n import language
from core.people.access import Permission, staff_only
from goals import board, follow_ups, versions
from goals.board import Board
from goals.errors import NoSuchReport
from goals.report import content, rows, tables, voices, word, words
from goals.report.content import Report

blueprint = Blueprint("report", __name__, url_prefix="/personal/malbild")

# The page shows the beginning of long comments; the file has all of it.
LONGEST_SHOWN = 600


@blueprint.get("/rapport")
@staff_only(Permission.SEE_RESULTS)
def show() -> ResponseReturnValue:
    """What the report would say."""
    found, offered = _board()
    report = _chosen(found, offered) if offered else None
    return render_template(
        "goals/report.html",
        report=report,
        periods=offered,
        boards=found.malbild.boards,
        tables=tables,
        words=words,
        longest=LONGEST_SHOWN,
    )


@blueprint.get("/rapport.docx")
@staff_only(Permission.SEE_RESULTS)
def as_word() -> ResponseReturnValue:
    """The report as a Word document."""
    report = _chosen(*_board())
    body = word.as_word(report, settings_of(current_app).municipality, clock.now())
    return _file(body, MEDIA_TYPE, f"{report.name}.docx")


@blueprint.get("/rapport.csv")
@staff_only(Permission.SEE_RESULTS)
def as_csv() -> ResponseReturnValue:
    """The report's rows."""
    report = _chosen(*_board())
    return _file(rows.as_csv(report), "text/csv; charset=utf-8", f"{report.name}.csv")


def _board() -> tuple[Board, tuple[str, ...]]:
    """The board in force today, and the periods there is something to report of."""
    session = db.session()
    found = board.build(session, versions.current(session, clock.today()))
    return found, content.periods(found, follow_ups.periods(session))


def _chosen(found: Board, offered: tuple[str, ...]) -> Report:
    """The report the address asks for; raises NoSuchReport for a period or a nämnd that is not offered."""
    period = request.args.get("period") or content.suggested(found, offered)
    if period not in offered:
        raise NoSuchReport
    judgements = follow_ups.latest(db.session(), period)
    said = voices.of_period(db.session(), period)
    return content.build(found, judgements, period, request.args.get("namnd", ""), clock.today(), language(), said)


def _file(body: bytes, media_type: str, name: str) -> Response:
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
