"""A meeting that is held in channels of chats as well: how it gets there, and what everybody there may read."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.chat import ChatChannel, ChatUse, Heard
from core.outbox import OutboxMessage
from dialog.meetings import results
from dialog.meetings.models import MeetingBinding, StepKind
from dialog.models import Audience
from integrations.conversations.arrival import Arrival, Surface
from integrations.conversations.receiving import receive
from integrations.conversations.sending import TEAMS_DUE
from integrations.slack.topics import MESSAGE_DUE
from tests.builders import drain, on_sqlite
from tests.dialog.meetings.gathering import Gathering, gather
from tests.ground import StandingClock, working
from tests.integrations.persons import TENANTS, Person

pytestmark = on_sqlite

PLACES = {ChatChannel.SLACK: "C042", ChatChannel.TEAMS: "19:kanal@thread.tacv2"}
FULL = {"slack": ChatUse.FULL, "teams": ChatUse.FULL}


def mention(app: Flask, channel: ChatChannel, words: str) -> Any:
    """What the bot answers, for all to read, to somebody who mentions it in the channel."""
    with working(app) as session:
        arrival = Arrival(
            channel,
            TENANTS[channel],
            "U1",
            f"{channel} {words}",
            Surface.PLACE,
            typed=words,
            place=PLACES[channel],
            service_url="https://smba.trafficmanager.net/emea/",
        )
        return receive(session, arrival).screen


def codes(app: Flask, meeting: Gathering) -> tuple[str, str]:
    with working(app) as session:
        row = meeting.row(session)
        return row.code, row.adult_code


def posted(app: Flask) -> dict[str, list[str]]:
    """What waits to be sent to each channel, as it stands in the outbox."""
    with working(app) as session:
        rows = session.scalars(
            select(OutboxMessage).where(OutboxMessage.topic.in_((MESSAGE_DUE, TEAMS_DUE))).order_by(OutboxMessage.id)
        ).all()
        found: dict[str, list[str]] = {}
        for row in rows:
            place = row.payload.get("place") or row.payload["message"]["channel"]
            found.setdefault(place, []).append(json.dumps(row.payload, ensure_ascii=False))
        return found


def test_the_adults_code_holds_the_meeting_in_a_channel_and_each_step_is_told_there(
    app: Flask, time: StandingClock
) -> None:
    meeting = gather(app, time, "Sista bussen går innan träningen slutar", **FULL)
    code, adult_code = codes(app, meeting)

    answers = [mention(app, channel, f"möte {adult_code.lower()}") for channel in PLACES]

    assert all("hålls här i kanalen" in answer.paragraphs[0] for answer in answers)
    assert adult_code not in str(answers)
    with working(app) as session:
        assert {(one.channel, one.place) for one in session.scalars(select(MeetingBinding))} == {*PLACES.items()}
    meeting.begin(*(f"person {n}" for n in range(5)))
    meeting.go_to(StepKind.WRITING)
    meeting.write("person 1", "Ett inspel som ingen i kanalen ska se")
    drain(app)
    told = posted(app)
    # The steps before it were over when the worker came: only the one that is open is told.
    assert {place: len(said) for place, said in told.items()} == dict.fromkeys(PLACES.values(), 1)
    for said in told.values():
        assert f"/dialog/hem/samtal/{code}" in said[0]
        assert "mote.visa" in said[0]
        assert "Ett inspel som ingen" not in said[0]
        assert adult_code not in said[0]
    meeting.wait(4.5 * 60)
    drain(app)
    meeting.press("close")
    drain(app)
    assert all("snart slut" in said[1] and "Mötet är slut" in said[-1] for said in posted(app).values())


def test_a_channel_is_only_shown_the_way_in_and_a_link_where_the_chat_has_no_more(
    app: Flask, time: StandingClock
) -> None:
    meeting = gather(app, time, slack=ChatUse.FULL, teams=ChatUse.LINK)
    code, adult_code = codes(app, meeting)
    meeting.press("open_lobby")

    shown = {channel: mention(app, channel, f"möte {code}") for channel in PLACES}

    assert [button.do for button in shown[ChatChannel.SLACK].buttons] == ["mote.visa"]
    assert not shown[ChatChannel.TEAMS].buttons
    assert all(code in screen.links[0].url for screen in shown.values())
    guest = Person(app, "U7", ChatChannel.TEAMS)
    assert not guest.hear(Heard("mote.in", {"k": code, "c": "dialog-1"})).prompts
    with working(app) as session:
        assert results.view(session, meeting.row(session), time()).n_inside == 0
    # A wrong code, and the adults' code where nobody else reads, lead nowhere.
    assert guest.say("möte XXXXXX").title == "Mötet finns inte"
    assert guest.say(f"möte {adult_code}").title == "Mötet finns inte"
    assert Person(app, "U8").hear(Heard("mote.kod.skicka", {}, {"text": ("fel kod",)})).errors


def test_somebody_in_slack_says_their_age_and_raises_a_hand_and_comes_too_late(app: Flask, time: StandingClock) -> None:
    meeting = gather(app, time, "Sista bussen går innan träningen slutar", audience=Audience.UNGDOMAR, **FULL)
    code, _adult_code = codes(app, meeting)
    assert not [button for button in Person(app, "U1").hear(Heard("chatt.start")).buttons if button.do == "mote.kod"]
    meeting.press("open_lobby")
    meeting.adult("a")
    guest = Person(app, "U1")
    assert [button for button in guest.hear(Heard("chatt.start")).buttons if button.do == "mote.kod"]

    guest.hear(Heard("mote.kod.skicka", {}, {"text": (f" {code[:3]} {code[3:].lower()}",)}))
    assert [prompt.key for prompt in guest.screen.prompts] == ["alder", "namn"]
    assert guest.send(namn="Kim").errors == {"alder": "Välj hur gammal du är."}
    assert guest.screen.filled == {"namn": ("Kim",)}
    assert guest.send(alder="16-19", namn="Kim").title == "Du är inne"
    meeting.come(*(f"person {n}" for n in range(4)))
    meeting.press("start")
    meeting.go_to(StepKind.WRITING)
    form = guest.press("Uppdatera")
    assert guest.send(text="nej").errors
    assert guest.send(text="Ring mig på 070-174 06 05 om bussen").title == "Läs igenom en gång till"
    assert "070" not in " ".join(guest.screen.paragraphs)
    assert guest.press("Ändra").filled == {"text": ("Ring mig på 070-174 06 05 om bussen",)}
    meeting.go_to(StepKind.TALK)
    # The step is over, and what was typed is an inspel all the same.
    assert form.send is not None
    late = guest.hear(Heard(form.send.do, form.send.data, {"text": ("Fler turer på kvällen vore bra",)}))
    assert late.notice == "Ditt inspel är skickat"
    assert "Det är din tur." in guest.press("Räck upp handen").paragraphs
    assert meeting.view().speaking[0].name == "Kim"
    assert guest.press("Ta ner handen").send is None
    assert guest.hear(Heard("mote.tryck", {"k": code, "s": "1"}, {"lage": ("3",)})).notice.startswith("Mötet har gått")
    assert guest.press("Lämna mötet").title == "Du har lämnat mötet"
    meeting.press("close")
    assert guest.press("Gå in igen").title == "Mötet är slut"
