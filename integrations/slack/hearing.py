"""What is done with each thing Slack sends: take it in, commit, and only then ask Slack to show the answer."""

from __future__ import annotations

from typing import Any

from flask import current_app
from slack_bolt import Ack, BoltContext

from core.chat import Button, ChatChannel, Look, Screen
from core.db import db
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import in_language
from integrations.conversations import connecting, home, receiving
from integrations.conversations.arrival import Arrival, Outcome, Surface
from integrations.slack import blocks, inbound, outbound
from integrations.slack.blocks import Paper
from integrations.slack.pressing import Pressed
from integrations.slack.web import tried

GONE = {"app_uninstalled": receiving.removed, "tokens_revoked": receiving.revoked}


def hear_event(body: dict[str, Any], context: BoltContext) -> None:
    """An event is answered by the worker, but for the bot's own page, which Slack is asked to show at once."""
    tenant, kind = tenant_of(context), body["event"].get("type")
    if kind in GONE:
        if kind == "app_uninstalled" or _is_bots(body["event"]):
            GONE[kind](db.session(), ChatChannel.SLACK, tenant)
            db.session.commit()
        return
    arrival = inbound.event(body, tenant)
    if arrival is None:
        return
    outcome = _take_in(arrival, inbound.thread_of(body))
    if arrival.surface is Surface.HOME and not outcome.is_repeat:
        tried("views.publish", user_id=arrival.person, view=blocks.home(outcome.screen, paper_of(outcome)))


def hear_command(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
    """The command opens a form; if Slack does not open it, the same is said where the command was typed."""
    arrival = inbound.command(body, tenant_of(context))
    if arrival is None:
        ack()
        return
    outcome = _take_in(arrival)
    paper = paper_of(outcome)
    view = blocks.modal(outcome.screen, paper)
    if outcome.is_repeat or tried("views.open", trigger_id=body["trigger_id"], view=view):
        ack()
        return
    said = blocks.message(outcome.screen, paper)
    ack(response_type="ephemeral", text=said.text, blocks=said.blocks)


def hear_press(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
    """A button in a form changes the form; one anywhere else opens one, or goes on with an interview."""
    ack()
    found = inbound.press(body, tenant_of(context))
    if found is None:
        return
    arrival, pressed = found
    outcome = _take_in(arrival)
    if outcome.is_repeat or arrival.surface is Surface.MESSAGE:
        return
    paper = paper_of(outcome)
    view = blocks.modal(outcome.screen, paper)
    shown = body.get("view", {})
    if shown.get("type") == "modal":
        if not tried("views.update", view_id=shown.get("id"), view=view):
            _say_that_it_came(arrival, paper)
    elif not tried("views.open", trigger_id=body["trigger_id"], view=view):
        _ask_to_press_again(arrival, pressed, paper)


def hear_form(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
    """A form that was sent is answered in Slack's own request: what to correct in it, or the next one."""
    arrival = inbound.form(body, tenant_of(context))
    if arrival is None:
        ack()
        return
    outcome = _take_in(arrival)
    errors = _errors(outcome.screen, body["view"])
    if errors:
        ack(response_action="errors", errors=errors)
    else:
        ack(response_action="update", view=blocks.modal(outcome.screen, paper_of(outcome)))


def hear_nothing(ack: Ack) -> None:
    """Somebody closed a form: nothing was sent, so there is nothing to do."""
    ack()


def tenant_of(context: BoltContext) -> str:
    """The workspace, or the organisation when the app is installed for all of it.

    What does not say where it comes from is from the one workspace there is: people must be the same from one press to
    the next.
    """
    tenant = context.team_id or context.enterprise_id or connecting.only_tenant(db.session(), ChatChannel.SLACK)
    return tenant if inbound.is_id(tenant) else ""


def paper_of(outcome: Outcome) -> Paper:
    """What the answer is drawn on."""
    return Paper(outcome.language, settings_of(current_app).base_url)


def _take_in(arrival: Arrival, thread: str = "") -> Outcome:
    """Everything somebody did and what they are to be told, in one transaction that has ended when this returns."""
    session = db.session()
    outcome = receiving.receive(session, arrival)
    if not outcome.is_repeat and arrival.surface in (Surface.MESSAGE, Surface.PLACE):
        thread = thread if arrival.surface is Surface.PLACE else ""
        outbound.say(session, arrival.tenant, arrival.place, outcome.screen, paper_of(outcome), thread=thread)
    session.commit()
    return outcome


def _errors(screen: Screen, view: dict[str, Any]) -> dict[str, str]:
    """What to correct, by block, if the form that was sent is still the one to fill in; else nothing."""
    by_key = {blocks.asked(block): block for block, _values in inbound.answers(view)}
    if not screen.errors or not screen.errors.keys() <= by_key.keys():
        return {}
    return {by_key[key]: words for key, words in screen.errors.items()}


def _ask_to_press_again(arrival: Arrival, pressed: Pressed, paper: Paper) -> None:
    """What was done is done; only the form that was to follow could not be opened."""
    with in_language(paper.language):
        again = Button(pressed.do, _("Försök igen"), pressed.data, Look.PRIMARY)
        screen = Screen(_("Formuläret gick inte att öppna"), (_("Tryck här för att försöka igen."),), buttons=(again,))
    outbound.say(db.session(), arrival.tenant, arrival.person, screen, paper)
    db.session.commit()


def _say_that_it_came(arrival: Arrival, paper: Paper) -> None:
    """What was done is done, though the form still shows what was before it; doing it again might do it twice."""
    with in_language(paper.language):
        words = _("Det du tryckte på kom fram, men Slack visade inte nästa sida. Stäng formuläret och fortsätt här.")
        screen = Screen(_("Formuläret gick inte att visa"), (words,), buttons=(home.start_button(),))
    # While this waits for Slack, pressing again writes no other.
    key = f"slack.again:{arrival.tenant}:{arrival.person}"
    outbound.say(db.session(), arrival.tenant, arrival.person, screen, paper, key=key)
    db.session.commit()


def _is_bots(event: dict[str, Any]) -> bool:
    """Whether it is the bot's token that does not work any more, and not that of a person."""
    tokens = event.get("tokens")
    return isinstance(tokens, dict) and bool(tokens.get("bot"))
