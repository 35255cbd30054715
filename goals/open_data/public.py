"""Open data for everybody: what there is, the files, and the metadata about them."""

from __future__ import annotations

import io

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.house import settings_of
from core.people.access import public
from core.tables import write_rows
from goals import board, versions
from goals.board import Board
from goals.errors import NoSuchDataset
from goals.open_data import dcat
from goals.open_data.datasets import BY_KEY, REGISTER, Dataset, changed
from goals.open_data.dcat import Catalogue

blueprint = Blueprint("open_data", __name__, url_prefix="/oppna-data")


@blueprint.get("", strict_slashes=False)
@public
def index() -> ResponseReturnValue:
    """What there is, on which terms, and where."""
    found = _board()
    return render_template(
        "goals/open_data.html",
        datasets=REGISTER,
        described=dcat.described,
        changed=changed(db.session()),
        licence=dcat.LICENCE,
        figures=[figure for figure in found.malbild.figures.values() if found.malbild.asked_by(figure.key)],
        is_demo=found.is_demo,
        contact=settings_of(current_app).contact_email,
    )


@blueprint.get("/<dataset>.csv")
@public
def as_csv(dataset: str) -> ResponseReturnValue:
    """A file as CSV: commas, points in decimals, UTF-8 with a mark that spreadsheets know it by."""
    found = _dataset(dataset)
    file = io.StringIO()
    write_rows(file, list(found.columns), found.rows(db.session(), _board()))
    response = Response(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.key}.csv"'
    return _for_all(response)


@blueprint.get("/<dataset>.json")
@public
def as_json(dataset: str) -> ResponseReturnValue:
    """The same rows as JSON, each with the names of its columns."""
    found = _dataset(dataset)
    at = changed(db.session())[found.key]
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows(db.session(), _board())]
    document = {
        "dataset": found.key,
        "title": found.title,
        "licence": dcat.LICENCE,
        "publisher": settings_of(current_app).municipality,
        # A day and no more: when to the second a figure was worked out could be when somebody answered.
        "modified": at.date().isoformat() if at else None,
        "rows": rows,
    }
    return _for_all(jsonify(document))


@blueprint.get("/dcat.rdf")
@public
def as_rdf() -> ResponseReturnValue:
    """The metadata as RDF/XML, which is what the portal harvests."""
    return _for_all(Response(dcat.serialised(_catalogue(), "xml"), content_type=dcat.SYNTAXES["xml"]))


@blueprint.get("/dcat.ttl")
@public
def as_turtle() -> ResponseReturnValue:
    """The metadata as Turtle, for people."""
    body = dcat.serialised(_catalogue(), "turtle")
    return _for_all(Response(body, content_type=f"{dcat.SYNTAXES['turtle']}; charset=utf-8"))


def _board() -> Board:
    session = db.session()
    return board.build(session, versions.current(session, clock.today()))


def _dataset(key: str) -> Dataset:
    if key not in BY_KEY:
        raise NoSuchDataset
    return BY_KEY[key]


def _catalogue() -> Catalogue:
    settings = settings_of(current_app)
    return Catalogue(
        settings.base_url,
        settings.municipality,
        settings.contact_email,
        settings.organisation_number,
        tuple((key, at.date() if at else None) for key, at in changed(db.session()).items()),
    )


def _for_all(response: Response) -> Response:
    """Other sites' pages may read it too: it is public whoever asks. Who has it already gets it only when it is new."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response
