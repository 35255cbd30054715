"""Telling those who asked for it what became of their inspel, and what a dialogue led to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import clock, outbox
from core.chat import Screen
from core.i18n import gettext as _
from core.i18n import in_language
from dialog import results
from dialog.chat import fates
from dialog.chat.here import inspel_button, page_of, quiet_button, subject_of
from dialog.errors import NoSuchDialogue
from dialog.mine import Said
from dialog.models import DialogueState
from dialog.moderating import telling
from dialog.results import DialogueView
from integrations import spreading
from integrations.conversations import addresses, directory, sending
from integrations.conversations.addresses import Address
from integrations.following.topics import Kind
from integrations.spreading import Mark, News, Way

ANSWERS_DUE = "integrations.answers_due"

# Whoever answers does so in one go; those who wait are told once, when it has been still for a while.
GATHERED = timedelta(minutes=10)


def on_decided(session: Session, payload: Mapping[str, Any]) -> None:
    """Tell the author of an inspel what was decided about it, in the chat where they asked to be told.

    Whoever has asked for nothing finds it on their own screen, as on the web, and counts as told at once.
    """
    decided = telling.untold(session, int(payload["statement_id"]))
    if decided is None:
        return
    dialogue = results.by_id(session, int(payload["dialogue_id"]), clock.today())
    if decided.is_news:
        for address in _authors(session, dialogue.id, decided.doors):
            with in_language(address.language):
                sending.tell(session, address, _fate(dialogue, decided.said))
    telling.told(session, decided, clock.now())


def on_answered(session: Session, payload: Mapping[str, Any]) -> None:
    """An answer has been published: those who wait are told in a while, of this and of others that come meanwhile."""
    dialogue_id, now = int(payload["dialogue_id"]), clock.now()
    outbox.post(
        session,
        ANSWERS_DUE,
        key=str(dialogue_id),
        due_at=now + GATHERED,
        dialogue_id=dialogue_id,
        first_at=int(now.timestamp()),
    )


def on_answers_due(session: Session, payload: Mapping[str, Any]) -> None:
    """Write to those who asked what the dialogue led to, some at a time; to nobody about one that was taken back."""
    dialogue_id, first_at = int(payload["dialogue_id"]), int(payload["first_at"])
    try:
        dialogue = results.by_id(session, dialogue_id, clock.today())
    except NoSuchDialogue:
        return
    if dialogue.state is DialogueState.WITHDRAWN:
        return
    news = News(
        f"answers:{dialogue_id}:{first_at}", dialogue, lambda channel: _answered(dialogue), Kind.ANSWERS, dialogue_id
    )
    mark = Mark(Way(payload.get("way", Way.PLACES)), str(payload.get("after", "")))
    following = spreading.spread(session, news, mark)
    if following is not None:
        # Without a key: answers that are published meanwhile are gathered for themselves.
        outbox.post(
            session,
            ANSWERS_DUE,
            dialogue_id=dialogue_id,
            first_at=first_at,
            way=following.way,
            after=following.after,
        )


def _authors(session: Session, dialogue_id: int, doors: frozenset[str]) -> list[Address]:
    """The kept addresses that open one of the doors, found by working out the door of each while the key exists."""
    if not doors:
        return []
    kept = {str(one.id): one for one in addresses.of_subject(session, subject_of(dialogue_id))}
    accounts = {name: directory.identity(one.channel, one.tenant, one.person) for name, one in kept.items()}
    opened = telling.doors_of(session, dialogue_id, accounts)
    return [kept[name] for name, handle in opened.items() if handle in doors]


def _fate(dialogue: DialogueView, said: Said) -> Screen:
    """The number, what was decided and why; never the words of the inspel."""
    return Screen(
        dialogue.title,
        (f"{_('Ditt inspel %(number)s', number=said.number)}: {' '.join(fates.fate(said))}",),
        buttons=(inspel_button(dialogue, said.number), quiet_button(dialogue)),
    )


def _answered(dialogue: DialogueView) -> Screen:
    return Screen(
        dialogue.title,
        (
            _("Kommunen har svarat på det som kom fram i dialogen. Tack för att du var med."),
            dialogue.question,
        ),
        links=(page_of(dialogue, _("Läs svaren"), "/svar"),),
    )
