"""A survey as a chat would show it, for staff: the very payload, drawn roughly as the chat draws it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.chat import ChatChannel, ChatUse, Screen
from core.db import db
from core.house import settings_of
from core.i18n import language
from core.people.access import Permission, staff_only
from integrations.slack import blocks
from integrations.slack.blocks import Paper
from integrations.teams import cards
from surveys import chat_parts, chat_screens, results, rounds
from surveys.errors import NoSuchSurvey
from surveys.rounds import Round, RoundState

blueprint = Blueprint("survey_previews", __name__, url_prefix="/personal/enkater")


def _in_slack(screen: Screen, tongue: str) -> Mapping[str, Any]:
    return blocks.modal(screen, Paper(tongue, settings_of(current_app).base_url))


def _in_teams(screen: Screen, tongue: str) -> Mapping[str, Any]:
    return cards.draw(screen, settings_of(current_app), tongue)


_DRAWN: Mapping[ChatChannel, Callable[[Screen, str], Mapping[str, Any]]] = MappingProxyType(
    {ChatChannel.SLACK: _in_slack, ChatChannel.TEAMS: _in_teams}
)


@blueprint.get("/<slug>/forhandsvisning/<channel>")
@staff_only(Permission.SEE_RESULTS)
def show(slug: str, channel: str) -> ResponseReturnValue:
    """One screen at a time: the first, each part, and the end; nothing that is pressed here does anything."""
    if channel not in list(ChatChannel):
        abort(404)
    chat = ChatChannel(channel)
    survey_id = results.survey_id(db.session(), slug)
    if survey_id is None:
        raise NoSuchSurvey
    round_ = _latest(rounds.of_survey(db.session(), survey_id))
    screens = _screens(round_, chat, language()) if round_ else ()
    at = min(max(request.args.get("del", 1, type=int), 1), max(len(screens), 1))
    payload = _DRAWN[chat](screens[at - 1], language()) if screens else {}
    return render_template(
        "integrations/preview.html",
        slug=slug,
        chat=chat,
        round=round_,
        use=round_.use_in(chat) if round_ else ChatUse.OFF,
        at=at,
        of=len(screens),
        payload=payload,
        written=json.dumps(payload, ensure_ascii=False, indent=1),
        language_of_survey=round_.language(language()) if round_ else language(),
    )


def _screens(round_: Round, chat: ChatChannel, tongue: str) -> tuple[Screen, ...]:
    """What somebody can meet who answers, with every part, also those that are only for some."""
    wanted = round_.language(tongue)
    if round_.use_in(chat) is ChatUse.LINK:
        return (chat_screens.link_only(round_, wanted),)
    asked = round_.questionnaire
    return (
        chat_screens.first(round_, chat, wanted),
        *(chat_screens.whole(round_, part, wanted) for part in chat_parts.parts_of(asked)),
        chat_screens.before_sending(round_, wanted),
        chat_screens.thanks(round_, wanted),
    )


def _latest(all_rounds: list[Round]) -> Round | None:
    """The round that is open, or else the latest."""
    running = [one for one in all_rounds if one.state(clock.today()) is RoundState.OPEN]
    return next(iter(running or all_rounds), None)
