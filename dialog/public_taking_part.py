"""The pages of somebody who takes part, in one list: what each is called and what is done there."""

from __future__ import annotations

from flask import Blueprint

from dialog import public_background, public_doors, public_mine, public_voting, public_writing

blueprint = Blueprint("taking_part", __name__, url_prefix="/dialog/<slug>")

_ASK_AND_DO = ["GET", "POST"]

for _address, _view, _methods in (
    ("/borja", public_doors.begin, _ASK_AND_DO),
    ("/koppla", public_doors.link, _ASK_AND_DO),
    ("/mina/kod", public_doors.code, ["POST"]),
    ("/rosta", public_voting.vote, _ASK_AND_DO),
    ("/rosta/angra", public_voting.undo, ["POST"]),
    ("/skriv", public_writing.write, _ASK_AND_DO),
    ("/skriv/tack/<id:number>", public_writing.thanks, ["GET"]),
    ("/mina", public_mine.mine, ["GET"]),
    ("/mina/invand/<id:number>", public_mine.appeal, _ASK_AND_DO),
    ("/mina/dra-tillbaka/<id:number>", public_mine.withdraw, _ASK_AND_DO),
    ("/mina/lamna", public_mine.leave, _ASK_AND_DO),
    ("/mina/om-mig", public_background.background, _ASK_AND_DO),
):
    blueprint.add_url_rule(_address, view_func=_view, methods=_methods)
