"""Staff decide in which chats a survey can be answered, and see what it will look like there."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select

from core.audit import AuditEntry
from core.chat import ChatUse
from core.people.roles import Role
from surveys.models import Collection
from tests.builders import case_survey, code_round, on_sqlite, open_round, signed_in, small_survey
from tests.ground import StandingClock, working

pytestmark = on_sqlite
CHANNELS = "/personal/enkater/prov/kanaler"


def decided(app: Flask) -> tuple[ChatUse, ChatUse, int | None]:
    with working(app) as session:
        found = session.scalars(select(Collection)).one()
        return found.slack, found.teams, found.chat_min_age


def test_channels_are_off_until_staff_choose_and_the_choice_is_logged(app: Flask) -> None:
    open_round(app, small_survey())
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open("/personal/enkater/prov")
    page = staff.open(next(link for link in page.links if "/kanaler" in link))
    assert decided(app) == (ChatUse.OFF, ChatUse.OFF, None)
    assert "Det som någon skriver direkt i chatten ligger kvar i Slack" in page.text

    page = staff.send(page, {"slack": "link", "teams": "full", "lowest_age": "13"})

    assert "Kanalerna är sparade" in page.text
    assert decided(app) == (ChatUse.LINK, ChatUse.FULL, 13)
    with working(app) as session:
        logged = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "collection.channels")).one()
    assert logged == {"slack": "link", "teams": "full", "lowest_age": 13}


@pytest.mark.parametrize("age", ["9", "100", "tolv", "-1"])
def test_an_age_that_cannot_be_is_shown_again_and_nothing_is_kept(app: Flask, age: str) -> None:
    open_round(app, small_survey())
    staff = signed_in(app, Role.COMMUNICATOR)

    page = staff.send(staff.open(CHANNELS), {"slack": "full", "lowest_age": age})

    assert page.title.startswith("Fel")
    assert (page.value("lowest_age"), page.value("slack")) == ([age], ["full"])
    assert decided(app) == (ChatUse.OFF, ChatUse.OFF, None)


def test_a_round_with_codes_is_at_most_a_link_and_a_closed_one_is_not_changed(app: Flask, time: StandingClock) -> None:
    code_round(app, case_survey("prov"))
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(CHANNELS)
    assert page.form("slack").choices["slack"] == {"off", "link"}
    form = page.form("slack").filled({"slack": "link"})
    form["slack"] = "full"
    assert staff.post(CHANNELS, form).title.startswith("Fel")
    assert decided(app)[0] is ChatUse.OFF

    time.forward(days=40)

    # Nobody is offered the form any more, and a form from before changes nothing.
    late = signed_in(app, Role.STRATEGIST)
    assert "Ingen mätomgång är öppen" in late.open(CHANNELS).text
    form["slack"], form["csrf_token"] = "link", late.open(CHANNELS).value("csrf_token")[0]
    assert "Ingen mätomgång är öppen" in late.post(CHANNELS, form).text
    assert decided(app)[0] is ChatUse.OFF


@pytest.mark.parametrize("chat", ["slack", "teams"])
def test_every_screen_is_previewed_as_it_is_sent(app: Flask, chat: str) -> None:
    open_round(app, small_survey(), slack=ChatUse.FULL, teams=ChatUse.FULL)
    staff = signed_in(app, Role.READER)

    pages = [staff.open(f"/personal/enkater/prov/forhandsvisning/{chat}?del={at}") for at in range(1, 9)]

    said = " ".join(page.text for page in pages)
    for words in ("För att prova.", "Vem är du?", "Hur många är ni?", "Vad gick snett?", "Skicka svaren", "Tack"):
        assert words in said, words
    for page in pages:
        written = re.search(r"<pre[^>]*>(.*?)</pre>", page.html, re.DOTALL)
        assert written is not None
        payload = json.loads(written[1].replace("&#34;", '"').replace("&amp;", "&").replace("&#39;", "'"))
        assert payload["type"] == {"slack": "modal", "teams": "AdaptiveCard"}[chat]


def test_what_has_no_round_or_is_another_chat_is_said(app: Flask) -> None:
    open_round(app, small_survey())
    staff = signed_in(app, Role.READER)

    assert staff.open("/personal/enkater/prov/forhandsvisning/irc").status == 404
    assert "avstängd i Slack" in staff.open("/personal/enkater/prov/forhandsvisning/slack").text
