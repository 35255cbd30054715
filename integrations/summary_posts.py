"""Telling those who wait that a summary can be read, and those who were told that it was taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.chat import ChatChannel, Screen
from core.i18n import gettext as _
from dialog import results as dialogues
from dialog.chat.here import page_of
from dialog.errors import NoSuchDialogue
from dialog.models import DialogueState
from dialog.results import DialogueView
from dialog.summarising import results, short_texts
from dialog.summarising.models import Summary, SummaryState
from dialog.summarising.states import SEEN
from integrations import spreading, told
from integrations.following.topics import Kind
from integrations.spreading import Mark, News, Way

SUMMARY_NEWS_DUE = "integrations.summary_news_due"


def on_published(session: Session, payload: Mapping[str, Any]) -> None:
    """A version counts: of the one before it nobody is told any more, and everybody who waits is told of this."""
    dialogue_id = int(payload["dialogue_id"])
    earlier = select(Summary.id).where(Summary.dialogue_id == dialogue_id, Summary.state.in_(SEEN))
    for summary_id in session.scalars(earlier.order_by(Summary.id)).all():
        if summary_id != int(payload["summary_id"]):
            told.take_back(session, _published(summary_id))
    _ask_for(session, int(payload["summary_id"]), Mark())


def on_withdrawn(session: Session, payload: Mapping[str, Any]) -> None:
    """A version was taken back: whoever has not been told is not, and the others are told why."""
    told.take_back(session, _published(int(payload["summary_id"])))
    _ask_for(session, int(payload["summary_id"]), Mark())


def on_statement_left(session: Session, payload: Mapping[str, Any]) -> None:
    """Words were taken back that a message which waits may quote: those who wait are told without them."""
    summary = results.published(session, int(payload["dialogue_id"]))
    if summary is not None and told.take_back(session, _published(summary.id)):
        _ask_for(session, summary.id, Mark())


def on_news_due(session: Session, payload: Mapping[str, Any]) -> None:
    """Tell some of those who wait, and the others after them; what is not so any more is told to nobody."""
    summary = session.get(Summary, int(payload["summary_id"]))
    if summary is None:
        return
    try:
        dialogue = dialogues.by_id(session, summary.dialogue_id, clock.today())
    except NoSuchDialogue:
        return
    news = _news(session, dialogue, summary) if dialogue.state is not DialogueState.WITHDRAWN else None
    if news is None:
        return
    following = spreading.spread(session, news, Mark(Way(payload["way"]), str(payload["after"])))
    if following is not None:
        _ask_for(session, summary.id, following)


def _news(session: Session, dialogue: DialogueView, summary: Summary) -> News | None:
    if summary.state is SummaryState.PUBLISHED:
        view = results.view(session, summary)

        def ready(channel: ChatChannel) -> Screen:
            texts = short_texts.of(dialogue, view)
            return texts.slack if channel is ChatChannel.SLACK else texts.teams

        return News(_published(summary.id), dialogue, ready, Kind.SUMMARY, summary.id)
    if summary.state is SummaryState.WITHDRAWN:
        taken_back = _taken_back(dialogue, summary.version, summary.ended_reason or "")
        key, before = f"withdrawn:{summary.id}", _published(summary.id)
        return News(key, dialogue, taken_back, Kind.WITHDRAWN, summary.id, only_after=before)
    return None


def _taken_back(dialogue: DialogueView, version: int, reason: str) -> Callable[[ChatChannel], Screen]:
    def screen(channel: ChatChannel) -> Screen:
        return Screen(
            _("Sammanfattningen är återkallad: %(title)s", title=dialogue.title),
            (
                _("Sammanfattningen som vi skrev om gäller inte längre."),
                _("Därför är den återkallad: %(reason)s", reason=reason),
            ),
            links=(page_of(dialogue, _("Läs mer på dialogens sida"), f"{short_texts.PATH}/{version}"),),
        )

    return screen


def _published(summary_id: int) -> str:
    """The name of the news that a version can be read."""
    return f"summary:{summary_id}"


def _ask_for(session: Session, summary_id: int, mark: Mark) -> None:
    outbox.post(session, SUMMARY_NEWS_DUE, summary_id=summary_id, way=mark.way, after=mark.after)
