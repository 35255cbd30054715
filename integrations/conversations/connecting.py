"""Which workspaces and organisations the bot is in, and what goes when it is taken out of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.chat import ChatChannel
from core.db import insert_into
from integrations.conversations import interviews
from integrations.conversations.arrival import Arrival
from integrations.models import ChatAddress, ChatConnection, ConnectionState

# Staff want to know that something comes; to the second it would tell when somebody wrote.
PRECISION = timedelta(minutes=1)
LONGEST_SERVICE_URL = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace or an organisation; ``last_event_at`` is to the minute."""

    channel: ChatChannel
    tenant: str
    name: str
    state: ConnectionState
    last_event_at: datetime


def touch(session: Session, arrival: Arrival, now: datetime) -> None:
    """Note that a workspace has been heard from: at most once a minute, so that events do not wait for each other."""
    minute = now.replace(second=0, microsecond=0)
    url = arrival.service_url[:LONGEST_SERVICE_URL]
    here = (ChatConnection.channel == arrival.channel) & (ChatConnection.tenant == arrival.tenant)
    known = session.execute(
        select(ChatConnection.state, ChatConnection.service_url, ChatConnection.last_event_at).where(here)
    ).one_or_none()
    if known is None:
        new = insert_into(session, ChatConnection).values(
            channel=arrival.channel,
            tenant=arrival.tenant,
            name="",
            state=ConnectionState.CONNECTED,
            service_url=url,
            connected_at=minute,
            last_event_at=minute,
        )
        session.execute(new.on_conflict_do_nothing())
        return
    has_moved = bool(url) and url != known.service_url
    if known.state is ConnectionState.CONNECTED and not has_moved and known.last_event_at > minute - PRECISION:
        return
    changes = {"state": ConnectionState.CONNECTED, "last_event_at": minute}
    if known.state is not ConnectionState.CONNECTED:
        changes["connected_at"] = minute
    if has_moved:
        changes["service_url"] = url
    _change(session, arrival.channel, arrival.tenant, changes)


def found(session: Session, channel: ChatChannel, tenant: str, name: str, now: datetime) -> None:
    """Note that our token works in a workspace, and what the workspace is called."""
    minute, changes = now.replace(second=0, microsecond=0), {"name": name[:120], "state": ConnectionState.CONNECTED}
    new = insert_into(session, ChatConnection).values(
        channel=channel, tenant=tenant[:80], service_url="", connected_at=minute, last_event_at=minute, **changes
    )
    here = [ChatConnection.channel, ChatConnection.tenant]
    session.execute(new.on_conflict_do_update(index_elements=here, set_=changes))


def places(session: Session, most: int) -> tuple[Place, ...]:
    """Where the bot has been heard from, the latest first."""
    rows = session.scalars(select(ChatConnection).order_by(ChatConnection.last_event_at.desc()).limit(most))
    return tuple(Place(row.channel, row.tenant, row.name, row.state, row.last_event_at) for row in rows)


def only_tenant(session: Session, channel: ChatChannel) -> str:
    """The one workspace or organisation that has been heard from; "" when there is none or several."""
    tenants = session.scalars(select(ChatConnection.tenant).where(ChatConnection.channel == channel).limit(2)).all()
    return tenants[0] if len(tenants) == 1 else ""


def end(session: Session, channel: ChatChannel, tenant: str, state: ConnectionState) -> None:
    """Note that nobody in a workspace can be reached any more, and forget their addresses and what they were asked."""
    _change(session, channel, tenant, {"state": state})
    here = (ChatAddress.channel == channel) & (ChatAddress.tenant == tenant)
    session.execute(delete(ChatAddress).where(here).execution_options(synchronize_session=False))
    interviews.close_all_of(session, channel, tenant)


def _change(session: Session, channel: ChatChannel, tenant: str, changes: dict[str, object]) -> None:
    here = (ChatConnection.channel == channel) & (ChatConnection.tenant == tenant)
    session.execute(update(ChatConnection).where(here).values(changes).execution_options(synchronize_session=False))
