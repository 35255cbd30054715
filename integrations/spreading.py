"""Telling everybody who waits for news of a dialogue, some at a time: the channels of its meetings, chats, and mail.

Each is told once, however often this is begun again: who has been told is noted with the message itself.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.chat import ChatChannel, ChatUse, Screen
from core.i18n import in_language
from dialog.chat.here import quiet_button, subject_of
from dialog.meetings.models import Meeting, MeetingBinding
from dialog.results import DialogueView
from integrations import told
from integrations.conversations import addresses, sending
from integrations.conversations.addresses import Address
from integrations.following import following
from integrations.following.topics import FOLLOWER_MAIL_DUE, Kind
from integrations.models import ChatConnection, ConnectionState

# So many rows are written at a time, so that nobody waits long for the database.
AT_A_TIME = 200


class Way(enum.StrEnum):
    """The ways to people, in the order they are gone."""

    PLACES = "places"
    CHATS = "chats"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell about a dialogue. ``key`` names it: nobody is told twice of one key.

    ``screen(channel)`` is the message in a chat, in the language texts are said in when it is made. A mail is put
    together when it is sent, from ``kind`` and ``about``. Where ``only_after`` names other news, only those who have
    been told of that are told of this.
    """

    key: str
    dialogue: DialogueView
    screen: Callable[[ChatChannel], Screen]
    kind: Kind
    about: int
    only_after: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where to go on: on which way, and after whom; the order is that of random ids."""

    way: Way = Way.PLACES
    after: str = ""


def spread(session: Session, news: News, mark: Mark) -> Mark | None:
    """Write to the next who wait; gives where to go on, or None when everybody has been told."""
    if mark.way is Way.PLACES:
        places = _places(session, news.dialogue)
        _tell(session, news, [(_name_of(place), place) for place in places], is_place=True)
        return Mark(Way.CHATS)
    if mark.way is Way.CHATS:
        found = addresses.some_of_subject(session, subject_of(news.dialogue.id), mark.after, AT_A_TIME)
        _tell(session, news, [(address.id.hex, address) for address in found if address.id], is_place=False)
        return Mark(Way.CHATS, str(found[-1].id)) if len(found) == AT_A_TIME else Mark(Way.MAIL)
    followers = following.confirmed(session, news.dialogue.id, mark.after, AT_A_TIME)
    for whom in sorted(_untold(session, news, [one.hex for one in followers])):
        outbox.post(
            session,
            FOLLOWER_MAIL_DUE,
            key=told.key_of(news.key, whom),
            follower_id=whom,
            kind=news.kind,
            about=news.about,
            since=clock.now().isoformat(),
        )
    return Mark(Way.MAIL, followers[-1].hex) if len(followers) == AT_A_TIME else None


def _tell(session: Session, news: News, listeners: Sequence[tuple[str, Address]], *, is_place: bool) -> None:
    untold = _untold(session, news, [whom for whom, _address in listeners])
    for whom, address in listeners:
        if whom not in untold:
            continue
        with in_language(address.language):
            screen = news.screen(address.channel)
            if not is_place:
                screen = replace(screen, buttons=(*screen.buttons, quiet_button(news.dialogue)))
            sending.tell(session, address, screen, key=told.key_of(news.key, whom))


def _untold(session: Session, news: News, whom: Sequence[str]) -> frozenset[str]:
    """Those who are to be told now, and are noted as told from here on."""
    meant = told.among(session, news.only_after, whom) if news.only_after else frozenset(whom)
    return told.mark(session, news.key, meant, clock.today())


def _places(session: Session, dialogue: DialogueView) -> list[Address]:
    """The channels where the dialogue's meetings were held, and that the bot is still in; each once."""
    bound = select(MeetingBinding.channel, MeetingBinding.tenant, MeetingBinding.place).distinct()
    rows = session.execute(
        bound.join(Meeting, Meeting.id == MeetingBinding.meeting_id)
        .join(
            ChatConnection,
            (ChatConnection.channel == MeetingBinding.channel) & (ChatConnection.tenant == MeetingBinding.tenant),
        )
        .where(Meeting.dialogue_id == dialogue.id, ChatConnection.state == ConnectionState.CONNECTED)
        .order_by(MeetingBinding.channel, MeetingBinding.tenant, MeetingBinding.place)
    )
    return [
        Address(channel, tenant, "", {}, dialogue.language, place=place)
        for channel, tenant, place in rows
        if dialogue.use_in(channel) is not ChatUse.OFF
    ]


def _name_of(place: Address) -> str:
    """A channel, as it is noted that it has been told: the same each time."""
    return hashlib.sha256(f"{place.channel}\0{place.tenant}\0{place.place}".encode()).hexdigest()
